import type { Series } from "./series.ts";

/**
 * What one series measured in each minute, column by column, oldest first; a
 * minute without a probe has no row. A month of ten series is 430,000 rows:
 * 14 MB so, many times that as objects. Times are -1 where nothing answered.
 */
export interface MinuteColumns {
  /** What they belong to. */
  readonly series: Series;
  /** How many minutes; every column is this long. */
  readonly length: number;
  /** When the minute began, Unix milliseconds, a multiple of 60,000. */
  readonly atMs: Float64Array;
  /** Probes sent in it that count (not `self_dropped`). */
  readonly sent: Int32Array;
  /** Of these, lost (as `analysis/loss.ts` decides). */
  readonly lost: Int32Array;
  /** Of the lost, those that this machine could not send: no way out of it. */
  readonly unsent: Int32Array;
  /** Besides `sent`: probes of an interface that was switched off or gone. */
  readonly off: Int32Array;
  /** Most losses in a row within the minute. */
  readonly longestLossRun: Int32Array;
  /** Median RTT, microseconds. */
  readonly p50Us: Int32Array;
  /** Present for ECHOs to the own server only. */
  readonly echo?: EchoMinuteColumns;
}

/** What only ECHOs have, minute by minute; -1 where it is not known. */
export interface EchoMinuteColumns {
  /** Of the lost, those lost on the way up. */
  readonly lostUp: Int32Array;
  /** Of the lost, those lost on the way down. */
  readonly lostDown: Int32Array;
  /** Median of the time in queues on the way up, microseconds. */
  readonly queueUpP50Us: Int32Array;
  /** Median of the time in queues on the way down, microseconds. */
  readonly queueDownP50Us: Int32Array;
}

/** What an interface carried in each minute, column by column, oldest first. */
export interface LinkMinuteColumns {
  /** Its name. */
  readonly interface: string;
  /** How many minutes; every column is this long. */
  readonly length: number;
  /** When the minute began, Unix milliseconds, a multiple of 60,000. */
  readonly atMs: Float64Array;
  /** Sent, mean of its seconds, bit/s. */
  readonly sentBps: Float64Array;
  /** Received, mean of its seconds, bit/s. */
  readonly receivedBps: Float64Array;
  /** Sent in its busiest second, bit/s. */
  readonly peakSentBps: Float64Array;
  /** Received in its busiest second, bit/s. */
  readonly peakReceivedBps: Float64Array;
  /** Seconds in it without a carrier. */
  readonly downSeconds: Uint8Array;
  /** Seconds in it with a load test of bufferbane's own. */
  readonly ownLoadSeconds: Uint8Array;
}
