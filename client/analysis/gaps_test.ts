import { strictEqual } from "node:assert/strict";
import type { Period } from "../model/mod.ts";
import { overlapMs } from "./gaps.ts";

const PERIOD: Period = { fromMs: 1_000, toMs: 2_000 };

const CASES: readonly [
  why: string,
  gaps: readonly (readonly [fromMs: number, toMs: number])[],
  ms: number,
][] = [
  ["there was none", [], 0],
  ["it was over before", [[0, 999]], 0],
  ["it was over just then", [[0, 1_000]], 0],
  ["it had lasted a ms longer", [[0, 1_001]], 1],
  ["it was in between", [[1_200, 1_500]], 300],
  ["it lasted a ms", [[1_200, 1_201]], 1],
  ["it was all there was", [[1_000, 2_000]], 1_000],
  ["it was longer than that", [[0, 9_000]], 1_000],
  ["it began a ms before the end", [[1_999, 9_000]], 1],
  ["it began at the end", [[2_000, 9_000]], 0],
  ["it began later", [[3_000, 9_000]], 0],
  ["there were several", [[0, 1_100], [1_200, 1_250], [1_980, 3_000]], 170],
];

for (const [why, gaps, ms] of CASES) {
  Deno.test(`overlapMs() tells what of a period was not measured: ${why}`, () => {
    const periods = gaps.map(([fromMs, toMs]) => ({ fromMs, toMs }));
    strictEqual(overlapMs(periods, PERIOD), ms);
  });
}
