import type { Period } from "../model/mod.ts";

/**
 * The stretches in which no round began: bufferbane was not running, was
 * suspended, or was stuck.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const period = { fromMs: 0, toMs: 6_000 };
 * const gaps = gapsBetween([0, 1_000, 4_000, 5_000], period, { intervalMs: 1_000 });
 * deepStrictEqual(gaps, [{ fromMs: 2_000, toMs: 4_000 }]);
 * ```
 *
 * @param ticksMs When rounds began, Unix milliseconds, ascending; those
 *   shortly before and after the period included, for what lies at its edges.
 * @param period Where to look.
 * @param options The time between two rounds, ms.
 * @returns Gaps, oldest first, cut to the period.
 */
export function gapsBetween(
  ticksMs: Iterable<number>,
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
  for (const tickMs of ticksMs) {
    close(tickMs);
    coveredMs = tickMs + intervalMs;
  }
  close(Infinity);
  return gaps;
}
