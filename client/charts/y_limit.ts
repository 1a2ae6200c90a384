import { percentileOfSorted, type Segment } from "../analysis/mod.ts";

/** How high a chart of round trips reaches. */
export interface YLimit {
  /** The top of the axis in ms. */
  readonly maxMs: number;
  /** The longest round trip of all in ms; 0 without one. */
  readonly peakMs: number;
  /** The top of an axis that cuts nothing off, in ms. */
  readonly fullMs: number;
}

/** A peak this much above the rest would squash it to a line at the bottom. */
const SQUASHING = 2.5;

/**
 * Chooses the top of the axis so that a few spikes of a second do not squash
 * everything else. Cut off is only what lies far above both nearly every P99
 * and every mean; a stretch that was slow throughout is shown in full, up to
 * five times the ordinary.
 *
 * @param series The segments of each series.
 */
export function yLimit(series: readonly (readonly Segment[])[]): YLimit {
  let [peakUs, ordinaryUs, meanUs] = [0, 0, 0];
  for (const segments of series) {
    const answered = segments.filter((segment) => segment.answered > 0);
    const p99s = answered.map(({ p99Us }) => p99Us).sort((a, b) => a - b);
    ordinaryUs = Math.max(ordinaryUs, percentileOfSorted(p99s, 90) || 0);
    for (const segment of answered) {
      peakUs = Math.max(peakUs, segment.maxUs);
      meanUs = Math.max(meanUs, segment.meanUs);
    }
  }
  const wantedUs = Math.max(
    1.5 * ordinaryUs,
    1.1 * Math.min(meanUs, 5 * ordinaryUs),
  );
  const peakMs = peakUs / 1000;
  const fullMs = roundUp(1.05 * peakMs || 1);
  const isSquashing = peakUs > SQUASHING * ordinaryUs;
  const maxMs = isSquashing ? roundUp(wantedUs / 1000 || 1) : fullMs;
  return { maxMs: Math.min(maxMs, fullMs), peakMs, fullMs };
}

/**
 * The same for single values: a few that stand far out are cut off.
 *
 * @param lines The values; `null` for none.
 * @returns In the values' unit: the top of the axis, that of one that cuts
 * nothing off, and the highest value.
 */
export function limitOf(
  lines: readonly (readonly { readonly y: number | null }[])[],
): { readonly max: number; readonly full: number; readonly peak: number } {
  let [peak, ordinary] = [0, 0];
  for (const line of lines) {
    const values = line.flatMap(({ y }) => y ?? []).sort((a, b) => a - b);
    ordinary = Math.max(ordinary, percentileOfSorted(values, 95) || 0);
    peak = Math.max(peak, values.at(-1) ?? 0);
  }
  const full = roundUp(1.05 * peak || 1);
  const isSquashing = peak > SQUASHING * ordinary && ordinary > 0;
  const max = isSquashing ? Math.min(full, roundUp(1.5 * ordinary)) : full;
  return { max, full, peak };
}

/**
 * To the next number that reads well at the top of an axis.
 *
 * @param value Above 0.
 */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
  const step = steps.find((step) => step * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}
