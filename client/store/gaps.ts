import type { Period } from "../model/mod.ts";

/** Rounds that followed each other without a gap; one alone is one, too. */
export interface Stretch {
  /** When its first round began, Unix milliseconds. */
  readonly firstMs: number;
  /** When its last round began. */
  readonly lastMs: number;
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
 *   { firstMs: 0, lastMs: 1_000 },
 *   { firstMs: 4_000, lastMs: 5_000 },
 * ];
 * const period = { fromMs: 0, toMs: 6_000 };
 * const gaps = gapsBetween(stretches, period, { intervalMs: 1_000 });
 * deepStrictEqual(gaps, [{ fromMs: 2_000, toMs: 4_000 }]);
 * ```
 *
 * @param stretches When there were rounds, ascending; what lies shortly before
 *   and after the period included, for its edges.
 * @param period Where to look.
 * @param options The time between two rounds, ms.
 * @returns Gaps, oldest first, cut to the period.
 */
export function gapsBetween(
  stretches: Iterable<Stretch>,
  period: Period,
  options: { readonly intervalMs: number },
): Period[] {
  const { intervalMs } = options;
  const gaps: Period[] = [];
  // A round a little late is no gap; one left out is.
  const longestMs = 1.5 * intervalMs;
  let coveredMs = -Infinity;
  const close = (nextMs: number) => {
    if (nextMs - coveredMs <= longestMs - intervalMs) return;
    const fromMs = Math.max(coveredMs, period.fromMs);
    const toMs = Math.min(nextMs, period.toMs);
    if (fromMs < toMs) gaps.push({ fromMs, toMs });
  };
  for (const { firstMs, lastMs } of stretches) {
    close(firstMs);
    coveredMs = lastMs + intervalMs;
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
 * @param options The time between two rounds, ms.
 */
export function isUnbroken(
  count: number,
  { firstMs, lastMs }: Stretch,
  options: { readonly intervalMs: number },
): boolean {
  const { intervalMs } = options;
  const surplusMs = (count - 1) * intervalMs - (lastMs - firstMs);
  return Math.abs(surplusMs) < intervalMs / 2;
}
