/** Probes may take so much of a line: draft-ietf-ippm-responsiveness allows 5 %. */
const MOST_SHARE = 0.02;
/** 1 / this of the usual pace at least, or too few would tell. */
const MOST_STRIDE = 10;

/** The latency probes of a line. */
export interface ProbePace {
  /** From one to the next, ms. */
  readonly probeIntervalMs: number;
  /** What one takes on the line, bytes. */
  readonly probeBytes: number;
}

/**
 * Which share of the probes a slow line bears: a hundred a second are nothing
 * at 100 Mbit/s, and a quarter of 1 Mbit/s.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const pace = { probeIntervalMs: 10, probeBytes: 300 };
 * deepStrictEqual(
 *   [100e6, 3e6, 0.1e6].map((bps) => strideFor(bps, pace)),
 *   [1, 4, 10],
 * );
 * ```
 *
 * @param bps What the slower loaded direction carries.
 * @param pace The probes.
 * @returns Every how many-th is sent, 1 to 10.
 */
export function strideFor(bps: number, pace: ProbePace): number {
  const probesBps = 8_000 * pace.probeBytes / pace.probeIntervalMs;
  const stride = Math.ceil(probesBps / (MOST_SHARE * bps));
  return Math.min(MOST_STRIDE, Math.max(1, stride));
}
