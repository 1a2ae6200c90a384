/** A slot keeps the best sample of one second. */
const SLOT_NS = 1e9;

/** Both apparent delays of a sample, other clock minus own, ns. */
export interface Apparent {
  /** Arrival there minus departure here: the offset plus the way up. */
  readonly upNs: number;
  /** Departure there minus arrival here: the offset minus the way down. */
  readonly downNs: number;
}

/** How one clock may have moved against the other since a sample. */
export interface Drift {
  /** Its known gain, ns per ns. */
  readonly rate: number;
  /** By how much that may be wrong, ns per ns. */
  readonly slack: number;
}

/**
 * The last seconds' lowest and highest apparent delays. Since no delay is
 * negative, the true offset lies between them.
 *
 * Constant memory: a second has one slot, whatever the rate of the samples;
 * what a slot forgets can only widen the bounds.
 */
export class Envelope {
  readonly #slots: number;
  readonly #second: Float64Array;
  readonly #upAtNs: Float64Array;
  readonly #upNs: Float64Array;
  readonly #downAtNs: Float64Array;
  readonly #downNs: Float64Array;

  /**
   * Begins empty.
   *
   * @param spanS How many seconds it looks back, > 0.
   */
  constructor(spanS: number) {
    this.#slots = spanS;
    this.#second = new Float64Array(spanS).fill(-Infinity);
    this.#upAtNs = new Float64Array(spanS);
    this.#upNs = new Float64Array(spanS);
    this.#downAtNs = new Float64Array(spanS);
    this.#downNs = new Float64Array(spanS);
  }

  /**
   * Takes a sample.
   *
   * @param atNs When, own clock, >= 0.
   * @param apparent What it says.
   */
  add(atNs: number, { upNs, downNs }: Apparent): void {
    const second = Math.floor(atNs / SLOT_NS);
    const slot = second % this.#slots;
    const held = this.#second[slot] ?? NaN;
    if (second < held) return;
    const isNew = second > held;
    this.#second[slot] = second;
    if (isNew || upNs < (this.#upNs[slot] ?? NaN)) {
      this.#upAtNs[slot] = atNs;
      this.#upNs[slot] = upNs;
    }
    if (isNew || downNs > (this.#downNs[slot] ?? NaN)) {
      this.#downAtNs[slot] = atNs;
      this.#downNs[slot] = downNs;
    }
  }

  /**
   * The bounds of the offset at an instant.
   *
   * @param atNs When, own clock.
   * @param drift How the clocks may have moved.
   * @param spanS How far to look back, at most the envelope's own span, s.
   * @returns Infinite where there is no sample.
   */
  bounds(atNs: number, drift: Drift, spanS: number): Apparent {
    const { rate, slack } = drift;
    const oldest = Math.floor(atNs / SLOT_NS) - spanS;
    let upNs = Infinity;
    let downNs = -Infinity;
    for (let slot = 0; slot < this.#slots; slot++) {
      if ((this.#second[slot] ?? NaN) <= oldest) continue;
      const sinceUpNs = atNs - (this.#upAtNs[slot] ?? NaN);
      const sinceDownNs = atNs - (this.#downAtNs[slot] ?? NaN);
      upNs = Math.min(
        upNs,
        (this.#upNs[slot] ?? NaN) + rate * sinceUpNs +
          slack * Math.abs(sinceUpNs),
      );
      downNs = Math.max(
        downNs,
        (this.#downNs[slot] ?? NaN) + rate * sinceDownNs -
          slack * Math.abs(sinceDownNs),
      );
    }
    return { upNs, downNs };
  }

  /** Forgets everything. */
  clear(): void {
    this.#second.fill(-Infinity);
  }
}
