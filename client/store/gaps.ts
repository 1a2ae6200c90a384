import type { Period } from "../model/mod.ts";

/** Rounds that followed each other without a gap; one alone is one, too. */
export interface Stretch {
  /** When its first round began, Unix milliseconds. */
  readonly firstMs: number;
  /** When its last round began. */
  readonly lastMs: number;
  /** The time between two rounds then. */
  readonly intervalMs: number;
}

/**
 * The times in which no round began: bufferbane was not running, was
 * suspended, or was stuck.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const stretches = [
 *   { firstMs: 0, lastMs: 1_000, intervalMs: 1_000 },
 *   { firstMs: 4_000, lastMs: 5_000, intervalMs: 1_000 },
 * ];
 * const gaps = gapsBetween(stretches, { fromMs: 0, toMs: 6_000 });
 * deepStrictEqual(gaps, [{ fromMs: 2_000, toMs: 4_000 }]);
 * ```
 *
 * @param stretches When there were rounds, ascending; what lies shortly before
 *   and after the period included, for its edges.
 * @param period Where to look.
 * @returns Gaps, oldest first, cut to the period.
 */
export function gapsBetween(
  stretches: Iterable<Stretch>,
  period: Period,
): Period[] {
  const gaps: Period[] = [];
  let coveredMs = -Infinity;
  let forgivenMs = 0;
  const close = (nextMs: number) => {
    if (nextMs - coveredMs <= forgivenMs) return;
    const fromMs = Math.max(coveredMs, period.fromMs);
    const toMs = Math.min(nextMs, period.toMs);
    if (fromMs < toMs) gaps.push({ fromMs, toMs });
  };
  for (const { firstMs, lastMs, intervalMs } of stretches) {
    close(firstMs);
    coveredMs = lastMs + intervalMs;
    // A round a little late is no gap; one left out is.
    forgivenMs = intervalMs / 2;
  }
  close(Infinity);
  return gaps;
}

/**
 * Whether so many rounds leave no gap between the first and the last of them,
 * as long as all of them kept to the interval.
 *
 * @param count How many, the first and the last included.
 * @param stretch When the first and the last began.
 */
export function isUnbroken(
  count: number,
  { firstMs, lastMs, intervalMs }: Stretch,
): boolean {
  const surplusMs = (count - 1) * intervalMs - (lastMs - firstMs);
  return Math.abs(surplusMs) < intervalMs / 2;
}

/** Fewer than that do not tell their interval. */
const TELLING_ROUNDS = 5;

/**
 * The time between two rounds as most of them kept it, since the user may have
 * changed the setting meanwhile.
 *
 * @param rounds When each began, ascending, and how many were skipped before it.
 * @returns Whole milliseconds; `undefined` if they are too few to tell.
 */
export function usualIntervalMs(
  rounds: readonly { readonly atMs: number; readonly missed: number }[],
): number | undefined {
  if (rounds.length < TELLING_ROUNDS) return undefined;
  const apart = rounds.slice(1).map(({ atMs, missed }, i) =>
    (atMs - (rounds[i]?.atMs ?? NaN)) / (missed + 1)
  ).toSorted((a, b) => a - b);
  const median = apart[apart.length >> 1] ?? NaN;
  const usual = apart.filter((ms) => Math.abs(ms - median) < median / 4);
  const sum = usual.reduce((sum, ms) => sum + ms, 0);
  return Math.round(sum / usual.length);
}
