/** The live path: probe, derive, store, show. @module */

import { RoundIpdv } from "./analysis/mod.ts";
import type { Measurement, Tick } from "./model/mod.ts";

/** Takes what probing yields. */
export interface Sink {
  /** A round begins. */
  tick(tick: Tick): void;
  /** A probe has an outcome, or another one than was reported before. */
  sample(measurement: Measurement): void;
}

/** Takes measurements with what has been derived from them. */
export interface Stage {
  /** A round begins. */
  tick(tick: Tick): void;
  /** @param ipdvNs Absolute IPDV in ns; `null` where undefined. */
  sample(measurement: Measurement, ipdvNs: number | null): void;
}

/**
 * Runs until probing ends.
 *
 * @param probe Probes until aborted; reports as it goes.
 * @param stages Each takes every measurement, in this order.
 * @param signal Ends the run; what is under way is dropped, not lost.
 */
export async function monitor(
  probe: (sink: Sink, signal: AbortSignal) => Promise<void>,
  stages: readonly Stage[],
  signal: AbortSignal,
): Promise<void> {
  const ipdv = new RoundIpdv();
  await probe({
    tick(tick) {
      ipdv.begin(tick.at);
      for (const stage of stages) stage.tick(tick);
    },
    sample(measurement) {
      // Only pings are a steady stream, whose neighbours can be compared.
      const isSteady = measurement.series.probe === "icmp";
      const ipdvNs = isSteady ? ipdv.next(measurement) : null;
      for (const stage of stages) stage.sample(measurement, ipdvNs);
    },
  }, signal);
}
