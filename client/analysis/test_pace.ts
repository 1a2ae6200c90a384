/** A kind of load test that is repeated. */
export interface RepeatedTest {
  /** The shortest time from one to the next, ms, > 0. */
  readonly intervalMs: number;
  /** What one moves in both directions, bytes, > 0. */
  readonly costBytes: number;
  /** Its part of the budget while that is short, 0 to 1. */
  readonly share: number;
}

/** What is left of a budget. */
export interface BudgetLeft {
  /** Bytes, >= 0. */
  readonly bytes: number;
  /** For so long, ms, > 0. */
  readonly ms: number;
}

/**
 * How often each kind of test may run so that what is left of the budget lasts
 * evenly to its end. Each has its share; what one does not need goes to the
 * first that does.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { paceOf } from "./test_pace.ts";
 *
 * const tests = [
 *   { intervalMs: 10_000, costBytes: 200_000, share: 0.5 },
 *   { intervalMs: 60_000, costBytes: 2_000_000, share: 0.5 },
 * ];
 * const day = 86_400_000;
 * // Enough for half of the small ones and an eighth of the larger ones.
 * deepStrictEqual(paceOf(tests, { bytes: 2 * 864e6, ms: day }), [20_000, 200_000]);
 * deepStrictEqual(paceOf(tests, { bytes: 1e12, ms: day }), [10_000, 60_000]);
 * ```
 *
 * @param tests The kinds, those first that matter most.
 * @param left What is left.
 * @returns From one to the next, ms, in the order of `tests`; `Infinity` for a
 * kind of which not one is left.
 */
export function paceOf(
  tests: readonly RepeatedTest[],
  left: BudgetLeft,
): readonly number[] {
  const bytesPerMs = left.bytes / left.ms;
  const wanted = tests.map(({ costBytes, intervalMs }) =>
    costBytes > left.bytes ? 0 : costBytes / intervalMs
  );
  const given = tests.map(({ share }, i) =>
    Math.min(wanted[i] ?? 0, share * bytesPerMs)
  );
  let spare = bytesPerMs - given.reduce((sum, part) => sum + part, 0);
  return tests.map(({ costBytes }, i) => {
    const own = given[i] ?? 0;
    const more = Math.min((wanted[i] ?? 0) - own, spare);
    spare -= more;
    return Math.round(costBytes / (own + more));
  });
}
