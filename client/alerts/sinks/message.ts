import type { Severity } from "../../model/mod.ts";
import type { Incident } from "../incident.ts";
import { endText, startText } from "../words.ts";

/** What a receiver is told: that an incident began, or that it is over. */
export interface Message {
  /** The same for every attempt to deliver it, and for no other message. */
  readonly id: string;
  /** Whether it began, or is over. */
  readonly kind: "start" | "end";
  /** The machine that tells. */
  readonly host: string;
  /** A sentence or two for a person. */
  readonly text: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** What it is, e.g. `packet_loss`. */
  readonly type: string;
  /** The interface concerned. */
  readonly interface: string;
  /** The target concerned; empty where several are. */
  readonly target: string;
  /** Whose fault it is. */
  readonly cause: string;
  /** When it began, Unix milliseconds. */
  readonly startMs: number;
  /** When it ended, Unix milliseconds; `null` while it goes on. */
  readonly endMs: number | null;
  /** Its figures. */
  readonly metrics: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * An incident as a message.
 *
 * @param incident It.
 * @param kind Whether it began, or is over.
 * @param host The machine that tells.
 */
export function messageOf(
  incident: Incident,
  kind: Message["kind"],
  host: string,
): Message {
  const { id, type, severity, cause, startMs, untilMs, target, metrics } =
    incident;
  return {
    id: `${kind} ${id}`,
    kind,
    host,
    text: kind === "start" ? startText(incident) : endText(incident),
    severity,
    type,
    interface: incident.interface,
    target,
    cause,
    startMs: Math.floor(startMs),
    endMs: kind === "start" ? null : Math.floor(untilMs),
    metrics,
  };
}

/**
 * A message as JSON for programs: snake case, times in ISO 8601 and Unix
 * milliseconds.
 */
export function messageJson(message: Message): string {
  const { id, kind, host, text, severity, type, target, cause } = message;
  const { startMs, endMs, metrics } = message;
  return JSON.stringify({
    id,
    event: kind === "start" ? "incident_started" : "incident_ended",
    host,
    text,
    severity,
    type,
    interface: message.interface,
    target,
    cause,
    "started_at": new Date(startMs).toISOString(),
    "started_ms": startMs,
    "ended_at": endMs === null ? null : new Date(endMs).toISOString(),
    "ended_ms": endMs,
    "duration_ms": endMs === null ? null : endMs - startMs,
    metrics,
  });
}
