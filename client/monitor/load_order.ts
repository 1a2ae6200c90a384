/**
 * How the monitor has a process of its own run one load test. Full throttle
 * would disturb the probes of whoever shares the thread, and its memory is
 * given back whole afterwards.
 *
 * ```text
 * > {"request":{...},"server":{...},...}   one line on standard input
 * < {"progress":{...}}                     some a second, on standard output
 * < {"moved":{...}}                        some a second
 * < {"report":{...}}                       once, the end
 * ```
 *
 * The test is broken off when its standard input ends, so also when the
 * monitor dies.
 *
 * @module
 */

import type { MovedBytes } from "@bufferbane/ffi";
import type { TestMethod } from "../model/mod.ts";
import type { WantedServer } from "./servers.ts";
import type { TestProgress, TestRequest } from "./test_request.ts";

/** The argument that makes the program run one load test by order. */
export const LOAD_CHILD = "--run-load-test";

/** What is to be run. */
export interface LoadOrder {
  /** The test. */
  readonly request: TestRequest;
  /** With whom; `null` for a test against a URL. */
  readonly server: WantedServer | null;
  /** Each direction ends once it has carried so much; `null`: by its time. */
  readonly sizeBytes: number | null;
  /** It is broken off before it has moved more than this, both directions. */
  readonly allowedBytes: number;
}

/** What became of it. */
export interface LoadReport extends MovedBytes {
  /** Whether it gives figures. */
  readonly isComplete: boolean;
  /** Why not, a sentence; empty if it does. */
  readonly problem: string;
  /** When the server may be asked again, ms; 0: it did not say. */
  readonly retryAfterMs: number;
  /** When it began, Unix milliseconds. */
  readonly atMs: number;
  /** How long it took, ms. */
  readonly durationMs: number;
  /** Its figures; `null` where there are none. */
  readonly figures: LoadFigures | null;
}

/** What a load test measured. */
export interface LoadFigures {
  /** How the line was loaded. */
  readonly method: TestMethod;
  /** Rate from here to there, bit/s; `null` where it was not measured. */
  readonly uploadBps: number | null;
  /** Rate from there to here, bit/s; `null` where it was not measured. */
  readonly downloadBps: number | null;
  /** The worst phase's letter of a bufferbloat test; else `null`. */
  readonly grade: string | null;
  /** What the command's own `--json` prints. */
  readonly details: unknown;
}

/** A line of its standard output. */
export type LoadAnswer =
  | { readonly progress: TestProgress }
  /** Some a second: what it has moved so far. */
  | { readonly moved: MovedBytes }
  | { readonly report: LoadReport };

/** Ethernet's, which Wi-Fi is counted with as well. */
const FRAME_HEADER_BYTES = 14;

/**
 * What was moved, as the interface's counters have it: with the headers of
 * the frames.
 *
 * @param moved IP packets.
 * @returns Bytes, both directions.
 */
export function countedBytes(
  { sentBytes, receivedBytes, packets }: MovedBytes,
): number {
  return sentBytes + receivedBytes + FRAME_HEADER_BYTES * packets;
}
