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
