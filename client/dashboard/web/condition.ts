/** How an interface does, in words. Pure. @module */

import type { EventJson } from "./api.ts";
import type { LiveFigures } from "./live_series.ts";

/** How good it is, for the colour; the words say it as well. */
export type Mood = "good" | "warn" | "bad" | "idle";

/** A condition in words. */
export interface Condition {
  /** How good it is. */
  readonly mood: Mood;
  /** In a few words. */
  readonly headline: string;
  /** In a sentence; may be empty. */
  readonly detail: string;
}

/** What is known of an interface. */
export interface Known {
  /** Each ping series' last minute. */
  readonly pings: readonly LiveFigures[];
  /** Incidents that go on, on this interface or on all. */
  readonly open: readonly EventJson[];
  /** Whether a monitor runs; `null`: nobody can be asked. */
  readonly isMonitored: boolean | null;
}

/** So many losses in a row, of every target, are no chance. */
const SILENT_PROBES = 3;
/** Chance losses stay below this, of 60 probes (99.9 %). */
const LOSSES_FROM = 5;
const ORDER = ["info", "warning", "alert", "critical"];

/**
 * How an interface does.
 *
 * @param known What is known of it.
 */
export function conditionOf({ pings, open, isMonitored }: Known): Condition {
  if (isMonitored === null) {
    return {
      mood: "idle",
      headline: "Not connected",
      detail: "This page cannot reach bufferbane; it keeps trying.",
    };
  }
  if (!isMonitored) {
    return {
      mood: "idle",
      headline: "Not measuring",
      detail: "No monitor runs on this database: start it with `bufferbane`.",
    };
  }
  const measured = pings.filter(({ sent }) => sent > 0);
  if (measured.length === 0) {
    return { mood: "idle", headline: "Waiting for measurements", detail: "" };
  }
  const worst = open.filter(({ severity }) => severity !== "info")
    .toSorted((a, b) => ORDER.indexOf(b.severity) - ORDER.indexOf(a.severity))
    .at(0);
  const isSilent = measured.every(({ lostInARow }) =>
    lostInARow >= SILENT_PROBES
  );
  if (isSilent) {
    return {
      mood: "bad",
      headline: "No connection",
      detail: worst?.description ?? "None of the targets answers.",
    };
  }
  if (worst !== undefined) {
    return {
      mood: worst.severity === "warning" ? "warn" : "bad",
      headline: headlineOf(worst.type),
      detail: worst.description,
    };
  }
  const losing = measured.filter(({ lost }) => lost >= LOSSES_FROM);
  if (losing.length === measured.length) {
    return {
      mood: "warn",
      headline: "Losing packets",
      detail: "Probes to every target were lost in the last minute.",
    };
  }
  return {
    mood: "good",
    headline: "Works well",
    detail: losing.length > 0
      ? "Some targets lose packets, others none: not this line."
      : "",
  };
}

/** What an incident is called where there is room for a few words. */
const HEADLINES: Readonly<Record<string, string>> = {
  "outage": "No connection",
  "micro_disconnection": "No connection",
  "packet_loss": "Losing packets",
  "loss_burst": "Losing packets",
  "latency_spike": "Slow to answer",
  "high_jitter": "Unsteady",
  "bufferbloat": "Slow while loaded",
  "dns_slow": "Names are slow",
  "dns_failing": "Names fail",
  "connection_unstable": "Connections drop",
  "upload_degradation": "Upload is slow",
  "download_degradation": "Download is slow",
  "failover_advised": "Use the other line",
};

/**
 * What an incident is called in a few words.
 *
 * @param type Of the event.
 */
export function headlineOf(type: string): string {
  return HEADLINES[type] ?? capital(type.replaceAll("_", " "));
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
