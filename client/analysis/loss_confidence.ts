/** So many windows are worked out once and remembered. */
const REMEMBERED = 1024;

/**
 * How many losses show that a line loses more than it may: the fewest that
 * chance would make of a line at the limit in at most one case in 1,000.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const needed = new LossesNeeded(1);
 * deepStrictEqual([60, 600].map((sent) => needed.of(sent)), [5, 16]);
 * ```
 *
 * @see {@link https://en.wikipedia.org/wiki/Binomial_distribution}
 */
export class LossesNeeded {
  readonly #share: number;
  readonly #doubt: number;
  readonly #known = new Uint16Array(REMEMBERED);

  /**
   * @param limitPct What a line may lose, 0 to 100.
   * @param confidencePct How sure it must be, above 0, below 100.
   */
  constructor(limitPct: number, confidencePct = 99.9) {
    this.#share = limitPct / 100;
    this.#doubt = 1 - confidencePct / 100;
  }

  /**
   * @param sent Probes in the window, >= 0.
   * @returns Losses, > 0; more than `sent` when no number would show it.
   */
  of(sent: number): number {
    return this.#known[sent] || this.#work(sent);
  }

  /** Sums the binomial distribution from 0 until so little of it is left. */
  #work(sent: number): number {
    const share = this.#share;
    if (share >= 1) return sent + 1;
    let chance = (1 - share) ** sent;
    let left = 1 - chance;
    let losses = 1;
    while (left > this.#doubt && losses <= sent) {
      chance *= (sent - losses + 1) / losses * share / (1 - share);
      left -= chance;
      losses++;
    }
    this.#known[sent] = losses; // which the array ignores beyond its end
    return losses;
  }
}
