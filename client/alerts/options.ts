import type { FailoverOptions } from "./failover.ts";

/** When something counts as trouble; see `[thresholds]` of the configuration. */
export interface Thresholds {
  /** Round trips above this many times the usual, */
  readonly latencySpikeFactor: number;
  /** and above the usual by this, ms, */
  readonly latencySpikeMs: number;
  /** for longer than this, s. */
  readonly latencySpikeS: number;
  /** RFC 3550 jitter above this, ms, */
  readonly jitterMs: number;
  /** for longer than this, s. */
  readonly jitterS: number;
  /** Loss above this, percent, with 99.9 % confidence. */
  readonly packetLossPct: number;
  /** So many losses in a row are a warning, */
  readonly lossBurstWarning: number;
  /** and so many are critical. */
  readonly lossBurstCritical: number;
  /** All targets of an interface lost for longer than this, s. */
  readonly microDisconnectionS: number;
  /** The same for longer than this, s. */
  readonly outageS: number;
  /** Median of the last 6 look-ups above this, ms. */
  readonly dnsSlowMs: number;
  /** More than this of the last 30 look-ups failed, percent. */
  readonly dnsFailingPct: number;
  /** More drops or resets than this in 5 minutes. */
  readonly connectionDrops: number;
}

/**
 * How much a line is used by the user's own traffic: not at all, so that round
 * trips are not idle ones, or so much that there may be a queue.
 */
export type LineLoad = "idle" | "used" | "full";

/** What a judge has to know beside what it is fed. */
export interface JudgeOptions {
  /** When something counts as trouble. */
  readonly thresholds: Thresholds;
  /** From one round of probes to the next, ms. */
  readonly intervalMs: number;
  /** The same trouble within this time goes on with the old incident, ms. */
  readonly reopenMs: number;
  /**
   * The hour of the week, 0 to 167, of an instant in Unix milliseconds, by the
   * local clock: what is usual depends on it.
   */
  readonly hourOfWeek: (atMs: number) => number;
  /**
   * Whether bufferbane itself loaded an interface's line at an instant (Unix
   * milliseconds), or its queues still drained: that is nobody's fault.
   */
  readonly isOwnLoad: (name: string, atMs: number) => boolean;
  /** Two lines, of which one is to stand in for the other; `null`: none. */
  readonly failover: FailoverOptions | null;
}
