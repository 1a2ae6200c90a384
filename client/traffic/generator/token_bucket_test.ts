import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { TokenBucket } from "./token_bucket.ts";

Deno.test("TokenBucket spaces what is taken at once by its rate", () => {
  const bucket = new TokenBucket(1_000, 50);
  deepStrictEqual(
    [100, 100, 100].map((bytes) => bucket.take(bytes, 50)),
    [0, 100, 200],
  );
});

Deno.test("TokenBucket catches up with a pause of this machine", () => {
  const bucket = new TokenBucket(1_000, 0);
  bucket.take(100, 0);
  // Nothing ran for 0.4 s: what was due at 100, 200, 300 and 400 ms goes at once.
  deepStrictEqual(
    [1, 2, 3, 4, 5].map(() => bucket.take(100, 400)),
    [0, 0, 0, 0, 100],
  );
});

Deno.test("TokenBucket makes good at most a second", () => {
  const bucket = new TokenBucket(1_000, 0);
  strictEqual(bucket.take(1_000, 60_000), 0);
  strictEqual(bucket.take(1_000, 60_000), 0);
  strictEqual(bucket.take(1_000, 60_000), 1_000);
});

Deno.test("TokenBucket of no limit never waits", () => {
  const bucket = new TokenBucket(Infinity, 0);
  deepStrictEqual([1, 2].map(() => bucket.take(1e9, 0)), [0, 0]);
});
