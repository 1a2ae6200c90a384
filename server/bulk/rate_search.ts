import type { ThroughputStats } from "@bufferbane/protocol";
import {
  LAST_ROW,
  nextSearch,
  rowRateBps,
  type SearchAlgorithm,
  type SearchState,
  startSearch,
} from "./capacity_search.ts";

/** More of a trial lost than this at the lowest rate: too much. */
const BREAK_SHARE = 0.3;

/**
 * So many such trials in a row: enough. Three would do, were it not for full
 * queues: what was sent too fast arrives, with its gaps, up to seconds later.
 */
const BREAK_TRIALS = 40;

/** What a receiver reports of the time since its last report. */
export type Trial = Pick<
  ThroughputStats,
  "reportNumber" | "lost" | "intervalPackets" | "queueDelayUs"
>;

/** The search for the highest rate, fed with the receiver's reports. */
export class RateSearch {
  #state: SearchState;
  #lost = 0;
  #reportNumber = -1;
  #brokenTrials = 0;

  /**
   * Begins at the lowest rate.
   *
   * @param algorithm How it moves.
   * @param capBps What it never exceeds, bit/s.
   */
  constructor(algorithm: SearchAlgorithm, capBps: number) {
    this.#state = startSearch(algorithm, highestRow(capBps));
  }

  /** The rate to send at, IP headers included, bit/s. */
  get rateBps(): number {
    return rowRateBps(this.#state.row);
  }

  /** Which row of the table that is. */
  get row(): number {
    return this.#state.row;
  }

  /** Whether even the lowest rate is too much for the path. */
  get isBroken(): boolean {
    return this.#brokenTrials >= BREAK_TRIALS;
  }

  /**
   * Takes a report; older ones than the last, and those of an interval in
   * which nothing came, say nothing.
   */
  take({ reportNumber, lost, intervalPackets, queueDelayUs }: Trial): void {
    const isNew = this.#reportNumber < 0 ||
      ((reportNumber - this.#reportNumber) << 16) > 0; // wraps at 2^16
    if (!isNew || intervalPackets === 0) return;
    this.#reportNumber = reportNumber;
    // What comes late makes the count fall again.
    const newlyLost = Math.max(0, lost - this.#lost);
    this.#lost = lost;
    const isBad = newlyLost > BREAK_SHARE * (newlyLost + intervalPackets);
    const isLowest = this.#state.row === 0;
    this.#brokenTrials = isBad && isLowest ? this.#brokenTrials + 1 : 0;
    const queueMs = queueDelayUs / 1_000;
    this.#state = nextSearch(this.#state, { lost: newlyLost, queueMs });
  }
}

/** The highest row that a cap allows. */
function highestRow(capBps: number): number {
  let row = LAST_ROW;
  while (row > 0 && rowRateBps(row) > capBps) row -= 1;
  return row;
}
