import type { Severity } from "../model/mod.ts";

/** What incidents are called: the conditions that make them. */
export const INCIDENT_TYPES = [
  "micro_disconnection",
  "outage",
  "loss_burst",
  "packet_loss",
  "latency_spike",
  "high_jitter",
  "dns_failing",
  "dns_slow",
  "connection_unstable",
  "upload_degradation",
  "download_degradation",
  "bufferbloat",
  "failover_advised",
] as const;

/** One of {@linkcode INCIDENT_TYPES}. */
export type IncidentType = typeof INCIDENT_TYPES[number];

/**
 * Whose fault it is, as far as the targets of one second tell: each is fine,
 * or not, or unknown.
 */
export type Cause =
  | "interface_down"
  | "own_traffic"
  | "wifi"
  | "own_router"
  | "access_line"
  | "isp"
  | "isp_core"
  | "far_end"
  | "ipv4"
  | "ipv6"
  | "unknown";

/** Figures by name. */
export type Metrics = Readonly<
  Record<string, string | number | boolean | null>
>;

/** What is wrong now: one trouble with one cause. */
export interface Finding {
  /** Names the trouble: what has the same name is the same incident. */
  readonly slot: string;
  /** What it is called. */
  readonly type: IncidentType;
  /** How bad it is. */
  readonly severity: Severity;
  /** The interface concerned. */
  readonly interface: string;
  /** The target concerned; empty where several are. */
  readonly target: string;
  /** The `[server]` concerned; empty where none is. */
  readonly server: string;
  /** When it began, Unix milliseconds. */
  readonly sinceMs: number;
  /** Until when it is known to have lasted, Unix milliseconds. */
  readonly untilMs: number;
  /** Whose fault it is. */
  readonly cause: Cause;
  /** All conditions that are true. */
  readonly conditions: readonly IncidentType[];
  /** Who is affected. */
  readonly targets: readonly string[];
  /** Its figures so far; the highest of each are kept. */
  readonly metrics: Metrics;
  /** Slots of lesser troubles that turn out to be this one. */
  readonly adopts: readonly string[];
}

/** A trouble from its start to its end. */
export interface Incident extends Omit<Finding, "adopts" | "sinceMs"> {
  /** Names it for good, whatever becomes of it. */
  readonly id: string;
  /** When it began, Unix milliseconds; names its row with the type. */
  readonly startMs: number;
  /** When this stretch of it began: later than the start if it came again. */
  readonly sinceMs: number;
  /** How long it was bad, ms, without the pauses in between; ended ones only. */
  readonly badMs: number;
  /** When the stretch before this one ended, Unix milliseconds. */
  readonly endedMs: number;
  /** How often it came again within the time that makes it the same. */
  readonly repeats: number;
  /** Whether it goes on. */
  readonly isOpen: boolean;
}

/** What has become of an incident. */
export interface Notice {
  /**
   * - `opened`: it is new.
   * - `grew`: it is worse than it was said to be.
   * - `ended`: it is over; it may come again.
   * - `reopened`: it did.
   * - `settled`: it did not, for so long that it is another one if it does.
   * - `retracted`: it never was; what was taken as lost came late.
   */
  readonly kind:
    | "opened"
    | "grew"
    | "ended"
    | "reopened"
    | "settled"
    | "retracted";
  /** It as it is now. */
  readonly incident: Incident;
}
