import { percentileOfSorted } from "./percentile.ts";

/** Fewer values than this have no median worth comparing with. */
const MIN_VALUES = 10;

/** The median of the last values fed, in constant memory. */
export class RollingMedian {
  readonly #values: Float64Array;
  #added = 0;

  /**
   * Begins empty.
   *
   * @param capacity How many values it looks back, > 0.
   */
  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  /** Takes the next value, in any unit. */
  add(value: number): void {
    this.#values[this.#added++ % this.#values.length] = value;
  }

  /** The median by nearest rank; `null` before ten values. */
  median(): number | null {
    if (this.#added < MIN_VALUES) return null;
    return percentileOfSorted(this.#values.slice(0, this.#added).sort(), 50);
  }
}
