import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type Carried, rateOf, ratesOf } from "./carried.ts";

/** Counts every 100 ms of a load with these rates, one a second. */
function load(bpsBySecond: readonly number[]): readonly Carried[] {
  let bytes = 0;
  return bpsBySecond.flatMap((bps, second) =>
    Array.from({ length: 10 }, (_, tenth) => {
      bytes += bps / 80;
      return { atMs: second * 1000 + (tenth + 1) * 100, bytes };
    })
  );
}

Deno.test("ratesOf() spreads what was carried over the time in between", () => {
  const cases: readonly [
    why: string,
    counts: readonly Carried[],
    rates: readonly number[],
  ][] = [
    ["nothing was counted", [], []],
    ["less than one interval", [{ atMs: 99, bytes: 5 }], []],
    ["counts late and early", [
      { atMs: 110, bytes: 1100 },
      { atMs: 190, bytes: 1900 },
      { atMs: 300, bytes: 1900 },
    ], [80_000, 72_000, 0]],
    ["a count at the very start belongs to it", [
      { atMs: 0, bytes: 500 },
      { atMs: 100, bytes: 1500 },
    ], [120_000]],
    ["one count after a pause of the reports", [{ atMs: 200, bytes: 200 }], [
      8_000,
      8_000,
    ]],
  ];
  for (const [why, counts, rates] of cases) {
    deepStrictEqual(ratesOf(counts, 100).map(Math.round), rates, why);
  }
  deepStrictEqual(ratesOf([], 1), [], "nothing was counted, to the ms");
});

Deno.test("rateOf() leaves out a quarter, in which TCP looks for the rate", () => {
  deepStrictEqual(rateOf(load([2e6, 8e6, 8e6, 5e6])), {
    bps: 7e6,
    overallBps: 5.75e6,
    peakBps: 8e6,
  });
});

Deno.test("rateOf() says nothing of a load that was never counted", () => {
  strictEqual(rateOf([]), undefined);
});
