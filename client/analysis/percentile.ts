/** A sorted run of numbers; the typed arrays qualify. */
export type SortedNumbers = Int32Array | Float64Array | readonly number[];

/**
 * The percentile by nearest rank: the smallest value that at least `pct`
 * percent of the values do not exceed. It is always a value that was really
 * measured, never one between two (as R-7 and spreadsheets give), so that a
 * P99 of 1000 ms means that a probe took 1000 ms.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(percentileOfSorted([11, 12, 13, 900], 50), 12);
 * strictEqual(percentileOfSorted([11, 12, 13, 900], 99), 900);
 * ```
 *
 * @param sorted The values, ascending, in any unit.
 * @param pct Which percentile, above 0 and at most 100.
 * @returns One of `sorted`, or `NaN` when there is none.
 * @throws {RangeError} When `pct` is outside its range.
 * @see {@link https://www.rfc-editor.org/rfc/rfc2330#section-11.3 | RFC 2330, 11.3}
 */
export function percentileOfSorted(
  sorted: SortedNumbers,
  pct: number,
): number {
  if (!(pct > 0 && pct <= 100)) {
    throw new RangeError(
      `Cannot take percentile ${pct}: it must be above 0 and at most 100`,
    );
  }
  // pct * length first: both are small integers then, so that 99 % of 100
  // is exactly rank 99 and not 100 by a rounding error.
  const rank = Math.ceil(roundOff(pct * sorted.length / 100));
  return sorted[rank - 1] ?? NaN;
}

/** 99.9 * 41000 / 100 is 40959.00000000001 in floating point: rank 40959. */
function roundOff(rank: number): number {
  const whole = Math.round(rank);
  return Math.abs(rank - whole) < 1e-9 * rank ? whole : rank;
}
