import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { TokenBuckets } from "./limits.ts";

Deno.test("TokenBuckets lets a burst through at once and the rate in the long run", () => {
  const buckets = new TokenBuckets({ perSecond: 20, burst: 40 });
  let taken = 0;
  for (let nowMs = 0; nowMs < 10_000; nowMs += 1) {
    if (buckets.take(0, nowMs)) taken += 1;
  }
  strictEqual(taken, 40 + 20 * 10 - 1);
});

Deno.test("TokenBuckets keeps buckets apart, and refills one", () => {
  const buckets = new TokenBuckets(
    { perSecond: 1, burst: 1 },
    new Float64Array(2),
  );
  deepStrictEqual(
    [buckets.take(0, 5), buckets.take(0, 5), buckets.take(1, 5)],
    [true, false, true],
  );
  buckets.refill(0);
  strictEqual(buckets.take(0, 5), true);
});

Deno.test("TokenBuckets says when less than a quarter is left", () => {
  const buckets = new TokenBuckets({ perSecond: 10, burst: 9 });
  const left = Array.from({ length: 9 }, () => {
    buckets.take(0, 0);
    return buckets.isNearlyEmpty(0, 0);
  });
  strictEqual(left.indexOf(true), 6, "after 7 of 9");
});

Deno.test("TokenBuckets counts a token no twice after a long pause", () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 2 });
  const taken = [0, 0, 0].map(() => buckets.take(0, 1e9));
  deepStrictEqual(taken, [true, true, false]);
});
