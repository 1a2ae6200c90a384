/** Ten minutes at a time: steady enough to judge, short enough to see. @module */

import type { Line, MinuteTrack } from "./line.ts";
import { percentileOfSorted } from "../percentile.ts";
import { medianOf } from "./median.ts";

/** Minutes in a bin. */
export const BIN_MINUTES = 10;

/** A bin with fewer minutes measured says nothing. */
const FEWEST_MINUTES = 5;
/** Bins in a day. */
const BINS_A_DAY = 144;
/** How far to both sides a baseline looks, bins: three and a half days. */
const BASELINE_BINS = 3.5 * BINS_A_DAY;
/** A baseline moves so slowly that it need not be found for every bin. */
const BASELINE_STEP = 18;
/** Good times are a fifth of any stretch, or nobody knows what good is. */
const BASELINE_PCT = 20;

/** One series, ten minutes at a time; NaN where too little was measured. */
export interface TenTrack {
  /** The minutes it was made from. */
  readonly minutes: MinuteTrack;
  /** Median of the minutes' median RTT, ms. */
  readonly rttMs: Float64Array;
  /** What `rttMs` is when all is well, ms: the lower fifth of seven days. */
  readonly baselineMs: Float64Array;
  /** Lost, 0 to 1. */
  readonly loss: Float64Array;
  /** Share of the measured minutes in which a probe was lost, 0 to 1. */
  readonly lossyMinutes: Float64Array;
}

/** A line, ten minutes at a time. */
export interface TenLine {
  /** The router at home. */
  readonly gateway: readonly TenTrack[];
  /** The provider's first router that answers. */
  readonly isp: readonly TenTrack[];
  /** Targets beyond. */
  readonly far: readonly TenTrack[];
}

/**
 * Sums up a line.
 *
 * @param line The line.
 * @returns Its series in their order.
 */
export function tensOf(line: Line): TenLine {
  const tracksOf = (tracks: readonly MinuteTrack[]) =>
    tracks.map((track) => trackOf(track, line));
  return {
    gateway: tracksOf(line.gateway),
    isp: tracksOf(line.isp),
    far: tracksOf(line.far),
  };
}

function trackOf(track: MinuteTrack, line: Line): TenTrack {
  const bins = Math.ceil(line.length / BIN_MINUTES);
  const rttMs = new Float64Array(bins).fill(NaN);
  const loss = new Float64Array(bins).fill(NaN);
  const lossyMinutes = new Float64Array(bins).fill(NaN);
  const medians: number[] = [];
  for (const bin of rttMs.keys()) {
    medians.length = 0;
    let sent = 0;
    let lost = 0;
    let minutes = 0;
    let lossy = 0;
    const to = Math.min(line.length, (bin + 1) * BIN_MINUTES);
    for (let at = bin * BIN_MINUTES; at < to; at++) {
      if (line.isDisturbed[at] === 1) continue;
      const p50Us = track.p50Us[at] ?? -1;
      if (p50Us >= 0) medians.push(p50Us / 1000);
      if (track.sent[at] === 0) continue;
      minutes++;
      sent += track.sent[at] ?? 0;
      lost += track.lost[at] ?? 0;
      if ((track.lost[at] ?? 0) > 0) lossy++;
    }
    if (minutes < FEWEST_MINUTES) continue;
    rttMs[bin] = medianOf(medians);
    loss[bin] = lost / sent;
    lossyMinutes[bin] = lossy / minutes;
  }
  const baselineMs = baselineOf(rttMs);
  return { minutes: track, rttMs, baselineMs, loss, lossyMinutes };
}

function baselineOf(rttMs: Float64Array): Float64Array {
  const baselineMs = new Float64Array(rttMs.length);
  for (let at = 0; at < rttMs.length; at += BASELINE_STEP) {
    const near = rttMs
      .subarray(Math.max(0, at - BASELINE_BINS), at + BASELINE_BINS)
      .filter((ms) => !Number.isNaN(ms)).sort();
    const usualMs = percentileOfSorted(near, BASELINE_PCT);
    baselineMs.fill(usualMs, at, at + BASELINE_STEP);
  }
  return baselineMs;
}
