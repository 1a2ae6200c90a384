import { deepStrictEqual } from "node:assert/strict";
import type { Incident } from "./incident.ts";
import { failbackRow, hasRow, retractedRow, rowOf } from "./row.ts";

/** It was bad for 7 s before it came again 20 s ago. */
const OPEN: Incident = {
  id: "1000 down eth0",
  slot: "down eth0",
  type: "outage",
  severity: "critical",
  interface: "eth0",
  target: "",
  server: "",
  startMs: 1_000.4,
  sinceMs: 100_000,
  untilMs: 120_050,
  endedMs: 8_000,
  badMs: 7_000,
  repeats: 1,
  isOpen: true,
  cause: "access_line",
  conditions: ["outage", "packet_loss"],
  targets: ["1.1.1.1", "9.9.9.9"],
  metrics: { lost: 60 },
};

function figuresOf({ atMs, durationMs, metrics }: ReturnType<typeof rowOf>) {
  return { atMs, durationMs, ...metrics };
}

Deno.test("rowOf() has the time that was bad, up to now", () => {
  deepStrictEqual(figuresOf(rowOf(OPEN)), {
    atMs: 1_000,
    durationMs: null,
    lost: 60,
    cause: "access_line",
    conditions: "outage packet_loss",
    targets: "1.1.1.1 9.9.9.9",
    bad_s: 27.1,
    repeats: 1,
  });
});

Deno.test("rowOf() an ended incident has its whole length, and what of it was bad", () => {
  const ended = { ...OPEN, isOpen: false, badMs: 500_050, repeats: 0 };
  deepStrictEqual(figuresOf(rowOf(ended)), {
    atMs: 1_000,
    durationMs: 119_050,
    lost: 60,
    cause: "access_line",
    conditions: "outage packet_loss",
    targets: "1.1.1.1 9.9.9.9",
    bad_s: 500.1,
  });
});

Deno.test("retractedRow() takes the place of the row, and is no trouble", () => {
  const { atMs, type, severity, durationMs } = retractedRow(OPEN);
  deepStrictEqual([atMs, type, severity, durationMs], [
    1_000,
    "outage",
    "info",
    0,
  ]);
});

Deno.test("failbackRow() is an event of its own, at the end", () => {
  const failover = {
    ...OPEN,
    type: "failover_advised",
    untilMs: 120_050.6,
    isOpen: false,
  } as const;
  const { atMs, type, severity, durationMs, metrics } = failbackRow(failover);
  deepStrictEqual([atMs, type, severity, durationMs, metrics], [
    120_050,
    "failback_advised",
    "info",
    0,
    {},
  ]);
});

Deno.test("hasRow() waits with a disconnection until it has a name, and stores nothing twice", () => {
  const ended = { ...OPEN, isOpen: false };
  const short = { type: "micro_disconnection" } as const;
  deepStrictEqual(
    [
      hasRow({ kind: "opened", incident: OPEN }),
      hasRow({ kind: "opened", incident: { ...OPEN, ...short } }),
      hasRow({ kind: "ended", incident: { ...ended, ...short } }),
      hasRow({ kind: "ended", incident: ended }),
      hasRow({ kind: "settled", incident: ended }),
    ],
    [true, false, true, true, false],
  );
});
