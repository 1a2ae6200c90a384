/** How often something may happen. */
export interface Rate {
  /** In the long run, per second. */
  readonly perSecond: number;
  /** At once, after a pause; at least 1. */
  readonly burst: number;
}

/**
 * Token buckets of one rate, a number each: the moment at which the bucket
 * will be full again (the "theoretical arrival time" of GCRA). A refused
 * attempt costs nothing and changes nothing.
 *
 * The numbers may lie in memory that several threads share. Two that write at
 * once may let one more pass than allowed, which a limit of this kind can bear.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { TokenBuckets } from "./limits.ts";
 *
 * const buckets = new TokenBuckets({ perSecond: 20, burst: 2 });
 * const taken = [0, 0, 0, 50].map((nowMs) => buckets.take(0, nowMs));
 * deepStrictEqual(taken, [true, true, false, true]);
 * ```
 *
 * @see {@link https://www.itu.int/rec/T-REC-I.371 | ITU-T I.371, annex A (GCRA)}
 */
export class TokenBuckets {
  readonly #intervalMs: number;
  readonly #toleranceMs: number;
  readonly #fullAtMs: Float64Array;

  /**
   * Starts with full buckets.
   *
   * @param rate Of each bucket.
   * @param fullAtMs One number a bucket, zeros; one bucket if left out.
   */
  constructor(rate: Rate, fullAtMs: Float64Array = new Float64Array(1)) {
    this.#intervalMs = 1000 / rate.perSecond;
    this.#toleranceMs = (rate.burst - 1) * this.#intervalMs;
    this.#fullAtMs = fullAtMs;
  }

  /**
   * Takes a token if there is one.
   *
   * @param index Which bucket.
   * @param nowMs A clock that never jumps, in ms.
   * @returns Whether it may happen.
   */
  take(index: number, nowMs: number): boolean {
    const fullAtMs = Math.max(this.#fullAtMs[index] ?? 0, nowMs);
    if (fullAtMs - nowMs > this.#toleranceMs) return false;
    this.#fullAtMs[index] = fullAtMs + this.#intervalMs;
    return true;
  }

  /**
   * Whether less than a quarter of the tokens is left.
   *
   * @param index Which bucket.
   * @param nowMs The clock of {@linkcode take}.
   */
  isNearlyEmpty(index: number, nowMs: number): boolean {
    return (this.#fullAtMs[index] ?? 0) - nowMs > 0.75 * this.#toleranceMs;
  }

  /** Fills a bucket, for its next owner. */
  refill(index: number): void {
    this.#fullAtMs[index] = 0;
  }
}
