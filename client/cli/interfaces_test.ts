import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { LibcError } from "@bufferbane/ffi";
import type {
  DirectionCounters,
  InterfaceCounters,
  Links,
  NetworkInterface,
} from "../links/mod.ts";
import { networkCard } from "../links/testing.ts";
import type { MonoNs, WallNs } from "../model/mod.ts";
import { type InterfacesIo, showInterfaces } from "./interfaces.ts";
import { rateLines } from "./interfaces_text.ts";

const ETH0 = networkCard({
  addresses: [
    {
      address: "192.0.2.2",
      family: 4,
      prefixLength: 24,
      scope: "global",
      peer: null,
      isUsable: true,
      isDeprecated: false,
      isTemporary: false,
    },
  ],
  speedBps: 2.5e9,
  duplex: "full",
});

/** The longest of everything, and everything at once. */
const LONGEST: NetworkInterface = {
  ...ETH0,
  name: "fifteen-letters",
  index: 3,
  connectionType: "cellular",
  speedBps: 999.9e6,
  duplex: "half",
  hasCarrier: false,
  addresses: [1, 2, 3].flatMap((digit) => {
    const [one] = ETH0.addresses;
    const address = `2001:db8:1111:2222:3333:4444:5555:666${digit}`;
    return one === undefined
      ? []
      : [{ ...one, address, family: 6, prefixLength: 128, isUsable: false }];
  }),
};

const OFF: NetworkInterface = {
  ...ETH0,
  name: "br\u001b0",
  index: 4,
  connectionType: "unknown",
  kind: "bridge",
  macAddress: null,
  addresses: [],
  speedBps: null,
  isUp: false,
};

function direction(bytes: number, errors = 0): DirectionCounters {
  return { bytes, packets: Math.floor(bytes / 1000), errors, dropped: 0 };
}

function counters(
  { name, index }: NetworkInterface,
  bytes: number,
  errors = 0,
): InterfaceCounters {
  return {
    name,
    index,
    received: direction(bytes, errors),
    sent: direction(bytes / 2),
    collisions: 0,
  };
}

/** A machine that receives 1.5 MB/s on eth0, and stops after three samples. */
function machine(changes: Partial<InterfacesIo> = {}) {
  let out = "";
  let err = "";
  let seconds = 0;
  const links: Links = {
    interfaces: () => [ETH0, LONGEST, OFF],
    counters: () => [
      counters(ETH0, 1.5e6 * seconds),
      counters(LONGEST, 999.9e12, 4_000_000_000),
    ],
    defaultRoutes: () => [{
      family: 4,
      gateway: "192.0.2.1",
      interface: "eth0",
      interfaceIndex: 2,
      metric: 0,
      source: null,
      isDead: false,
    }],
    openReader: () => ({ read: () => undefined, [Symbol.dispose]: () => {} }),
    routeTo: () => ({ kind: "unreachable", code: "ENETUNREACH" }),
    watch: () => ({ [Symbol.dispose]: () => {} }),
  };
  const io: InterfacesIo = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    links,
    wifi: { read: () => null },
    resolvers: () => ({ asked: ["127.0.0.53"], behindStub: ["192.0.2.1"] }),
    clock: {
      wall: () => 1_792_500_000_123_000_000n as WallNs,
      mono: () => BigInt(seconds) * 1_000_000_000n as MonoNs,
      boot: () => 0n as MonoNs,
    },
    terminal: () => null,
    wait: () => Promise.resolve(++seconds < 3),
    ...changes,
  };
  return { io, out: () => out, err: () => err };
}

Deno.test("showInterfaces() shows all at once within 80 columns", async () => {
  const { io, out } = machine();
  strictEqual(await showInterfaces({ json: false, watch: false }, io), 0);
  strictEqual(
    out(),
    `\
INTERFACE        TYPE      STATE    SPEED         RECEIVED      SENT
eth0             wired     up       2.5 Gbit/s         0 B       0 B
    192.0.2.2/24
    gateway 192.0.2.1  MAC 02:00:00:00:00:01  MTU 1500  full duplex
    broadcast multicast  carrier changes: 1  0 packets in, 0 out
fifteen-letters  cellular  no link  999.9 Mbit/s  999.9 TB  499.9 TB
    2001:db8:1111:2222:3333:4444:5555:6661/128 (not usable yet)
    2001:db8:1111:2222:3333:4444:5555:6662/128 (not usable yet)
    2001:db8:1111:2222:3333:4444:5555:6663/128 (not usable yet)
    MAC 02:00:00:00:00:01  MTU 1500  half duplex  broadcast multicast
    carrier changes: 1  999900000000 packets in, 499950000000 out
    4000000000 errors receiving
br?0             bridge    off      -                    -         -
    MTU 1500  full duplex  broadcast multicast  carrier changes: 1

DNS: 127.0.0.53 (systemd-resolved, which asks
    192.0.2.1: /run/systemd/resolve/resolv.conf)
Rates need two samples, a second apart: bufferbane interfaces --watch
`,
  );
  ok(out().split("\n").every((line) => line.length <= 80));
});

Deno.test("showInterfaces() with --watch shows rates until stopped", async () => {
  const { io, out } = machine();
  strictEqual(await showInterfaces({ json: false, watch: true }, io), 0);
  const [first = "", second = "", third = ""] = out().split("\n\nI");
  ok(first.includes("Rates come with the second sample."));
  strictEqual(
    `I${second}`,
    `\
INTERFACE        TYPE      STATE       RECEIVING    PKT/S       SENDING    PKT/S
eth0             wired     up          12 Mbit/s     1500      6 Mbit/s      750
fifteen-letters  cellular  no link       0 bit/s        0       0 bit/s        0
    4000000000 errors receiving
total                                  12 Mbit/s     1500      6 Mbit/s      750`,
  );
  strictEqual(third.trimEnd(), second);
});

Deno.test("showInterfaces() tells what Wi-Fi hears, within 80 columns", async () => {
  const { io, out } = machine();
  const wifi = {
    signalDbm: -71,
    noiseDbm: -95,
    sendBps: 866.7e6,
    receiveBps: 1.2e9,
    ssid: "caf\x1b 5G",
    bssid: "02:00:00:00:00:99",
    frequencyMhz: 5180,
  };
  const wlan0 = { ...ETH0, name: "wlan0", connectionType: "wifi" } as const;
  const radio = {
    ...io,
    links: { ...io.links, interfaces: () => [wlan0] },
    wifi: { read: () => wifi },
  };
  await showInterfaces({ json: false, watch: false }, radio);
  const lines = out().split("\n");
  deepStrictEqual(lines.slice(3, 5), [
    '    network "caf? 5G"  access point 02:00:00:00:00:99  channel 36 (5.18 GHz)',
    "    signal -71 dBm (weak)  noise -95 dBm  sends at 866.7 Mbit/s",
  ]);
  ok(lines.every((line) => line.length <= 80));
  const json = machine();
  await showInterfaces({ json: true, watch: false }, {
    ...radio,
    out: json.io.out,
  });
  strictEqual(JSON.parse(json.out()).interfaces[0].wifi.signal_dbm, -71);
});

Deno.test("showInterfaces() shows only what was asked for", async () => {
  const { io, out } = machine();
  await showInterfaces({ json: true, watch: false, only: ["eth0"] }, io);
  const { interfaces } = JSON.parse(out());
  deepStrictEqual(interfaces.map(({ name }: { name: string }) => name), [
    "eth0",
  ]);
});

Deno.test("showInterfaces() redraws no more than the terminal's rows", async () => {
  const { io, out } = machine({ terminal: () => ({ columns: 80, rows: 3 }) });
  await showInterfaces({ json: false, watch: true }, io);
  const screens = out().split("\x1b[H\x1b[J").slice(1);
  deepStrictEqual(screens.map((screen) => screen.split("\n").length), [
    3,
    3,
    3,
  ]);
});

Deno.test("showInterfaces() with --json writes a line a sample", async () => {
  const { io, out } = machine();
  await showInterfaces({ json: true, watch: true }, io);
  const samples = out().trimEnd().split("\n").map((line) => JSON.parse(line));
  strictEqual(samples.length, 3);
  const [eth0] = samples[1].interfaces;
  deepStrictEqual(eth0.rates, {
    received: { bytes_per_s: 1.5e6, packets_per_s: 1500 },
    sent: { bytes_per_s: 0.75e6, packets_per_s: 750 },
  });
  deepStrictEqual(eth0.gateways, ["192.0.2.1"]);
  strictEqual(eth0.connection_type, "wired");
  strictEqual(samples[0].interfaces[0].rates, null, "one sample, no rate");
  strictEqual(samples[0].interfaces[2].counters, null, "none were told");
  strictEqual(samples[0].timestamp_ms, 1_792_500_000_123);
});

Deno.test("showInterfaces() says so if the kernel refuses", async () => {
  const { io, err } = machine();
  const refusing: Links = {
    ...io.links,
    interfaces() {
      throw new LibcError("socket", "EAFNOSUPPORT", "not supported");
    },
  };
  const code = await showInterfaces(
    { json: false, watch: false },
    { ...io, links: refusing },
  );
  strictEqual(code, 1);
  strictEqual(
    err(),
    "Cannot list the interfaces as the kernel refused: EAFNOSUPPORT\n",
  );
});

Deno.test("rateLines() promises no rates where no interface is up", () => {
  const resolvers = { asked: [], behindStub: [] };
  deepStrictEqual(
    rateLines({ atMs: 0, readings: [], resolvers }, 80).slice(1),
    ["No interface is up."],
  );
});
