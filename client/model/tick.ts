import type { WallNs } from "@bufferbane/protocol";

/**
 * One round of probing, with the program's own error in it. A second without
 * a tick is a second in which bufferbane was not measuring.
 */
export interface Tick {
  /** When it was sent; labels every measurement of the round. */
  readonly at: WallNs;
  /** How late the round began after its deadline, ns, >= 0. */
  readonly lateNs: number;
  /** How long the event loop was blocked at most since the last tick, ns. */
  readonly lagNs: number;
  /** Rounds that were skipped before this one because their time had passed. */
  readonly missed: number;
  /**
   * Whether the program itself (not the line) spoilt the round: it is kept,
   * and left out of every verdict.
   */
  readonly isSpoilt: boolean;
}

/** Stored ticks, column by column, oldest first. */
export interface TickColumns {
  /** How many ticks; every column is this long. */
  readonly length: number;
  /** When sent, Unix milliseconds. */
  readonly atMs: Float64Array;
  /** How late the round began, microseconds. */
  readonly lateUs: Int32Array;
  /** The longest block of the event loop since the tick before, microseconds. */
  readonly lagUs: Int32Array;
  /** Rounds skipped before this one. */
  readonly missed: Int32Array;
  /** 1 where the program itself spoilt the round, else 0. */
  readonly isSpoilt: Uint8Array;
}
