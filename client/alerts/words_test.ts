import { strictEqual } from "node:assert/strict";
import type { Incident } from "./incident.ts";
import {
  durationText,
  endText,
  noticeText,
  rowText,
  startText,
} from "./words.ts";

const INCIDENT: Incident = {
  id: "1 eth0 down line",
  slot: "eth0 down line",
  type: "micro_disconnection",
  severity: "alert",
  interface: "eth0",
  target: "",
  server: "",
  cause: "isp",
  conditions: ["micro_disconnection"],
  targets: ["1.1.1.1", "8.8.8.8", "9.9.9.9"],
  metrics: {},
  startMs: 0,
  sinceMs: 0,
  untilMs: 9_000,
  endedMs: 0,
  badMs: 0,
  repeats: 0,
  isOpen: true,
};

const ISP = "your router is fine, so it is the provider or the line to it";

Deno.test("startText() and endText() say it so that anybody understands", () => {
  const rows: readonly (readonly [Partial<Incident>, string, string])[] = [
    [
      {},
      `Line down on eth0: no answer from any of 3 targets; ${ISP}`,
      "Line up again on eth0 after 9.0 s",
    ],
    [
      {
        type: "outage",
        startMs: 10_000,
        sinceMs: 60_000,
        untilMs: 74_000,
        repeats: 1,
      },
      `Outage on eth0: Line down for 14 s; ${ISP}`,
      "Line up again on eth0 after 14 s (2 times within 64 s)",
    ],
    [
      { interface: "none", targets: [], cause: "unknown" },
      "Line down on this machine",
      "Line up again on this machine after 9.0 s",
    ],
    [
      { cause: "ipv6" },
      "IPv6 down on eth0: no answer from any of 3 targets; IPv4 is fine",
      "IPv6 up again on eth0 after 9.0 s",
    ],
    [
      {
        type: "loss_burst",
        cause: "far_end",
        targets: ["8.8.8.8"],
        target: "8.8.8.8",
        metrics: { "lost_in_a_row": 5 },
      },
      "8.8.8.8 does not answer on eth0: 5 in a row lost; " +
      "others are fine, so it is that target or the way to it",
      "8.8.8.8 answers again on eth0 after 9.0 s",
    ],
    [
      { type: "loss_burst", cause: "unknown", metrics: { "lost_in_a_row": 3 } },
      "1.1.1.1, 8.8.8.8 and 9.9.9.9 do not answer on eth0: 3 in a row lost",
      "1.1.1.1, 8.8.8.8 and 9.9.9.9 answer again on eth0 after 9.0 s",
    ],
    [
      {
        type: "loss_burst",
        cause: "unknown",
        metrics: { "lost_in_a_row": 3 },
        targets: ["1.1.1.1", "8.8.8.8", "9.9.9.9", "2.2.2.2"],
      },
      "4 targets do not answer on eth0: 3 in a row lost",
      "4 targets answer again on eth0 after 9.0 s",
    ],
    [
      {
        type: "packet_loss",
        cause: "wifi",
        metrics: { "peak_loss_pct": 8.3 },
        repeats: 2,
      },
      "Packet loss on eth0: 8.3 % within a minute; the router does not do " +
      "better, so it is the Wi-Fi or the router",
      "Over after 9.0 s (3 times within 9.0 s): Packet loss on eth0: 8.3 % within a minute",
    ],
    [
      {
        type: "latency_spike",
        cause: "own_traffic",
        metrics: { "peak_ms": 312, "usual_ms": 12, "own_traffic": "https" },
      },
      "Slow on eth0: 312 ms instead of 12 ms; this machine is using the line " +
      "just now, so it is probably the queue of its own traffic (bufferbloat), mostly HTTPS",
      "Over after 9.0 s: Slow on eth0: 312 ms instead of 12 ms",
    ],
    [
      {
        type: "latency_spike",
        cause: "own_traffic",
        metrics: { "peak_ms": 100, "usual_ms": 99.99 },
      },
      "Slow on eth0: 100 ms instead of 99.99 ms; this machine is using the " +
      "line just now, so it is probably the queue of its own traffic (bufferbloat)",
      "Over after 9.0 s: Slow on eth0: 100 ms instead of 99.99 ms",
    ],
    [
      {
        type: "latency_spike",
        cause: "unknown",
        metrics: { "peak_ms": 100.4, "usual_ms": 99.4 },
      },
      "Slow on eth0: 100 ms instead of 99.4 ms",
      "Over after 9.0 s: Slow on eth0: 100 ms instead of 99.4 ms",
    ],
    [
      { type: "upload_degradation", cause: "unknown" },
      "Upload is slow on eth0",
      "Over after 9.0 s: Upload is slow on eth0",
    ],
    [
      {
        type: "download_degradation",
        cause: "unknown",
        metrics: { "share_pct": 62, "rate_mbps": 31.2 },
      },
      "Download is slow on eth0: 31.2 Mbit/s, 62 % of the usual",
      "Over after 9.0 s: Download is slow on eth0: 31.2 Mbit/s, 62 % of the usual",
    ],
    [
      {
        type: "latency_spike",
        cause: "own_traffic",
        metrics: { "peak_ms": 312.41, "usual_ms": 12.35 },
      },
      "Slow on eth0: 312 ms instead of 12.35 ms; this machine is using the " +
      "line just now, so it is probably the queue of its own traffic (bufferbloat)",
      "Over after 9.0 s: Slow on eth0: 312 ms instead of 12.35 ms",
    ],
  ];
  for (const [changes, start, end] of rows) {
    const incident = { ...INCIDENT, ...changes };
    strictEqual(startText(incident), start);
    strictEqual(endText(incident), end);
  }
});

Deno.test("noticeText() says what has become of an incident", () => {
  const down = { ...INCIDENT, cause: "interface_down" } as const;
  const start = startText(INCIDENT);
  const end = "Line up again on eth0 after 9.0 s";
  const cases: readonly [
    Parameters<typeof noticeText>[0],
    isLeft: boolean,
    text: string | null,
  ][] = [
    [{ kind: "opened", incident: INCIDENT }, false, start],
    [{ kind: "grew", incident: INCIDENT }, false, start],
    [{ kind: "reopened", incident: INCIDENT }, false, `Again: ${start}`],
    [{ kind: "settled", incident: INCIDENT }, false, null],
    [{ kind: "ended", incident: INCIDENT }, false, end],
    [{ kind: "ended", incident: INCIDENT }, true, end],
    [{ kind: "ended", incident: down }, false, end],
    [{ kind: "ended", incident: down }, true, "eth0 is not used any more"],
    [
      { kind: "retracted", incident: INCIDENT },
      false,
      "Line was not down on eth0: answers came, but late",
    ],
  ];
  for (const [notice, isLeft, text] of cases) {
    strictEqual(noticeText(notice, { isLeft }), text);
  }
});

Deno.test("rowText() says how long it was, once that is known", () => {
  strictEqual(rowText(INCIDENT), startText(INCIDENT));
  strictEqual(
    rowText({ ...INCIDENT, isOpen: false, badMs: 4_000, repeats: 1 }),
    `${startText(INCIDENT)}; for 4.0 s (2 times within 9.0 s)`,
  );
});

Deno.test("durationText() is as exact as anybody needs", () => {
  const [S, MIN, H] = [1_000, 60_000, 3_600_000];
  const cases: readonly [ms: number, text: string][] = [
    [0, "0.0 s"],
    [2_049, "2.0 s"],
    [4_040, "4.0 s"],
    [9_949, "9.9 s"],
    [10 * S, "10 s"],
    [74_400, "74 s"],
    [119_400, "119 s"],
    [120 * S, "2 min"],
    [59 * MIN, "59 min"],
    [60 * MIN, "1 h 0 min"],
    [61 * MIN, "1 h 1 min"],
    [3 * H + 5 * MIN, "3 h 5 min"],
    [47 * H + 59 * MIN, "47 h 59 min"],
    [48 * H, "2 d 0 h"],
    [73 * H, "3 d 1 h"],
    [1_000 * H, "41 d 16 h"],
  ];
  for (const [ms, text] of cases) strictEqual(durationText(ms), text);
});
