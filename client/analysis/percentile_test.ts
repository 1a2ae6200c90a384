import { ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { percentileOfSorted } from "./percentile.ts";

Deno.test("percentileOfSorted() takes the nearest rank", () => {
  const hundred = Int32Array.from({ length: 100 }, (_, i) => i + 1);
  const thousand = Int32Array.from({ length: 1000 }, (_, i) => i + 1);
  const many = Int32Array.from({ length: 41_000 }, (_, i) => i + 1);
  const cases: readonly [
    Int32Array | readonly number[],
    pct: number,
    expected: number,
    why: string,
  ][] = [
    [[], 50, NaN, "nothing measured"],
    [[7], 1, 7, "one value is every percentile"],
    [[7], 100, 7, "one value is every percentile"],
    [[1, 2], 50, 1, "RFC 2330: half of the values are <= 1"],
    [[1, 2, 3], 50, 2, "the median of an odd count"],
    [[-2, 7, 7, 4, 18, -5].sort((a, b) => a - b), 25, -2, "RFC 2330's example"],
    [[-2, 7, 7, 4, 18, -5].sort((a, b) => a - b), 50, 4, "RFC 2330's example"],
    [[-2, 7, 7, 4, 18, -5].sort((a, b) => a - b), 100, 18, "the largest"],
    [hundred, 99, 99, "exactly 99 of 100"],
    [thousand, 99.9, 999, "99.9 is not exact in binary"],
    [thousand, 29, 290, "nor is 0.29"],
    [many, 99.9, 40_959, "and 40,959 becomes 40959.00000000001"],
  ];
  for (const [sorted, pct, expected, why] of cases) {
    strictEqual(percentileOfSorted(sorted, pct), expected, `${pct}: ${why}`);
  }
});

Deno.test("percentileOfSorted() is the smallest value that covers the share", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }),
    fc.integer({ min: 1, max: 100 }),
    (values, pct) => {
      const found = percentileOfSorted(Int32Array.from(values).sort(), pct);
      // Whole numbers on both sides: no rounding in the reference.
      const covers = (limit: number) =>
        100 * values.filter((v) => v <= limit).length >= pct * values.length;
      ok(values.includes(found));
      ok(covers(found));
      ok(!values.some((v) => v < found && covers(v)));
    },
  ));
});

Deno.test("percentileOfSorted() refuses what is no percentile", () => {
  for (const pct of [0, -1, 100.1, NaN]) {
    throws(() => percentileOfSorted([1], pct), RangeError);
  }
});
