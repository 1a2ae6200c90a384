/** Each bucket ends 2 % above the one before it. */
const GROWTH = 1.02;
/** The first bucket's upper end, ms; a request takes longer. */
const FIRST_MS = 0.01;
/** Up to FIRST_MS * 1.02^849 = 200 s; requests are given up before. */
const BUCKETS = 850;

/**
 * How long requests took, in a fixed amount of memory: percentiles are at most
 * 2 % above the truth, however many there were.
 */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  /** Counts one request, in ms. */
  add(latencyMs: number): void {
    const bucket = Math.ceil(Math.log(latencyMs / FIRST_MS) / Math.log(GROWTH));
    const index = Math.min(Math.max(bucket, 0), BUCKETS - 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total += 1;
  }

  /**
   * The percentile by nearest rank.
   *
   * @param pct Above 0, at most 100.
   * @returns Its bucket's upper end, ms; `null` when nothing was counted.
   */
  percentileMs(pct: number): number | null {
    if (this.#total === 0) return null;
    const rank = Math.ceil(pct * this.#total / 100);
    let seen = 0;
    const index = this.#counts.findIndex((count) => (seen += count) >= rank);
    return FIRST_MS * GROWTH ** index;
  }

  /** Forgets all. */
  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }
}
