import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Series } from "../model/mod.ts";
import type { ServerNews } from "../probes/server_news.ts";
import { addressText, serverEvent } from "./server_event.ts";

const SERIES: Series = {
  probe: "echo",
  interface: "wlan0",
  connectionType: "wifi",
  target: "vps.example",
  role: "server",
  family: 4,
  variant: "",
  server: "vps",
};
const MTU = {
  kind: "path_mtu",
  datagramBytes: 1400,
  passes: false,
  lostOn: null,
  says: "",
} as const;
const SEEN = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 198, 51, 100, 7],
);

Deno.test("serverEvent() says plainly what has happened", () => {
  const where = "vps (vps.example) over wlan0, IPv4";
  const cases: readonly [ServerNews, type: string, description: string][] = [
    [
      { kind: "answers", seenAddress: SEEN },
      "server_answers",
      `Server ${where} answers, and sees this line as 198.51.100.7`,
    ],
    [
      { kind: "answers", seenAddress: undefined },
      "server_answers",
      `Server ${where} answers`,
    ],
    [
      { kind: "restarted", gapMs: 4_230, uptimeMs: 1_100 },
      "server_restart",
      `Server restart: ${where} was away for 4.2 s; the line was not`,
    ],
    [
      { kind: "silent", knocks: 4 },
      "server_silent",
      `Server ${where} gives no answer: wrong secret, wrong host or port, or ` +
      "a firewall. It never answers without the right secret: compare " +
      "shared_secret on both ends. While kernel_drops rise in " +
      "`bufferbane-server status`, packets arrive and the secret is wrong; " +
      "else let its UDP port through",
    ],
    [
      { kind: "fell_silent", knocks: 4 },
      "server_silent",
      `Server ${where} answers no longer: it or its network is down, or this ` +
      "line is",
    ],
    [
      { kind: "unreachable", detail: "host unreachable, says 192.0.2.1" },
      "server_unreachable",
      `Server ${where} cannot be reached: host unreachable, says 192.0.2.1`,
    ],
    [
      { kind: "refused", detail: "port unreachable, says 192.0.2.9" },
      "server_down",
      `Server ${where}: its host is there, but the server process is down ` +
      "(port unreachable, says 192.0.2.9)",
    ],
    [
      { kind: "clock_set", whose: "own" },
      "clock_stepped",
      "The clock of this machine was set: one-way delays to vps are left " +
      "out for a second",
    ],
    [
      { kind: "clock_set", whose: "server" },
      "clock_stepped",
      `The clock of server ${where} was set: one-way delays to vps are left ` +
      "out for a second",
    ],
    [
      { kind: "moved", seenAddress: SEEN },
      "public_address_changed",
      `Server ${where} now sees this line as 198.51.100.7`,
    ],
    [
      { kind: "downgraded" },
      "server_downgraded",
      `Server ${where} and this program both speak a newer protocol than ` +
      "they do: something on the way drops its packets",
    ],
    [
      { ...MTU, passes: true, lostOn: null },
      "path_mtu",
      `Server ${where}: packets of 1428 bytes get through`,
    ],
    [
      { ...MTU, lostOn: "here" },
      "path_mtu",
      `Server ${where}: wlan0 itself carries no packets of 1428 bytes, as ` +
      "its MTU is smaller",
    ],
    [
      { ...MTU, lostOn: "up" },
      "path_mtu",
      `Server ${where}: packets of 1428 bytes are lost on the way to the ` +
      "server, those of 1228 get through. A link on the way has a smaller " +
      "MTU, and nobody says so (a black hole): uploads, downloads and web " +
      "pages may hang. An MTU of 1228 on wlan0 avoids it",
    ],
    [
      { ...MTU, says: "fragmentation needed, says 192.0.2.9" },
      "path_mtu",
      `Server ${where}: packets of 1428 bytes are lost, those of 1228 get ` +
      "through. A link on the way has a smaller MTU, as somebody says " +
      "(fragmentation needed, says 192.0.2.9): uploads, downloads and web " +
      "pages may hang. An MTU of 1228 on wlan0 avoids it",
    ],
  ];
  for (const [news, type, description] of cases) {
    const event = serverEvent(SERIES, news, 1_000_000);
    deepStrictEqual([event.type, event.description], [type, description]);
    strictEqual(event.server, "vps");
  }
});

Deno.test("serverEvent() lays a restart over the time that it took", () => {
  const news = { kind: "restarted", gapMs: 4_230, uptimeMs: 1_100 } as const;
  const { atMs, durationMs, metrics } = serverEvent(SERIES, news, 1_000_000);
  strictEqual(atMs, 995_770);
  strictEqual(durationMs, 4_230);
  deepStrictEqual(metrics, { "uptime_ms": 1_100 });
});

Deno.test("addressText() writes addresses as people do", () => {
  strictEqual(addressText(SEEN), "198.51.100.7");
  const ipv6 = new Uint8Array(16);
  ipv6.set([0x20, 0x01, 0x0d, 0xb8]);
  ipv6[15] = 1;
  strictEqual(addressText(ipv6), "2001:db8::1");
});
