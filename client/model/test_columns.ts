import type { TestKind, TestMethod } from "./test_result.ts";

/**
 * What the whole load tests of one kind over one interface gave, column by
 * column, oldest first. With a server, a month has 140,000: 4 MB so, many times
 * that as objects.
 */
export interface TestColumns {
  /** The interface they left by. */
  readonly interface: string;
  /** The `[server]` by name; the URL's host for `http`. */
  readonly server: string;
  /** What they were run for. */
  readonly kind: TestKind;
  /** How the line was loaded. */
  readonly method: TestMethod;
  /** How many tests; every column is this long. */
  readonly length: number;
  /** When each began, Unix milliseconds. */
  readonly atMs: Float64Array;
  /** How long each took, ms. */
  readonly durationMs: Float64Array;
  /** Rate from here to there, bit/s; NaN where it was not measured. */
  readonly uploadBps: Float64Array;
  /** Rate from there to here, bit/s; NaN where it was not measured. */
  readonly downloadBps: Float64Array;
  /** The letter of a bufferbloat test; else `null`. */
  readonly grade: readonly (string | null)[];
}
