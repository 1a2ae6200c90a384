import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { STATUSES } from "../model/mod.ts";
import { DropJudge } from "./drop_judge.ts";
import { LINE, OPTIONS } from "./testing.ts";

const RESET = STATUSES.indexOf("reset");
const OK = STATUSES.indexOf("ok");
const [SERIES = never()] = LINE;

/** More than two drops in five minutes are trouble. */
function judged(dropsS: readonly number[], askedS: number): DropJudge {
  const judge = new DropJudge(SERIES, OPTIONS);
  for (const s of dropsS) judge.add(1_000 * s, RESET);
  judge.add(1_000 * askedS, OK);
  return judge;
}

function never(): never {
  throw new Error("a line has series");
}

const ROWS: readonly [
  dropsS: readonly number[],
  askedS: number,
  isRaised: boolean,
  why: string,
][] = [
  [[], 10, false, "none"],
  [[0, 10], 20, false, "as many as may be"],
  [[0, 10, 20], 30, true, "one more"],
  [[0, 10, 300], 300, true, "five minutes to the second"],
  [[0, 10, 300.001], 301, false, "the first was longer ago"],
  [[0, 10, 20], 305, true, "two are left, more than half of what may be"],
  [[0, 10, 20], 311, false, "one is left"],
];

for (const [dropsS, askedS, isRaised, why] of ROWS) {
  Deno.test(`DropJudge.add() is ${isRaised ? "" : "not "}raised by drops at ${dropsS.join(", ")} s, asked at ${askedS} s: ${why}`, () => {
    strictEqual(judged(dropsS, askedS).isRaised, isRaised);
  });
}

Deno.test("DropJudge tells since when, until when, and the most at a time", () => {
  const judge = judged([100, 110, 120, 130], 200);
  const { sinceMs, lastBadMs, newestMs, peak } = judge;
  deepStrictEqual([sinceMs, lastBadMs, newestMs, peak], [
    100_000,
    130_000,
    200_000,
    4,
  ]);
  judge.forgetPeaks();
  strictEqual(judge.peak, 0);
});

Deno.test("DropJudge counts no more than 1024 drops at a time", () => {
  const raised = (limit: number) => {
    const thresholds = { ...OPTIONS.thresholds, connectionDrops: limit };
    const judge = new DropJudge(SERIES, { ...OPTIONS, thresholds });
    for (let i = 0; i < 1100; i++) judge.add(1_000, RESET);
    return [judge.isRaised, judge.peak];
  };
  deepStrictEqual(raised(1023), [true, 1024]);
  deepStrictEqual(raised(1024), [false, 0]);
});

Deno.test("DropJudge of nothing knows no time and no drop", () => {
  strictEqual(new DropJudge(SERIES, OPTIONS).isRaised, false);
  const { newestMs, sinceMs, lastBadMs, peak } = judged([], 7);
  deepStrictEqual([newestMs, sinceMs, lastBadMs, peak], [7_000, NaN, NaN, 0]);
});

Deno.test("DropJudge.forgive() forgets what broke while the line was down", () => {
  const judge = judged([100, 110, 120], 121);
  judge.forgive(130_000);
  deepStrictEqual([judge.isRaised, judge.peak], [false, 0]);
  for (const s of [129, 130, 131]) judge.add(1_000 * s, RESET);
  strictEqual(judge.isRaised, false, "the one at 129 s is forgiven, too");
  judge.add(132_000, RESET);
  strictEqual(judge.isRaised, true);
  strictEqual(judge.sinceMs, 130_000);
});
