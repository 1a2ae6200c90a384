/** Probes looked back at: ten seconds of lateness at ten a second. */
const CAPACITY = 128;

/**
 * The newest probes of a series in the order of sending, whatever the order
 * in which they are reported: an answer is known at once, a loss only when its
 * time is up.
 */
export class RecentProbes {
  readonly #atMs = new Float64Array(CAPACITY);
  readonly #isLost = new Uint8Array(CAPACITY);
  #length = 0;
  #first = 0;

  /**
   * Takes a probe.
   *
   * @param atMs When it was sent, Unix milliseconds.
   * @param isLost What became of it.
   * @returns What it was before: `new` if it was not known, `old` if it is
   * too long ago to tell.
   */
  add(atMs: number, isLost: boolean): "new" | "lost" | "answered" | "old" {
    let place = this.#length;
    while (place > 0 && this.#at(place - 1) > atMs) place--;
    if (place > 0 && this.#at(place - 1) === atMs) {
      const slot = this.#slot(place - 1);
      const before = this.#isLost[slot] === 1 ? "lost" : "answered";
      this.#isLost[slot] = Number(isLost);
      return before;
    }
    if (this.#length === CAPACITY) {
      if (place === 0) return "old";
      this.#first = this.#slot(1);
      this.#length--;
      place--;
    }
    for (let i = this.#length++; i > place; i--) {
      const [to, from] = [this.#slot(i), this.#slot(i - 1)];
      this.#atMs[to] = this.#atMs[from] ?? 0;
      this.#isLost[to] = this.#isLost[from] ?? 0;
    }
    const slot = this.#slot(place);
    this.#atMs[slot] = atMs;
    this.#isLost[slot] = Number(isLost);
    return "new";
  }

  /** How many of the newest were lost in a row. */
  get lostInARow(): number {
    let run = 0;
    while (run < this.#length && this.#isLostAt(this.#length - 1 - run)) run++;
    return run;
  }

  /**
   * How many were lost in a row around one that was.
   *
   * @param atMs When that was sent.
   * @returns Its run's length and first, Unix milliseconds.
   */
  runAround(
    atMs: number,
  ): { readonly length: number; readonly fromMs: number } {
    let first = this.#length - 1;
    while (first > 0 && this.#at(first) > atMs) first--;
    let last = first;
    while (last < this.#length - 1 && this.#isLostAt(last + 1)) last++;
    while (first > 0 && this.#isLostAt(first - 1)) first--;
    return { length: last - first + 1, fromMs: this.#at(first) };
  }

  /** How many of those sent at an instant or later are lost. */
  lostSince(atMs: number): number {
    let lost = 0;
    for (let i = this.#length - 1; i >= 0 && this.#at(i) >= atMs; i--) {
      if (this.#isLostAt(i)) lost++;
    }
    return lost;
  }

  /** When the one was sent that is so many places before the newest. */
  atMsBack(places: number): number {
    return this.#at(this.#length - 1 - places);
  }

  /** Forgets everything. */
  reset(): void {
    this.#length = 0;
  }

  #isLostAt(place: number): boolean {
    return this.#isLost[this.#slot(place)] === 1;
  }

  #at(place: number): number {
    return this.#atMs[this.#slot(place)] ?? NaN;
  }

  #slot(place: number): number {
    return (this.#first + place) % CAPACITY;
  }
}
