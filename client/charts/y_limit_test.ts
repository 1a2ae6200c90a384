import { ok, strictEqual } from "node:assert/strict";
import type { Segment } from "../analysis/mod.ts";
import { yLimit } from "./y_limit.ts";

function segment(meanMs: number, p99Ms: number, maxMs: number): Segment {
  return {
    fromMs: 0,
    toMs: 1,
    state: "measured",
    sent: 100,
    lost: 0,
    answered: 100,
    minUs: meanMs * 500,
    meanUs: meanMs * 1000,
    p50Us: meanMs * 1000,
    p95Us: p99Ms * 900,
    p99Us: p99Ms * 1000,
    maxUs: maxMs * 1000,
    ipdvMeanUs: 0,
  };
}

function many(count: number, one: Segment): Segment[] {
  return Array.from({ length: count }, () => one);
}

Deno.test("yLimit() is not squashed by spikes, and shows a slow stretch", () => {
  const calm = many(90, segment(10, 14, 18));
  const cases: readonly [Segment[][], maxMs: number, why: string][] = [
    [[calm], 20, "everything fits"],
    [[[...calm, segment(11, 14, 1000)]], 25, "one spike is cut off"],
    [
      [[...calm, ...many(9, segment(60, 70, 90))]],
      80,
      "nine slow minutes are not",
    ],
    [[[...calm, segment(900, 990, 1000)]], 80, "seconds are, at five times"],
    [
      [calm, many(50, segment(200, 220, 260))],
      300,
      "the slower series decides",
    ],
    [[[]], 1, "nothing measured"],
    [[many(3, { ...segment(10, 10, 10), answered: 0 })], 1, "all lost"],
  ];
  for (const [series, maxMs, why] of cases) {
    strictEqual(yLimit(series).maxMs, maxMs, why);
  }
});

Deno.test("yLimit() tells the peak, and an axis that reaches it", () => {
  const { peakMs, fullMs } = yLimit([[segment(10, 14, 1043)]]);
  strictEqual(peakMs, 1043);
  ok(fullMs >= peakMs);
});
