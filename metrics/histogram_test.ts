import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Histogram } from "./histogram.ts";

Deno.test("Histogram counts a value in the range that it ends", () => {
  const histogram = new Histogram([1, 2]);
  for (const value of [1, 1.5, 2, 2.5]) histogram.add(value);
  const { counts, sum } = histogram.distribution();
  deepStrictEqual(counts, [1, 2, 1]);
  strictEqual(sum, 7);
});

Deno.test("Histogram tells exponential ranges that hold what it was given", () => {
  const histogram = new Histogram([1]);
  const values = [0.00011, 0.02, 0.0201, 3];
  for (const value of values) histogram.add(value);
  const { exponential } = histogram.distribution();
  ok(exponential);
  const { scale, offset, counts, min, max } = exponential;
  deepStrictEqual([min, max], [0.00011, 3]);
  strictEqual(counts.reduce((sum, count) => sum + count), values.length);
  for (const value of values) {
    const holding = counts.findIndex((count, i) =>
      count > 0 && value > 2 ** ((offset + i) / 2 ** scale) &&
      value <= 2 ** ((offset + i + 1) / 2 ** scale)
    );
    ok(holding >= 0, `${value} lies in a range that counts`);
  }
});

Deno.test("Histogram counts an exact power of two in the range that it ends", () => {
  const histogram = new Histogram([1]);
  histogram.add(0.5);
  const { exponential } = histogram.distribution();
  strictEqual(exponential?.offset, -17);
});

Deno.test("Histogram counts nothing and zero in no exponential range", () => {
  const histogram = new Histogram([1]);
  const { exponential: none } = histogram.distribution();
  deepStrictEqual([none?.counts, none?.zeros, none?.min], [[], 0, NaN]);
  histogram.add(0);
  const { exponential, counts } = histogram.distribution();
  deepStrictEqual([exponential?.counts, exponential?.zeros], [[], 1]);
  deepStrictEqual(counts, [1, 0]);
});

Deno.test("Histogram's telling does not change any more", () => {
  const histogram = new Histogram([1]);
  const before = histogram.distribution();
  histogram.add(0.3);
  deepStrictEqual(before.counts, [0, 0]);
});
