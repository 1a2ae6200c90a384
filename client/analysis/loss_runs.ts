import type { Period } from "../model/mod.ts";

/** Consecutive losses. */
export interface LossRun {
  /** How many. */
  readonly probes: number;
  /** When the first of them was sent, Unix milliseconds. */
  readonly fromMs: number;
  /** When the last of them was sent, Unix milliseconds. */
  readonly toMs: number;
}

/**
 * Follows the runs of losses in one series. A run ends at an answer and at a
 * gap: nobody knows what the line did while nobody measured. Probes that do
 * not count are not fed, and neither extend nor end a run.
 */
export class LossRuns {
  readonly #gaps: readonly Period[];
  readonly #longAt: number;
  #nextGap = 0;
  #longest: LossRun | null = null;
  #inLongRuns = 0;
  #probes = 0;
  #fromMs = 0;

  /**
   * Begins without a loss.
   *
   * @param gaps When nothing was measured: in order, not overlapping.
   * @param longAt From how many losses on a run is long.
   */
  constructor(gaps: readonly Period[], longAt: number) {
    this.#gaps = gaps;
    this.#longAt = longAt;
  }

  /** The longest run so far, the earliest of equals; `null` without a loss. */
  get longest(): LossRun | null {
    return this.#longest;
  }

  /** How many losses lie in long runs. */
  get inLongRuns(): number {
    return this.#inLongRuns;
  }

  /**
   * Takes the next probe that counts.
   *
   * @param atMs When it was sent, Unix milliseconds, ascending.
   * @param isLost What became of it.
   */
  add(atMs: number, isLost: boolean): void {
    if (this.#passGaps(atMs) || !isLost) this.#probes = 0;
    if (!isLost) return;
    if (this.#probes === 0) this.#fromMs = atMs;
    this.#probes++;
    if (this.#probes === this.#longAt) this.#inLongRuns += this.#probes;
    else if (this.#probes > this.#longAt) this.#inLongRuns++;
    if (this.#probes > (this.#longest?.probes ?? 0)) {
      this.#longest = {
        probes: this.#probes,
        fromMs: this.#fromMs,
        toMs: atMs,
      };
    }
  }

  /** Whether a gap began since the last probe. */
  #passGaps(atMs: number): boolean {
    const before = this.#nextGap;
    while ((this.#gaps[this.#nextGap]?.fromMs ?? Infinity) <= atMs) {
      this.#nextGap++;
    }
    return this.#nextGap > before;
  }
}
