/** What two sides have in common, read from the store. @module */

import type { Match } from "../../analysis/compare/mod.ts";
import type { Period, SampleColumns, Series } from "../../model/mod.ts";
import type { LookBack } from "../look_back.ts";

/** More of each series tells nothing new, and takes long to draw again. */
const MOST_MS = 86_400_000;
/** Of longer periods stretches of this length are read, evenly spread. */
const STRETCH_MS = 600_000;

/**
 * The parts of a period that are read: all of a day, of more as much.
 *
 * @param period The whole.
 * @returns In order, together at most a day.
 */
export function stretchesOf(period: Period): readonly Period[] {
  const { fromMs, toMs } = period;
  if (toMs - fromMs <= MOST_MS) return [period];
  const count = MOST_MS / STRETCH_MS;
  const stepMs = (toMs - fromMs - STRETCH_MS) / (count - 1);
  return Array.from({ length: count }, (_, at) => {
    const startMs = Math.round(fromMs + at * stepMs);
    return { fromMs: startMs, toMs: startMs + STRETCH_MS };
  });
}

/** Reads a series in stretches. */
export function samplesIn(
  { reader }: Pick<LookBack, "reader">,
  series: Series,
  stretches: readonly Period[],
): SampleColumns {
  const parts = stretches.map((stretch) => reader.samples(series, stretch))
    .filter(({ length }) => length > 0);
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return {
    series,
    length: parts.reduce((sum, { length }) => sum + length, 0),
    atMs: Float64Array.from(parts.flatMap(({ atMs }) => [...atMs])),
    rttUs: Int32Array.from(parts.flatMap(({ rttUs }) => [...rttUs])),
    ipdvUs: Int32Array.from(parts.flatMap(({ ipdvUs }) => [...ipdvUs])),
    status: Uint8Array.from(parts.flatMap(({ status }) => [...status])),
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
  pairs: readonly { readonly a: Series; readonly b: Series }[],
  period: Period,
): readonly Match[] {
  const stretches = stretchesOf(period);
  return pairs.map(({ a, b }) => ({
    a: samplesIn(at, a, stretches),
    b: samplesIn(at, b, stretches),
  })).filter(({ a, b }) => a.length > 0 && b.length > 0);
}

/** Whether a series is one of delay and loss to somewhere beyond the router. */
export function isFar({ probe, role }: Series): boolean {
  return probe === "echo" ||
    (probe === "icmp" && role !== "gateway" && role !== "resolver");
}
