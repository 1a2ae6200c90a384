/** One line of a table in `docs/benchmarks.md`. */
export interface Row {
  /** What was measured. */
  readonly what: string;
  /** What is promised; empty: nothing, it stands there to be known. */
  readonly asked: string;
  /** What came out. */
  readonly reached: string;
  /** The same of another program, with the ratio; empty: there is none. */
  readonly peer: string;
  /** What makes it again, e.g. `deno task peers rtt`, in backquotes. */
  readonly command: string;
  /** Date, commit and load of the machine, e.g. `2026-11-20 4aed17c, load 0.4`. */
  readonly run: string;
  /** `reached`, `**missed**`, or `-` where nothing is asked. */
  readonly verdict: string;
}

/** What a script says of one figure. */
export type Reading = Pick<Row, "what" | "asked" | "reached" | "peer"> & {
  /** Whether it is as asked; `null` where nothing is. */
  readonly isReached: boolean | null;
};

/**
 * Whether a script that prints figures has broken off before its end, so that
 * some may be missing: one that only missed its mark ends badly as well, but
 * says which.
 *
 * @param isPassed Whether it ended well.
 * @param readings What it said.
 */
export function hasBrokenOff(
  isPassed: boolean,
  readings: readonly Pick<Reading, "isReached">[],
): boolean {
  return !isPassed && readings.every(({ isReached }) => isReached !== false);
}
