import type { Series } from "./series.ts";

/** A stretch of time in Unix milliseconds, `from` included, `to` excluded. */
export interface Period {
  /** First millisecond. */
  readonly fromMs: number;
  /** First millisecond after it. */
  readonly toMs: number;
}

/**
 * One series' stored samples, column by column, oldest first. Columns, since
 * a month is 2.6 million rows and an object a row would take half a gigabyte.
 */
export interface SampleColumns {
  /** What they belong to. */
  readonly series: Series;
  /** How many samples; every column is this long. */
  readonly length: number;
  /** When sent, Unix milliseconds. */
  readonly atMs: Float64Array;
  /** Round-trip time in microseconds; -1 where no answer came. */
  readonly rttUs: Int32Array;
  /** Absolute IPDV in microseconds (RFC 3393); -1 where undefined. */
  readonly ipdvUs: Int32Array;
  /** Index into `STATUSES`. */
  readonly status: Uint8Array;
  /** Present for ECHOs to the own server only. */
  readonly echo?: EchoColumns;
}

/** What only stored ECHOs have, column by column; -1 where it is not known. */
export interface EchoColumns {
  /** One-way delay from client to server, microseconds. */
  readonly upUs: Int32Array;
  /** One-way delay from server to client, microseconds. */
  readonly downUs: Int32Array;
  /** Neither is wrong by more than this, microseconds. */
  readonly errorUs: Int32Array;
  /** Spent in queues on the way up, microseconds. */
  readonly queueUpUs: Int32Array;
  /** Spent in queues on the way down, microseconds. */
  readonly queueDownUs: Int32Array;
  /** 0, or 1 + index into `LOST_ON`. */
  readonly lostOn: Uint8Array;
}

/** {@linkcode EchoColumns} of one sample. */
export type StoredEcho = {
  readonly [Column in keyof EchoColumns]: number;
};

/** One stored sample of any series, as exports write it. */
export interface StoredSample {
  /** What it belongs to. */
  readonly series: Series;
  /** When sent, Unix milliseconds. */
  readonly atMs: number;
  /** Index into `STATUSES`. */
  readonly status: number;
  /** Round-trip time in microseconds; -1 where no answer came. */
  readonly rttUs: number;
  /** Absolute IPDV in microseconds; -1 where undefined. */
  readonly ipdvUs: number;
  /** What went wrong, for a person; mostly empty. */
  readonly detail: string;
  /** Present for ECHOs to the own server only. */
  readonly echo?: StoredEcho;
}
