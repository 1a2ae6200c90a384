import { strictEqual } from "node:assert/strict";
import { elapsedNs, type MonoNs } from "./time.ts";

Deno.test("elapsedNs() is the later reading less the earlier, exact to the nanosecond", () => {
  const start = 9_007_199_254_740_993n as MonoNs; // no double is that odd
  const cases: readonly [end: bigint, ns: number][] = [
    [9_007_199_254_740_993n, 0],
    [9_007_199_254_740_994n, 1],
    [9_007_200_254_740_993n, 1_000_000_000],
    [9_007_199_254_740_992n, -1],
  ];
  for (const [end, ns] of cases) {
    strictEqual(elapsedNs(start, end as MonoNs), ns);
  }
});
