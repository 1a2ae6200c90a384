import type { StoredEvent } from "../model/mod.ts";
import { type TableFormat, tableOf } from "./table.ts";

/** The columns of exported events: those of the table `events`. */
const EVENT_COLUMNS = [
  "timestamp",
  "event_type",
  "severity",
  "interface",
  "target",
  "server_name",
  "description",
  "duration_ms",
  "timestamp_ms",
] as const;

const MS_PER_S = 1000;

/**
 * Events as a file's text. As CSV under a header of
 * {@linkcode EVENT_COLUMNS}; as JSON with their metrics besides.
 *
 * @param events Oldest first.
 * @param format As what.
 * @returns In blocks of about 64 Ki characters.
 */
export function eventsOf(
  events: Iterable<StoredEvent>,
  format: TableFormat,
): Generator<string> {
  return tableOf(events, {
    format,
    columns: EVENT_COLUMNS,
    row: (event) => ({
      timestamp: Math.floor(event.atMs / MS_PER_S),
      "event_type": event.type,
      severity: event.severity,
      interface: event.interface,
      target: event.target,
      "server_name": event.server,
      description: event.description,
      "duration_ms": event.durationMs,
      "timestamp_ms": event.atMs,
    }),
    more: (event) => `"metrics":${JSON.stringify(event.metrics)}`,
  });
}
