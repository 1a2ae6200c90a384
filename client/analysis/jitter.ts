/**
 * Inter-packet delay variation, absolute: how much one round trip differs
 * from the one before it. Undefined across a lost probe: the pair would span
 * two intervals and say something else.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const ipdv = new Ipdv();
 * deepStrictEqual(
 *   [20e6, 23e6, null, 21e6, 20e6].map((rttNs) => ipdv.next(rttNs)),
 *   [null, 3e6, null, null, 1e6],
 * );
 * ```
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc3393 | RFC 3393}
 */
export class Ipdv {
  #lastRttNs: number | null = null;

  /**
   * Takes the next probe of the series, in the order of sending.
   *
   * @param rttNs Its round-trip time in ns, or `null` when none is known.
   * @returns The absolute IPDV in ns, or `null` where it is undefined.
   */
  next(rttNs: number | null): number | null {
    const last = this.#lastRttNs;
    this.#lastRttNs = rttNs;
    return rttNs === null || last === null ? null : Math.abs(rttNs - last);
  }
}

/** RFC 3550's gain: the average remembers about 16 differences. */
const GAIN = 1 / 16;

/**
 * The smoothed interarrival jitter of RFC 3550: `J += (|D| - J) / 16`, where
 * `|D|` is the {@linkcode Ipdv} of the round trips. Any unit, kept as fed.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1 | RFC 3550, 6.4.1}
 */
export class SmoothedJitter {
  #jitter = 0;

  /** The jitter so far, in the unit fed; 0 before the first difference. */
  get value(): number {
    return this.#jitter;
  }

  /**
   * Folds in one difference.
   *
   * @param ipdv The absolute difference; an undefined one is not fed.
   */
  add(ipdv: number): void {
    this.#jitter += (ipdv - this.#jitter) * GAIN;
  }
}
