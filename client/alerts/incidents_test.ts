import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Judge } from "./judge.ts";
import {
  inWords,
  LINE as FAR,
  LINE6,
  OPTIONS,
  play,
  type Result,
  START_MS,
} from "./testing.ts";
import { rowOf } from "./row.ts";

/** All targets are lost in these seconds, and fine in all others. */
function lostIn(
  ...stretches: readonly (readonly [number, number])[]
): (second: number) => Result {
  return (second) =>
    stretches.some(([from, to]) => second >= from && second < to)
      ? "timeout"
      : 12;
}

Deno.test("Incidents: the same trouble within five minutes goes on with the old one", () => {
  const told = play({
    seconds: 700,
    result: lostIn([30, 35], [100, 106], [240, 244]),
  });
  deepStrictEqual(told.map(inWords), [
    "33.5 opened micro_disconnection own_router",
    "35.5 ended micro_disconnection own_router",
    "103.5 reopened micro_disconnection own_router",
    "106.5 ended micro_disconnection own_router",
    "243.5 reopened micro_disconnection own_router",
    "244.5 ended micro_disconnection own_router",
    "544.5 settled micro_disconnection own_router",
  ]);
  const row = rowOf(told.at(-1)?.incident ?? never());
  deepStrictEqual(
    [row.atMs, row.durationMs, row.metrics["repeats"], row.metrics["bad_s"]],
    [START_MS + 30_000, 214_000, 2, 15],
    "one row, from the first loss to the last; 15 s of it were bad",
  );
});

Deno.test("Incidents: what comes again was bad no longer than from its first to its last second", () => {
  // IPv4 loses every fifth probe all the time, IPv6 now and then: the trouble
  // of the whole line comes and goes, that of its targets goes on.
  const told = play({
    seconds: 900,
    series: [...FAR, ...LINE6],
    result: (second, { role, family }) =>
      role === "public" && second % 5 === 0 &&
        (family === 4 || second % 200 < 60)
        ? "timeout"
        : 12,
  });
  const repeated = told.filter(({ incident }) => incident.repeats > 0);
  ok(repeated.length > 3, told.map(inWords).join("\n"));
  for (const { kind, atS, incident } of repeated) {
    const { badMs, startMs, untilMs } = incident;
    ok(
      badMs <= untilMs - startMs,
      `${kind} at ${atS} s: ${badMs} ms bad of ${untilMs - startMs}`,
    );
  }
});

Deno.test("Incidents: after five minutes it is another one", () => {
  const told = play({ seconds: 500, result: lostIn([30, 35], [340, 345]) });
  deepStrictEqual(told.map(inWords).filter((words) => /opened/.test(words)), [
    "33.5 opened micro_disconnection own_router",
    "343.5 opened micro_disconnection own_router",
  ]);
});

Deno.test("Incidents: an outage after a short disconnection is its own row", () => {
  const told = play({ seconds: 200, result: lostIn([30, 35], [60, 150]) });
  deepStrictEqual(told.map(inWords), [
    "33.5 opened micro_disconnection own_router",
    "35.5 ended micro_disconnection own_router",
    "63.5 reopened micro_disconnection own_router",
    "121.5 settled micro_disconnection own_router",
    "121.5 opened outage own_router",
    "150.5 ended outage own_router",
  ]);
  const rows = told.map(({ incident }) => rowOf(incident));
  deepStrictEqual(
    [rows[3]?.durationMs, rows[5]?.atMs, rows[5]?.durationMs],
    [5_000, START_MS + 60_000, 90_000],
  );
});

Deno.test("Incidents: a target's trouble that turns out to be the line's is one incident", () => {
  const told = play({
    seconds: 100,
    result: (s, { target, role }) =>
      s >= 30 && s < 60 &&
        (target === "1.1.1.1" || s >= 35 && role === "public")
        ? 90
        : 12,
  });
  deepStrictEqual(told.map(inWords), [
    "35.5 opened latency_spike far_end 1.1.1.1",
    "70.5 ended latency_spike isp_core 1.1.1.1",
  ]);
  deepStrictEqual(told[1]?.incident.targets, ["1.1.1.1", "8.8.8.8", "9.9.9.9"]);
});

Deno.test("Incidents: one target is silent while the line is slow: two troubles", () => {
  const told = play({
    seconds: 60,
    result: (s, { target, role }) =>
      target === "8.8.8.8" && s >= 40 && s < 44
        ? "timeout"
        : s >= 30 && role === "public"
        ? 90
        : 12,
  });
  deepStrictEqual(told.map(inWords).slice(0, 2), [
    "35.5 opened latency_spike isp_core",
    "43.5 opened loss_burst far_end 8.8.8.8",
  ]);
  deepStrictEqual(told[1]?.incident.targets, ["8.8.8.8"]);
});

Deno.test("Incidents: a line that becomes slow takes no target's loss for its own", () => {
  const told = play({
    seconds: 60,
    result: (s, { target, role }) =>
      target === "8.8.8.8" && s >= 30 && s < 45
        ? "timeout"
        : s >= 34 && role === "public"
        ? 90
        : 12,
  });
  deepStrictEqual(told.map(inWords).filter((words) => /opened/.test(words)), [
    "33.5 opened loss_burst far_end 8.8.8.8",
    "39.5 opened latency_spike isp_core",
  ]);
});

Deno.test("Incidents survive a restart in the middle", () => {
  const result = lostIn([30, 60]);
  const first = new Judge(OPTIONS);
  const before = play({ seconds: 45, result, judge: first });
  const kept = JSON.parse(JSON.stringify(first.incidents.stored()));
  const second = new Judge(OPTIONS);
  deepStrictEqual(second.restore(kept, START_MS + 50_000), []);
  const after = play({ seconds: 60, from: 50, result, judge: second });
  deepStrictEqual([...before, ...after].map(inWords), [
    "33.5 opened micro_disconnection own_router",
    "60.5 ended micro_disconnection own_router",
  ]);
  const row = rowOf(after[0]?.incident ?? never());
  deepStrictEqual([row.atMs, row.durationMs], [START_MS + 30_000, 30_000]);
});

Deno.test("Incidents: what was over when the program came back ended when it was last seen", () => {
  const first = new Judge(OPTIONS);
  play({ seconds: 45, result: lostIn([30, 60]), judge: first });
  const kept = first.incidents.stored();
  const hourLater = START_MS + 3_600_000;
  const [notice] = new Judge(OPTIONS).restore(kept, hourLater);
  strictEqual(notice?.kind, "ended");
  deepStrictEqual(
    rowOf(notice?.incident ?? never()).durationMs,
    14_000,
    "until the last loss that was seen, not until now",
  );
});

Deno.test("Incidents: time without measurements is no trouble", () => {
  const judge = new Judge(OPTIONS);
  const before = play({ seconds: 40, result: () => 12, judge });
  // Suspended for ten minutes; what was under way is not reported at all.
  judge.pause(START_MS + 640_000);
  const after = play({ seconds: 60, from: 640, result: () => 12, judge });
  deepStrictEqual([...before, ...after], []);
});

Deno.test("Judge leaves out what bufferbane itself does to the line", () => {
  const judge = new Judge({
    ...OPTIONS,
    isOwnLoad: (name, atMs) =>
      name === "eth0" && atMs >= START_MS + 30_000 &&
      atMs < START_MS + 50_000,
  });
  const told = play({
    seconds: 100,
    judge,
    result: (s) => s >= 30 && s < 50 ? s % 4 === 0 ? "timeout" : 400 : 12,
  });
  deepStrictEqual(told, []);
});

Deno.test("Judge leaves out rounds that the program itself has spoilt", () => {
  const judge = new Judge(OPTIONS);
  const result = (s: number) => s >= 30 && s < 40 ? 200 : 12;
  const told = [];
  for (let s = 0; s < 60; s++) {
    const isSpoilt = s >= 30 && s < 40;
    const at = BigInt(START_MS + s * 1000) * 1_000_000n;
    judge.tick({
      // A wall clock of the test's own.
      at: at as Parameters<Judge["tick"]>[0]["at"],
      lateNs: isSpoilt ? 200e6 : 0,
      lagNs: 0,
      missed: 0,
      isSpoilt,
    });
    told.push(...play({ seconds: 1, from: s, result, judge }));
  }
  deepStrictEqual(told, []);
});

Deno.test("Judge advises to change to the backup, and back", () => {
  const judge = new Judge({
    ...OPTIONS,
    failover: { primary: "eth0", backup: "usb0", goodMs: 30_000 },
  });
  const [, , ...far] = FAR;
  const backup = far.map((series) => ({ ...series, interface: "usb0" }));
  const told = play({
    seconds: 200,
    judge,
    series: [...FAR, ...backup],
    result: (s, { interface: name }) =>
      name === "eth0" && s >= 40 && s < 100 ? "timeout" : 12,
  });
  deepStrictEqual(told.map(inWords), [
    "43.5 opened micro_disconnection own_router",
    "44.5 opened failover_advised own_router",
    "100.5 ended micro_disconnection own_router",
    "131.5 ended failover_advised own_router",
  ]);
  match(JSON.stringify(told[1]?.incident.metrics), /"backup":"usb0"/);
});

function never(): never {
  throw new TypeError("Cannot be: nothing was told");
}

const GRACES: readonly [
  result: (second: number) => Result,
  graceMs: number,
  why: string,
][] = [
  [(s) => s < 30 ? 12 : "timeout", 6_000, "a dead line shows in three rounds"],
  [(s) => s < 30 ? 12 : 90, 20_000, "all else takes longer"],
];

for (const [result, graceMs, why] of GRACES) {
  Deno.test(`Incidents wait ${graceMs} ms after a pause before they end: ${why}`, () => {
    const judge = new Judge(OPTIONS);
    play({ seconds: 40, judge, result });
    const pausedMs = START_MS + 100_000;
    judge.pause(pausedMs);
    const kindsAt = (ms: number) =>
      judge.step(pausedMs + ms).map(({ kind }) => kind);
    deepStrictEqual(kindsAt(graceMs - 1), []);
    deepStrictEqual(kindsAt(graceMs), ["ended"]);
  });
}
