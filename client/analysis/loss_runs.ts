import type { Period } from "../model/mod.ts";
import type { LossRunFigures } from "./joined_losses.ts";

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
    this.#note(this.#probes, this.#fromMs, atMs);
  }

  /**
   * Takes the next probes, summed up: their runs are known to begin and end
   * within the period, but not when.
   *
   * @param probes How many that count.
   * @param runs Their runs; long is what is long here.
   * @param period When they were sent.
   */
  join(probes: number, runs: LossRunFigures, period: Period): void {
    if (probes === 0) return;
    if (this.#passGaps(period.fromMs)) this.#probes = 0;
    if (this.#probes === 0) this.#fromMs = period.fromMs;
    const seam = this.#probes + runs.leading;
    this.#inLongRuns += runs.inLongRuns + this.#inLong(seam) -
      this.#inLong(this.#probes) - this.#inLong(runs.leading);
    this.#note(seam, this.#fromMs, period.toMs);
    this.#note(runs.longest, period.fromMs, period.toMs);
    if (runs.leading === probes) this.#probes = seam;
    else {
      this.#probes = runs.trailing;
      this.#fromMs = period.fromMs;
    }
  }

  #inLong(run: number): number {
    return run >= this.#longAt ? run : 0;
  }

  /** Keeps a run if it is the longest. */
  #note(probes: number, fromMs: number, toMs: number): void {
    if (probes <= (this.#longest?.probes ?? 0)) return;
    this.#longest = { probes, fromMs, toMs };
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
