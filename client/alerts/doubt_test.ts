import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { LossesNeeded } from "../analysis/loss_confidence.ts";
import { STATUSES } from "../model/mod.ts";
import { Doubt } from "./doubt.ts";
import type { Finding } from "./incident.ts";
import { Incidents } from "./incidents.ts";
import { SeriesJudge } from "./series_judge.ts";
import { LINE, OPTIONS } from "./testing.ts";

const SLOT = "eth0 down line";

const DOWN: Finding = {
  slot: SLOT,
  type: "micro_disconnection",
  severity: "alert",
  interface: "eth0",
  target: "",
  server: "",
  sinceMs: 10_000,
  untilMs: 13_000,
  cause: "isp",
  conditions: ["micro_disconnection"],
  targets: [],
  metrics: {},
  adopts: [],
};

/** A line that was down from 10 s on, and of which so many answers come late. */
function doubted(lost: number, late: number) {
  const [, , series] = LINE;
  if (series === undefined) throw new Error("a line has targets");
  const needed = new LossesNeeded(OPTIONS.thresholds.packetLossPct);
  const judge = new SeriesJudge(series, { ...OPTIONS, needed });
  const probe = (second: number, status: "timeout" | "late") =>
    judge.add(1000 * second, STATUSES.indexOf(status), NaN, NaN);
  for (let i = 0; i < lost; i++) probe(10 + i, "timeout");
  const doubt = new Doubt(SLOT, [judge], { sinceMs: 10_000, nowMs: 14_000 });
  judge.forgive(14_000);
  for (let i = 0; i < late; i++) probe(10 + i, "late");
  return doubt;
}

const CASES: readonly [
  why: string,
  lost: number,
  late: number,
  nowMs: number,
  isSettled: boolean,
  becomes: "ended" | "retracted",
][] = [
  ["nothing has come yet", 3, 0, 14_500, false, "ended"],
  ["two of three have", 3, 2, 14_500, false, "ended"],
  ["all have", 3, 3, 14_500, true, "retracted"],
  ["the only one has", 1, 1, 14_500, true, "retracted"],
  ["it may still come", 3, 2, 25_000, false, "ended"],
  ["no answer comes after 11 s", 3, 2, 25_001, true, "ended"],
  ["nothing is remembered after a pause", 0, 0, 14_500, true, "ended"],
];

for (const [why, lost, late, nowMs, isSettled, becomes] of CASES) {
  Deno.test(`Doubt.settle() of a disconnection: ${why}`, () => {
    const incidents = new Incidents(OPTIONS.reopenMs);
    incidents.update([DOWN], 13_000);
    strictEqual(doubted(lost, late).settle(incidents, nowMs), isSettled);
    deepStrictEqual(
      incidents.update([], nowMs).map(({ kind }) => kind),
      [becomes],
    );
  });
}
