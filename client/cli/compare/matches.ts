/** What two sides have in common, read from the store. @module */

import type { Match, SeriesPair } from "../../analysis/compare/mod.ts";
import type { Period, SampleColumns, Series } from "../../model/mod.ts";
import type { LookBack } from "../look_back.ts";

/** More of each series tells nothing new, and takes long to draw again. */
const MOST_MS = 86_400_000;
/** Of longer periods stretches of this length are read, evenly spread. */
const STRETCH_MS = 600_000;
/** A test that began so long ago may go on. */
const LONGEST_TEST_MS = 300_000;
/** A queue that a test has filled is empty by then. */
const AFTER_TEST_MS = 1_000;

/**
 * The parts of a period that are read: all of a day, of more as much.
 *
 * @param at The store; what lies outside of what it holds is no part.
 * @param period The whole.
 * @returns In order, together at most a day.
 */
export function stretchesOf(
  { reader }: Pick<LookBack, "reader">,
  period: Period,
): readonly Period[] {
  const span = reader.span() ?? period;
  const fromMs = Math.max(period.fromMs, span.fromMs);
  const toMs = Math.min(period.toMs, span.toMs);
  if (toMs - fromMs <= MOST_MS) return [{ fromMs, toMs }];
  const count = MOST_MS / STRETCH_MS;
  const stepMs = (toMs - fromMs - STRETCH_MS) / (count - 1);
  return Array.from({ length: count }, (_, at) => {
    const startMs = Math.round(fromMs + at * stepMs);
    return { fromMs: startMs, toMs: startMs + STRETCH_MS };
  });
}

/**
 * Reads a series in stretches, without the times in which bufferbane itself
 * loaded a line: what a test does to the delay is no fault of the line.
 */
export function samplesIn(
  { reader }: Pick<LookBack, "reader">,
  series: Series,
  stretches: readonly Period[],
): SampleColumns {
  const parts = stretches.flatMap((stretch) => {
    const columns = reader.samples(series, stretch);
    const loads = reader.tests({
      fromMs: stretch.fromMs - LONGEST_TEST_MS,
      toMs: stretch.toMs,
    }, { isDetailed: false });
    if (loads.length === 0) return [columns];
    // Both in the order of time: a day has thousands of tests.
    let next = 0;
    let loadedUntilMs = -Infinity;
    return [only(columns, (at) => {
      const atMs = columns.atMs[at] ?? NaN;
      for (let load; (load = loads[next]) && load.atMs <= atMs; next++) {
        const endMs = load.atMs + load.durationMs + AFTER_TEST_MS;
        loadedUntilMs = Math.max(loadedUntilMs, endMs);
      }
      return atMs >= loadedUntilMs;
    })];
  });
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  return {
    series,
    length: parts.reduce((sum, { length }) => sum + length, 0),
    atMs: Float64Array.from(parts.flatMap(({ atMs }) => [...atMs])),
    rttUs: Int32Array.from(parts.flatMap(({ rttUs }) => [...rttUs])),
    ipdvUs: Int32Array.from(parts.flatMap(({ ipdvUs }) => [...ipdvUs])),
    status: Uint8Array.from(parts.flatMap(({ status }) => [...status])),
  };
}

/** Those samples that are wanted. */
function only(
  { series, atMs, rttUs, ipdvUs, status }: SampleColumns,
  isWanted: (at: number) => boolean,
): SampleColumns {
  const kept = atMs.map((_, at) => at).filter(isWanted);
  const place = (column: Int32Array | Uint8Array) => (at: number) =>
    column[at] ?? 0;
  return {
    series,
    length: kept.length,
    atMs: kept.map((at) => atMs[at] ?? NaN),
    rttUs: Int32Array.from(kept, place(rttUs)),
    ipdvUs: Int32Array.from(kept, place(ipdvUs)),
    status: Uint8Array.from(kept, place(status)),
  };
}

/**
 * Reads what was measured on both sides.
 *
 * @param at The store.
 * @param pairs Series that stand for each other.
 * @param period When.
 * @returns Those of which both sides have samples.
 */
export function matchesOf(
  at: Pick<LookBack, "reader">,
  pairs: readonly SeriesPair[],
  period: Period,
): readonly Match[] {
  const stretches = stretchesOf(at, period);
  return pairs.map(({ a, b }) => ({
    a: samplesIn(at, a, stretches),
    b: samplesIn(at, b, stretches),
  })).filter(({ a, b }) => a.length > 0 && b.length > 0);
}
