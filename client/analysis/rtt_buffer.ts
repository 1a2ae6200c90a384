/**
 * Round trips in µs, gathered to be sorted. Grows by doubling and is reused:
 * no allocation a sample, and 32-bit integers sort five times as fast as
 * doubles.
 */
export class RttBuffer {
  #values = new Int32Array(1024);
  #length = 0;
  #sum = 0;

  /** The sum of all values, exact up to 2^53. */
  get sum(): number {
    return this.#sum;
  }

  /**
   * Adds one value.
   *
   * @param rttUs Round-trip time in µs, 0 to 2^31 - 1.
   */
  push(rttUs: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Int32Array(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = rttUs;
    this.#sum += rttUs;
  }

  /** The values, ascending; a view that holds until the next change. */
  sorted(): Int32Array {
    return this.#values.subarray(0, this.#length).sort();
  }

  /** Forgets every value, keeps the memory. */
  clear(): void {
    this.#length = 0;
    this.#sum = 0;
  }
}
