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
}

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
}
