import type { Period } from "../model/mod.ts";

/**
 * How much of a period was not measured.
 *
 * @param gaps When nothing was measured; not overlapping.
 * @param period What to look at.
 * @returns Milliseconds.
 */
export function overlapMs(gaps: readonly Period[], period: Period): number {
  return gaps.reduce((sum, gap) => {
    const fromMs = Math.max(gap.fromMs, period.fromMs);
    const toMs = Math.min(gap.toMs, period.toMs);
    return sum + Math.max(0, toMs - fromMs);
  }, 0);
}
