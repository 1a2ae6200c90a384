import type { StoredEvent } from "../model/mod.ts";
import type { Incident, Notice } from "./incident.ts";
import { endText, retractText, rowText } from "./words.ts";

/**
 * An incident as its row in the database.
 *
 * @param incident It, while it goes on or after its end.
 */
export function rowOf(incident: Incident): StoredEvent {
  const { startMs, untilMs, sinceMs, isOpen, repeats, badMs } = incident;
  const { cause, conditions, targets, metrics } = incident;
  const seconds = (isOpen ? badMs + untilMs - sinceMs : badMs) / 1000;
  return {
    atMs: Math.floor(startMs),
    type: incident.type,
    severity: incident.severity,
    interface: incident.interface,
    target: incident.target,
    server: incident.server,
    description: rowText(incident),
    durationMs: isOpen ? null : Math.round(untilMs - startMs),
    metrics: {
      ...metrics,
      cause,
      conditions: conditions.join(" "),
      targets: targets.join(" "),
      "bad_s": Math.round(seconds * 10) / 10,
      ...(repeats > 0 ? { repeats } : {}),
    },
  };
}

/**
 * A disconnection that never was, in place of its row: rows are never deleted.
 *
 * @param incident It, retracted.
 */
export function retractedRow(incident: Incident): StoredEvent {
  return {
    ...rowOf(incident),
    severity: "info",
    description: retractText(incident),
    durationMs: 0,
  };
}

/**
 * The end of a failover, which is an event of its own.
 *
 * @param incident The failover, ended.
 */
export function failbackRow(incident: Incident): StoredEvent {
  return {
    ...rowOf(incident),
    atMs: Math.floor(incident.untilMs),
    type: "failback_advised",
    severity: "info",
    description: endText(incident),
    durationMs: 0,
    metrics: {},
  };
}

/** Until it is over, or an outage, nobody knows under which name to store it. */
export function hasRow({ kind, incident }: Notice): boolean {
  return kind !== "settled" &&
    !(incident.isOpen && incident.type === "micro_disconnection");
}
