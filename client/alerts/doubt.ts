import type { Incidents } from "./incidents.ts";
import type { SeriesJudge } from "./series_judge.ts";

/** No answer is waited for longer, and a second for it to be told. */
const LATEST_MS = 11_000;

/**
 * A disconnection that has just ended, and that may turn out to be none: all
 * that was lost may still come late.
 */
export class Doubt {
  readonly #slot: string;
  readonly #judges: readonly SeriesJudge[];
  readonly #lost: number;
  readonly #untilMs: number;

  /**
   * Begins when the line has answered again.
   *
   * @param slot The incident's.
   * @param judges Those that were lost, before they forget it.
   * @param when Since when they were, and now, Unix milliseconds.
   */
  constructor(
    slot: string,
    judges: readonly SeriesJudge[],
    when: { readonly sinceMs: number; readonly nowMs: number },
  ) {
    this.#slot = slot;
    this.#judges = judges;
    this.#lost = judges.reduce(
      (sum, judge) => sum + judge.lostSince(when.sinceMs),
      0,
    );
    this.#untilMs = when.nowMs + LATEST_MS;
  }

  /**
   * Looks again, and retracts the incident if everything has come.
   *
   * @returns Whether it is settled, one way or the other.
   */
  settle(incidents: Incidents, nowMs: number): boolean {
    const late = this.#judges.reduce((sum, { cameLate }) => sum + cameLate, 0);
    // After a pause nothing is remembered: neither lost, nor come late.
    if (late > 0 && late >= this.#lost) incidents.retract(this.#slot);
    return late >= this.#lost || nowMs > this.#untilMs;
  }
}
