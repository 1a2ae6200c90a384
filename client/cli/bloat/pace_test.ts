import { strictEqual } from "node:assert/strict";
import { strideFor } from "./pace.ts";

Deno.test("strideFor() leaves a slow line to its load", () => {
  const pace = { probeIntervalMs: 10, probeBytes: 300 };
  const cases: readonly [bps: number, stride: number, why: string][] = [
    [1e9, 1, "nobody feels them"],
    [12e6, 1, "240 kbit/s are 2 %"],
    [11.9e6, 2, "a little more"],
    [1.5e6, 8, "30 kbit/s are left"],
    [0, 10, "nothing carried yet, or hardly anything"],
  ];
  for (const [bps, stride, why] of cases) {
    strictEqual(strideFor(bps, pace), stride, why);
  }
});
