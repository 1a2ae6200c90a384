import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { gapsBetween, isUnbroken } from "./gaps.ts";

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
    const stretches = ticks.map((ms) => ({ firstMs: ms, lastMs: ms }));
    const found = gapsBetween(stretches, { fromMs: 0, toMs: 4000 }, {
      intervalMs: 1000,
    });
    deepStrictEqual(found.map(({ fromMs, toMs }) => [fromMs, toMs]), gaps, why);
  }
});

Deno.test("isUnbroken() believes a count that is exactly right, and no other", () => {
  const hour = { firstMs: 60, lastMs: 3_599_060 };
  const cases = [
    [3600, true, "a round a second"],
    [3599, false, "one is missing"],
    [3601, false, "one too many: another run's"],
    [36_000, false, "ten a second, which hide any gap"],
    [1, false, "two ends and nothing between"],
  ] as const;
  for (const [count, expected, why] of cases) {
    strictEqual(isUnbroken(count, hour, { intervalMs: 1000 }), expected, why);
  }
  const late = { firstMs: 60, lastMs: 3_599_360 };
  strictEqual(
    isUnbroken(3600, late, { intervalMs: 1000 }),
    true,
    "a late last",
  );
  const alone = { firstMs: 60, lastMs: 60 };
  strictEqual(isUnbroken(1, alone, { intervalMs: 1000 }), true, "one alone");
});
