import { deepStrictEqual } from "node:assert/strict";
import { gapsBetween } from "./gaps.ts";

Deno.test("gapsBetween() tells a missing round from a late one", () => {
  const cases: readonly [ticks: number[], gaps: number[][], why: string][] = [
    [[0, 1000, 2000, 3000], [], "all there"],
    [[0, 1400, 2000, 3000], [], "0.4 s late"],
    [[0, 2000, 3000], [[1000, 2000]], "one left out"],
    [[2000, 3000], [[0, 2000]], "started later"],
    [[0, 1000], [[2000, 4000]], "stopped earlier"],
    [[], [[0, 4000]], "never ran"],
    [[-1000, 9000], [[0, 4000]], "suspended all the while"],
    [[-500, 500, 1500, 2500, 3500], [], "the edges are covered by neighbours"],
  ];
  for (const [ticks, gaps, why] of cases) {
    const found = gapsBetween(ticks, { fromMs: 0, toMs: 4000 }, {
      intervalMs: 1000,
    });
    deepStrictEqual(found.map(({ fromMs, toMs }) => [fromMs, toMs]), gaps, why);
  }
});
