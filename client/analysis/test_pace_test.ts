import { deepStrictEqual, ok } from "node:assert/strict";
import { paceOf } from "./test_pace.ts";

const DAY_MS = 86_400_000;
const SMALL = { intervalMs: 10_000, costBytes: 200_000, share: 0.5 };
const LARGE = { intervalMs: 300_000, costBytes: 20_000_000, share: 0.5 };

Deno.test("paceOf() never goes faster than the interval", () => {
  const left = { bytes: 1e15, ms: DAY_MS };
  deepStrictEqual(paceOf([SMALL, LARGE], left), [10_000, 300_000]);
});

Deno.test("paceOf() stretches all intervals when the budget is short", () => {
  const [small = 0, large = 0] = paceOf([SMALL, LARGE], {
    bytes: 864e6,
    ms: DAY_MS,
  });
  deepStrictEqual([Math.round(small), Math.round(large)], [40_000, 4_000_000]);
});

Deno.test("paceOf() spends all that is left, to its end", () => {
  for (const bytes of [1e8, 1e9, 5e9]) {
    const tests = [SMALL, LARGE];
    const spent = paceOf(tests, { bytes, ms: DAY_MS })
      .reduce(
        (sum, ms, i) => sum + DAY_MS / ms * (tests[i]?.costBytes ?? 0),
        0,
      );
    // Whole milliseconds: half of one in ten seconds.
    ok(Math.abs(spent / bytes - 1) <= 5e-5, `${spent} of ${bytes}`);
  }
});

Deno.test("paceOf() gives what one kind does not need to the first that does", () => {
  const cheap = { intervalMs: 10_000, costBytes: 1_000, share: 0.5 };
  const bytes = 8_640_000 + 1_728_000_000;
  const [first, second] = paceOf([cheap, LARGE], { bytes, ms: DAY_MS });
  deepStrictEqual([first, Math.round(second ?? 0)], [10_000, 1_000_000]);
});

Deno.test("paceOf() never runs a kind of which not one is left", () => {
  const left = { bytes: 19_999_999, ms: DAY_MS };
  deepStrictEqual(paceOf([SMALL, LARGE], left).at(1), Infinity);
  deepStrictEqual(paceOf([SMALL], { bytes: 0, ms: DAY_MS }), [Infinity]);
});

Deno.test("paceOf() gives what is spare once, and runs the last one there is", () => {
  // 100 bytes a ms. The first needs 1 of its 50; the second has 25 and gets 49.
  const tests = [
    { intervalMs: 10, costBytes: 10, share: 0.5 },
    { intervalMs: 1, costBytes: 1000, share: 0.25 },
    { intervalMs: 1, costBytes: 1000, share: 0.25 },
  ];
  deepStrictEqual(paceOf(tests, { bytes: 100_000, ms: 1000 }), [
    10,
    Math.round(1000 / 74),
    Math.round(1000 / 25),
  ]);
  const one = { bytes: SMALL.costBytes, ms: DAY_MS };
  deepStrictEqual(paceOf([{ ...SMALL, share: 1 }], one), [DAY_MS]);
});
