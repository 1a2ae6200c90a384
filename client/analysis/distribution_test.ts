import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { bucketOf, Distribution, RELATIVE_ERROR } from "./distribution.ts";
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

Deno.test("Distribution.merge() of nothing, or into nothing, changes nothing", () => {
  const values = [3, 70, 70, 9_000];
  const exact = (one: Distribution) => [
    ...[one.count, one.minUs, one.maxUs, one.sumUs, one.squaresUs],
    ...[one.low, one.high, one.percentile(50)],
  ];
  const into = distributionOf(values);
  into.merge(new Distribution());
  const from = new Distribution();
  from.merge(distributionOf(values));
  deepStrictEqual(exact(into), exact(distributionOf(values)));
  deepStrictEqual(exact(from), exact(distributionOf(values)));
});

Deno.test("Distribution has a bucket for every 32-bit time, and no more", () => {
  strictEqual(new Distribution().low, 1 + bucketOf(2 ** 31 - 1));
});

Deno.test("Distribution.percentile() is of the right rank, however many there are", () => {
  // 99.9 * 41,000 / 100 is 40,959.00000000001 in floating point.
  const all = new Distribution();
  for (let i = 0; i < 41_000; i++) all.add(i < 40_959 ? 100 : 9_000);
  ok(all.percentile(99.9) < 102);
  strictEqual(all.percentile(100), 9_000);
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

Deno.test("bucketOf() has 0 for less than a microsecond, then steps of 2 %", () => {
  const gamma = 1.01 / 0.99;
  deepStrictEqual([0, 0.5, 1, 1.5, 2].map(bucketOf), [0, 0, 1, 22, 36]);
  for (let bucket = 2; bucket < 1_000; bucket += 37) {
    const top = gamma ** (bucket - 1);
    strictEqual(bucketOf(top * (1 - 1e-9)), bucket);
    strictEqual(bucketOf(top * (1 + 1e-9)), bucket + 1);
  }
});

Deno.test("Distribution countUpTo() spreads the values of a bucket evenly in it", () => {
  const all = new Distribution();
  for (const us of [0, 0, 1, 1_000, 1_000, 1_000, 1_000, 9_000]) all.add(us);
  strictEqual(distributionOf([1, 5]).countUpTo(1), 1, "the smallest itself");
  // The bucket above 1 begins at 1 and ends at 1.01 / 0.99.
  const middle = (1 + 1.01 / 0.99) / 2;
  const half = distributionOf([1, middle, 5]).countUpTo(middle);
  ok(Math.abs(half - 1.5) < 1e-9, `${half}`);
  strictEqual(all.countUpTo(-1), 0);
  strictEqual(all.countUpTo(0), 0, "of those below 1, none is below 0");
  strictEqual(all.countUpTo(0.5), 1);
  strictEqual(all.countUpTo(1), 3);
  const top = (1.01 / 0.99) ** (bucketOf(1_000) - 1);
  const bottom = (1.01 / 0.99) ** (bucketOf(1_000) - 2);
  for (const share of [0, 0.25, 0.999]) {
    const count = all.countUpTo(bottom + share * (top - bottom) + 1e-9);
    ok(Math.abs(count - 3 - 4 * share) < 1e-6, `${share}: ${count}`);
  }
  strictEqual(all.countUpTo(8_999) > 6.9, true);
  strictEqual(all.countUpTo(9_000), 8);
});

Deno.test("Distribution.clear() leaves what a new one has, to add to anew", () => {
  const used = distributionOf([3, 70, 70_000]);
  used.clear();
  const fresh = new Distribution();
  deepStrictEqual([used.low, used.high], [fresh.low, fresh.high]);
  ok(fresh.low > fresh.high && fresh.high === -1);
  for (const us of [70, 90]) {
    used.add(us);
    fresh.add(us);
  }
  deepStrictEqual([used.low, used.high], [bucketOf(70), bucketOf(90)]);
  for (let bucket = 0; bucket < 700; bucket++) {
    strictEqual(used.inBucket(bucket), fresh.inBucket(bucket), `${bucket}`);
  }
  deepStrictEqual(
    [used.count, used.minUs, used.maxUs, used.sumUs, used.squaresUs],
    [2, 70, 90, 160, 200],
  );
});
