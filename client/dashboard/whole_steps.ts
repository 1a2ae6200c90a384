import type { Period } from "../model/mod.ts";
import type { Cut } from "./context.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Segments of this length and more are made of whole minutes. */
const MINUTES_FROM_MS = MINUTE_MS / 2;
/** Segments of this length and more are made of whole hours. */
const HOURS_FROM_MS = 15 * MINUTE_MS;
/** Of less than this a chart shows nothing. */
const FEWEST_SEGMENTS = 10;

/**
 * Cuts a period so that segments are no shorter than the probes are apart, and
 * longer ones are whole minutes or hours, which the store has summed up: a
 * month is drawn as fast as an hour. The period grows to fit.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const hour = { fromMs: 0, toMs: 3_600_000 };
 * const options = { atMost: 400, intervalMs: 1000 };
 * deepStrictEqual(wholeSteps(hour, options), {
 *   period: { fromMs: 0, toMs: 3_600_000 },
 *   segments: 400,
 * });
 * ```
 *
 * @param period What is asked for.
 * @param options How many segments at most, and how far probes are apart, ms.
 * @returns What to read.
 */
export function wholeSteps(
  period: Period,
  options: { readonly atMost: number; readonly intervalMs: number },
): Omit<Cut, "gaps"> {
  const { atMost, intervalMs } = options;
  const lengthMs = period.toMs - period.fromMs;
  const stepMs = Math.max(intervalMs, lengthMs / atMost);
  if (stepMs < MINUTES_FROM_MS) {
    const segments = Math.max(FEWEST_SEGMENTS, Math.floor(lengthMs / stepMs));
    return { period, segments };
  }
  const grainMs = stepMs < HOURS_FROM_MS ? MINUTE_MS : HOUR_MS;
  const wholeMs = Math.ceil(stepMs / grainMs) * grainMs;
  const fromMs = Math.floor(period.fromMs / wholeMs) * wholeMs;
  const segments = Math.ceil((period.toMs - fromMs) / wholeMs);
  return { period: { fromMs, toMs: fromMs + segments * wholeMs }, segments };
}
