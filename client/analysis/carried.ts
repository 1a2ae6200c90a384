/** How much had been carried when. */
export interface Carried {
  /** ms since the load began, rising. */
  readonly atMs: number;
  /** Bytes so far, never falling. */
  readonly bytes: number;
}

/** What a load's rate comes to. */
export interface CarriedRate {
  /** The mean after the start, bit/s of TCP payload. */
  readonly bps: number;
  /** The mean over the whole load, bit/s. */
  readonly overallBps: number;
  /** The best whole second, bit/s. */
  readonly peakBps: number;
}

/** TCP is still looking for the rate in this share of a load, at its start. */
const SETTLING_SHARE = 1 / 4;

const SECOND_MS = 1000;

/**
 * Rates over equal intervals, from counts at any times in between.
 *
 * @param counts What had been carried, oldest first.
 * @param intervalMs Of each rate, > 0.
 * @returns Bits a second, oldest first; what is left at the end is dropped.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { ratesOf } from "./carried.ts";
 *
 * const counts = [{ atMs: 50, bytes: 500 }, { atMs: 250, bytes: 2500 }];
 * deepStrictEqual(ratesOf(counts, 100), [80_000, 80_000]);
 * ```
 */
export function ratesOf(
  counts: readonly Carried[],
  intervalMs: number,
): readonly number[] {
  const intervals = Math.floor((counts.at(-1)?.atMs ?? 0) / intervalMs);
  return Array.from({ length: intervals }, (_, index) => {
    const fromMs = index * intervalMs;
    return rateBetween(counts, fromMs, fromMs + intervalMs);
  });
}

/**
 * What a load's rate comes to.
 *
 * @param counts What had been carried, oldest first.
 * @returns Its rate; `undefined` if nothing is known of it.
 */
export function rateOf(counts: readonly Carried[]): CarriedRate | undefined {
  const endMs = counts.at(-1)?.atMs ?? 0;
  if (endMs === 0) return undefined;
  const seconds = ratesOf(counts, Math.min(SECOND_MS, endMs));
  return {
    bps: rateBetween(counts, endMs * SETTLING_SHARE, endMs),
    overallBps: rateBetween(counts, 0, endMs),
    peakBps: Math.max(...seconds),
  };
}

function rateBetween(
  counts: readonly Carried[],
  fromMs: number,
  toMs: number,
): number {
  const bytes = bytesAt(counts, toMs) - bytesAt(counts, fromMs);
  return bytes * 8 / ((toMs - fromMs) / SECOND_MS);
}

/** In between, as if it had been carried evenly. */
function bytesAt(counts: readonly Carried[], atMs: number): number {
  let before: Carried = { atMs: 0, bytes: 0 };
  for (const count of counts) {
    if (count.atMs >= atMs) {
      const share = (atMs - before.atMs) / (count.atMs - before.atMs || 1);
      return before.bytes + (count.bytes - before.bytes) * share;
    }
    before = count;
  }
  return before.bytes;
}
