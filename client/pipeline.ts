/** The live path: probe, derive, store, show. @module */

// Each from its own file: mod.ts would load all of the analysis into the monitor.
import { OneWayDelays } from "./analysis/clock_offset_live.ts";
import { RoundIpdv } from "./analysis/round_ipdv.ts";
import type {
  LinkSecond,
  Measurement,
  StoredEvent,
  Tick,
} from "./model/mod.ts";
import { clockEvent } from "./monitor/clock_event.ts";

/** Takes what probing yields. */
export interface Sink {
  /** A round begins. */
  tick(tick: Tick): void;
  /** A probe has an outcome, or another one than was reported before. */
  sample(measurement: Measurement): void;
  /** Something has happened that is no measurement. */
  event(event: StoredEvent): void;
  /** What a measured interface did in the second before. */
  linkSecond(second: LinkSecond): void;
}

/** Takes measurements with what has been derived from them. */
export interface Stage {
  /** A round begins. */
  tick(tick: Tick): void;
  /** @param ipdvNs Absolute IPDV in ns; `null` where undefined. */
  sample(measurement: Measurement, ipdvNs: number | null): void;
  /** Something has happened. */
  event(event: StoredEvent): void;
  /** What a measured interface did in the second before. */
  linkSecond?(second: LinkSecond): void;
}

/** How to run. */
export interface MonitorOptions {
  /** Ends the run; what is under way is dropped, not lost. */
  readonly signal: AbortSignal;
  /** Whether anybody wants to know of an event; all unless said. */
  readonly isWanted?: (event: StoredEvent) => boolean;
}

/**
 * Runs until probing ends.
 *
 * @param probe Probes until aborted; reports as it goes.
 * @param stages Each takes every measurement, in this order.
 * @param options When to end, and which events are of use.
 */
export async function monitor(
  probe: (sink: Sink, signal: AbortSignal) => Promise<void>,
  stages: readonly Stage[],
  { signal, isWanted = () => true }: MonitorOptions,
): Promise<void> {
  const ipdv = new RoundIpdv();
  const delays = new OneWayDelays();
  function event(event: StoredEvent): void {
    if (!isWanted(event)) return;
    for (const stage of stages) stage.event(event);
  }
  await probe({
    tick(tick) {
      ipdv.begin(tick);
      for (const stage of stages) stage.tick(tick);
    },
    sample(reported) {
      const { measurement, news } = delays.derive(reported);
      const ipdvNs = isSteady(measurement) ? ipdv.next(measurement) : null;
      for (const stage of stages) stage.sample(measurement, ipdvNs);
      for (const item of news) event(clockEvent(measurement, item));
    },
    event,
    linkSecond(second) {
      for (const stage of stages) stage.linkSecond?.(second);
    },
  }, signal);
}

/**
 * Whether its neighbours can be compared: of a steady stream, and exact. An
 * ECHO's first report is not yet.
 */
function isSteady({ series, echo }: Measurement): boolean {
  return series.probe === "icmp" ||
    (echo !== undefined && echo.exchange !== null);
}
