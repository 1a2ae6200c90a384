import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Distribution, RELATIVE_ERROR } from "./distribution.ts";
import { percentileOfSorted } from "./percentile.ts";

const times = fc.array(
  fc.oneof(fc.nat(100), fc.nat(1_000_000), fc.nat(2 ** 31 - 1)),
  { minLength: 1, maxLength: 300 },
);

function distributionOf(values: readonly number[]): Distribution {
  const distribution = new Distribution();
  for (const us of values) distribution.add(us);
  return distribution;
}

Deno.test("Distribution.percentile() is within 1 % of the exact one, merged or not", () => {
  fc.assert(fc.property(times, times, (first, second) => {
    const merged = distributionOf(first);
    merged.merge(distributionOf(second));
    const sorted = [...first, ...second].toSorted((a, b) => a - b);
    for (const pct of [0.1, 5, 50, 95, 99, 99.9, 100]) {
      const exact = percentileOfSorted(sorted, pct);
      const error = Math.abs(merged.percentile(pct) - exact);
      ok(error <= RELATIVE_ERROR * exact * (1 + 1e-9), `${pct} %: ${exact}`);
    }
  }));
});

Deno.test("Distribution keeps count, edges, mean and deviation exactly, merged or not", () => {
  fc.assert(fc.property(times, times, (first, second) => {
    const merged = distributionOf(first);
    merged.merge(distributionOf(second));
    const all = [...first, ...second];
    const mean = all.reduce((sum, us) => sum + us, 0) / all.length;
    const variance = all.reduce((sum, us) => sum + (us - mean) ** 2, 0) /
      all.length;
    deepStrictEqual(
      [merged.count, merged.minUs, merged.maxUs],
      [all.length, Math.min(...all), Math.max(...all)],
    );
    ok(Math.abs(merged.meanUs - mean) <= 1e-9 * mean);
    const deviation = Math.sqrt(variance);
    ok(Math.abs(merged.stdDevUs - deviation) <= 1e-6 * (deviation + mean));
  }));
});

Deno.test("Distribution knows nothing without a value, and after clear()", () => {
  const distribution = distributionOf([0, 7, 2 ** 31 - 1]);
  strictEqual(distribution.percentile(1), 0);
  distribution.clear();
  deepStrictEqual(
    [
      distribution.count,
      distribution.percentile(50),
      distribution.meanUs,
      distribution.stdDevUs,
      distribution.minUs,
      distribution.maxUs,
    ],
    [0, NaN, NaN, NaN, NaN, NaN],
  );
  distribution.add(5);
  strictEqual(distribution.percentile(50), 5);
});

Deno.test("Distribution countUpTo() rises from none to all, right to a bucket", () => {
  const all = new Distribution();
  for (let us = 1; us <= 1000; us++) all.add(us);
  strictEqual(all.countUpTo(0), 0);
  strictEqual(all.countUpTo(1000), 1000);
  strictEqual(all.countUpTo(5000), 1000);
  let before = 0;
  for (let us = 1; us <= 1000; us += 0.5) {
    const count = all.countUpTo(us);
    ok(count >= before && Math.abs(count - us) <= 0.02 * us + 1, String(us));
    before = count;
  }
});
