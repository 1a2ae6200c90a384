import { percentileOfSorted } from "../percentile.ts";

/**
 * The median by nearest rank.
 *
 * @param values In any order.
 * @returns `NaN` for none.
 */
export function medianOf(values: Iterable<number>): number {
  return quantileOf(values, 50);
}

/**
 * A percentile by nearest rank.
 *
 * @param values In any order.
 * @param pct Above 0 and at most 100.
 * @returns `NaN` for none.
 */
export function quantileOf(values: Iterable<number>, pct: number): number {
  return percentileOfSorted(Float64Array.from(values).sort(), pct);
}
