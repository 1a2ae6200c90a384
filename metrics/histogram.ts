/** Counts values in ranges, as text and OpenTelemetry want them. @module */

import type { Distribution } from "./reading.ts";

/** 16 ranges an octave: each is 4.4 % wide. */
const SCALE = 4;
const RANGES_PER_OCTAVE = 2 ** SCALE;
/** 2^-30 to 2^30: from a nanosecond to 34 years where values are seconds. */
const LEAST_INDEX = -30 * RANGES_PER_OCTAVE;
const GREATEST_INDEX = 30 * RANGES_PER_OCTAVE - 1;

/**
 * Counts values in constant memory, both in ranges of given bounds and in
 * exponential ones.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const delays = new Histogram([0.01, 0.1]);
 * for (const s of [0.004, 0.01, 0.05, 3]) delays.add(s);
 * deepStrictEqual(delays.distribution().counts, [2, 1, 1]);
 * ```
 */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  readonly #exponential = new Map<number, number>();
  #sum = 0;
  #zeros = 0;
  #min = NaN;
  #max = NaN;

  /**
   * Counts nothing yet.
   *
   * @param bounds Upper ends of the ranges, ascending; not empty.
   */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array(bounds.length + 1).fill(0);
  }

  /**
   * Counts a value; it belongs to the range that it ends.
   *
   * @param value Finite.
   */
  add(value: number): void {
    const above = this.#bounds.findIndex((bound) => value <= bound);
    const i = above < 0 ? this.#bounds.length : above;
    this.#counts[i] = (this.#counts[i] ?? 0) + 1;
    this.#sum += value;
    if (!(value >= this.#min)) this.#min = value;
    if (!(value <= this.#max)) this.#max = value;
    if (value <= 0) this.#zeros++;
    else {
      const index = exponentialIndex(value);
      this.#exponential.set(index, (this.#exponential.get(index) ?? 0) + 1);
    }
  }

  /** All that was counted so far; does not change any more. */
  distribution(): Distribution {
    const indices = [...this.#exponential.keys()].sort((a, b) => a - b);
    const offset = indices[0] ?? 0;
    const length = indices.length === 0 ? 0 : (indices.at(-1) ?? 0) - offset +
      1;
    return {
      bounds: this.#bounds,
      counts: [...this.#counts],
      sum: this.#sum,
      exponential: {
        scale: SCALE,
        offset,
        counts: Array.from(
          { length },
          (_, i) => this.#exponential.get(offset + i) ?? 0,
        ),
        zeros: this.#zeros,
        min: this.#min,
        max: this.#max,
      },
    };
  }
}

/** The range that a value above 0 lies in. */
function exponentialIndex(value: number): number {
  const index = Math.ceil(Math.log2(value) * RANGES_PER_OCTAVE) - 1;
  return Math.min(GREATEST_INDEX, Math.max(LEAST_INDEX, index));
}
