/** Tells whether every thread still takes its turns. */
export class Pulse {
  readonly #turns: Float64Array;
  readonly #seen: Float64Array;

  /** @param turns How many turns each thread has taken, which they count. */
  constructor(turns: Float64Array) {
    this.#turns = turns;
    this.#seen = new Float64Array(turns.length).fill(NaN);
  }

  /** Whether all have taken one since this was last asked. */
  isFelt(): boolean {
    const isFelt = this.#turns.every((count, index) =>
      count !== this.#seen[index]
    );
    this.#seen.set(this.#turns);
    return isFelt;
  }
}
