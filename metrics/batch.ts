import type { Reading } from "./reading.ts";

/** Everything that is told at once. */
export interface Batch {
  /** All metrics. */
  readonly readings: readonly Reading[];
  /** When they were taken, Unix milliseconds. */
  readonly atMs: number;
  /** When their counters began, Unix milliseconds. */
  readonly fromMs: number;
  /** The program, e.g. `"bufferbane"`. */
  readonly program: string;
  /** The program's version. */
  readonly version: string;
  /** The machine. */
  readonly host: string;
}
