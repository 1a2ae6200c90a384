import type { ConnectionType } from "./series.ts";

/** What a load test is run for, in the order of the stored codes: append only. */
export const TEST_KINDS = ["throughput", "bloat"] as const;

/** One of {@linkcode TEST_KINDS}. */
export type TestKind = typeof TEST_KINDS[number];

/**
 * How the line was loaded.
 *
 * - `train`: a UDP packet train; its dispersion gives the bottleneck's rate.
 * - `search`: UDP load search (RFC 9097).
 * - `tcp`: TCP connections to the own server.
 * - `http`: HTTP connections to a URL of the user's choice.
 */
export const TEST_METHODS = ["train", "search", "tcp", "http"] as const;

/** One of {@linkcode TEST_METHODS}. */
export type TestMethod = typeof TEST_METHODS[number];

/**
 * One finished load test. A test that was cut off is no result and is not
 * stored as one; what it moved still counts against the budget, see
 * {@linkcode TestResult.isComplete}.
 */
export interface TestResult {
  /** When it began, Unix milliseconds. */
  readonly atMs: number;
  /** How long it took, ms. */
  readonly durationMs: number;
  /** What it was run for. */
  readonly kind: TestKind;
  /** How the line was loaded. */
  readonly method: TestMethod;
  /** The interface it left by. */
  readonly interface: string;
  /** What that interface is. */
  readonly connectionType: ConnectionType;
  /** The `[server]` by name; the URL's host for `http`. */
  readonly server: string;
  /** Whether it gives figures; `false`: cut off, kept for its bytes alone. */
  readonly isComplete: boolean;
  /** Whether the schedule started it (and not a person). */
  readonly isScheduled: boolean;
  /** Rate from here to there, bit/s; `null` where it was not measured. */
  readonly uploadBps: number | null;
  /** Rate from there to here, bit/s; `null` where it was not measured. */
  readonly downloadBps: number | null;
  /** What the test sent over the interface, bytes of layer 3. */
  readonly sentBytes: number;
  /** What the test received over the interface, bytes of layer 3. */
  readonly receivedBytes: number;
  /** The worst phase's letter of a bufferbloat test; else `null`. */
  readonly grade: string | null;
  /** The whole result as the command's `--json` prints it: one JSON object. */
  readonly details: string;
}
