import type { ClockNews } from "../analysis/mod.ts";
import { type Measurement, type StoredEvent, unixMs } from "../model/mod.ts";

const EVENTS = {
  established: { type: "clock_sync_established", says: "One-way delay to" },
  lost: { type: "clock_sync_lost", says: "One-way delay is unknown again for" },
  stepped: { type: "clock_stepped", says: "A clock was set, seen from" },
  route_shifted: { type: "route_changed", says: "Another route to" },
} as const;

/**
 * What the clocks' estimator has noticed, as an event to show and to store.
 *
 * @param measurement The ECHO that taught it.
 * @param news What.
 */
export function clockEvent(
  { series, sentAt }: Measurement,
  { kind, detail }: ClockNews,
): StoredEvent {
  const { type, says } = EVENTS[kind];
  return {
    atMs: unixMs(sentAt),
    type,
    severity: "info",
    interface: series.interface,
    target: series.target,
    server: series.server,
    description:
      `${says} ${series.server} over ${series.interface}, IPv${series.family}: ${detail}`,
    durationMs: 0,
    metrics: {},
  };
}
