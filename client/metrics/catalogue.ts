/**
 * Every metric of the client, as data: what is served and sent has these
 * names, and docs/operating/metrics.md lists them.
 *
 * @module
 */

import { AUDIT_METRICS } from "./audit_metrics.ts";
import { LINE_METRICS } from "./line_metrics.ts";
import { PROBE_METRICS } from "./probe_metrics.ts";

export { SERIES_LABELS } from "./probe_metrics.ts";

/**
 * Upper ends of the ranges that times are counted in, seconds: about two an
 * octave where lines differ, from a wire's 0.1 ms to the 10 s after which
 * nobody waits any more.
 */
export const TIME_BOUNDS: readonly number[] = [
  0.0001,
  0.00025,
  0.0005,
  0.001,
  0.0025,
  0.005,
  0.0075,
  0.01,
  0.015,
  0.02,
  0.03,
  0.05,
  0.075,
  0.1,
  0.15,
  0.2,
  0.3,
  0.5,
  1,
  2.5,
  5,
  10,
];

/** The metrics by their names in the program. */
export const CATALOGUE = {
  ...PROBE_METRICS,
  ...LINE_METRICS,
  ...AUDIT_METRICS,
} as const;

/** A metric's name in the program. */
export type MetricKey = keyof typeof CATALOGUE;
