import { type Carried, ratesOf } from "./carried.ts";

/** What TCP needs to find the rate, at least, ms. */
const SETTLED_MS = 1_000;
/** Of each of the two stretches that are compared, ms. */
const STRETCH_MS = 1_000;
/** The two means may differ by so much, percent of the later. */
const TOLERANCE_PCT = 3;

/**
 * Whether a load has shown the line's rate, so that more of it would tell
 * nothing new: the last second carried as much as the second before.
 *
 * @param counts What had been carried, oldest first.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { isSteady } from "./steady_rate.ts";
 *
 * const line = (seconds: number) =>
 *   Array.from({ length: seconds }, (_, s) => ({ atMs: 1000 * (s + 1), bytes: 1e6 * (s + 1) }));
 * deepStrictEqual([isSteady(line(2)), isSteady(line(3))], [false, true]);
 * ```
 */
export function isSteady(counts: readonly Carried[]): boolean {
  const endMs = counts.at(-1)?.atMs ?? 0;
  if (endMs < SETTLED_MS + 2 * STRETCH_MS) return false;
  const [last = NaN, before = NaN] = ratesOf(
    sinceEnd(counts, endMs),
    STRETCH_MS,
  ).toReversed();
  return Math.abs(last - before) * 100 <= last * TOLERANCE_PCT;
}

/** Counts moved so that whole stretches end with the last one. */
function sinceEnd(
  counts: readonly Carried[],
  endMs: number,
): readonly Carried[] {
  const spareMs = endMs % STRETCH_MS;
  const first = counts.findLast(({ atMs }) => atMs <= spareMs);
  return counts.filter(({ atMs }) => atMs > spareMs).map(({ atMs, bytes }) => ({
    atMs: atMs - spareMs,
    bytes: bytes - (first?.bytes ?? 0),
  }));
}
