import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { gapsBetween, isUnbroken, usualIntervalMs } from "./gaps.ts";

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
    const stretches = ticks.map((ms) => ({
      firstMs: ms,
      lastMs: ms,
      intervalMs: 1000,
    }));
    const found = gapsBetween(stretches, { fromMs: 0, toMs: 4000 });
    deepStrictEqual(found.map(({ fromMs, toMs }) => [fromMs, toMs]), gaps, why);
  }
});

Deno.test("isUnbroken() believes a count that is exactly right, and no other", () => {
  const hour = { firstMs: 60, lastMs: 3_599_060, intervalMs: 1000 };
  const cases = [
    [3600, true, "a round a second"],
    [3599, false, "one is missing"],
    [3601, false, "one too many: another run's"],
    [36_000, false, "ten a second, which hide any gap"],
    [1, false, "two ends and nothing between"],
  ] as const;
  for (const [count, expected, why] of cases) {
    strictEqual(isUnbroken(count, hour), expected, why);
  }
  const late = { firstMs: 60, lastMs: 3_599_360, intervalMs: 1000 };
  strictEqual(
    isUnbroken(3600, late),
    true,
    "a late last",
  );
  const alone = { firstMs: 60, lastMs: 60, intervalMs: 1000 };
  strictEqual(isUnbroken(1, alone), true, "one alone");
});

Deno.test("usualIntervalMs() is what most rounds kept", () => {
  const rows: readonly (readonly [
    at: readonly number[],
    expected: number | undefined,
    why: string,
  ])[] = [
    [[0, 3000, 6001, 8999, 12_000], 3000, "a little late, a little early"],
    [[0, 1000, 2000, 60_000, 61_000, 62_000], 1000, "a restart between"],
    [[0, 700, 1700, 2700, 3700], 1000, "the first keeps to none"],
    [[0, 1000, 2000, 3000], undefined, "too few"],
  ];
  for (const [at, expected, why] of rows) {
    const rounds = at.map((atMs) => ({ atMs, missed: 0 }));
    strictEqual(usualIntervalMs(rounds), expected, why);
  }
  const slow = [0, 2000, 4000, 6000, 8000].map((atMs) => ({ atMs, missed: 1 }));
  strictEqual(usualIntervalMs(slow), 1000, "each second one was skipped");
});
