/** How far behind the newest number a packet may come, sessions. */
export const REPLAY_BITS = 8192;

/** The same for the datagrams of a load test: 65536 are 0.6 s at 1 Gbit/s. */
export const DATA_REPLAY_BITS = 65_536;

/** Numbers from here on are refused: 2^32 are not used up in one session. */
const REJECT_FROM = 2 ** 32 - 8192;

const WORD_BITS = 32;

/**
 * Accepts each packet number once, in any order. Show it authenticated
 * numbers only: the window moves with the highest.
 *
 * As in RFC 6479 the bitmap is a ring of words, and moving the window clears
 * whole words instead of shifting bits; one word is lost to that, so the
 * window reaches back `bits - 32` numbers.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6479 | RFC 6479}
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const filter = new ReplayFilter();
 * strictEqual(filter.accept(7), true);
 * strictEqual(filter.accept(7), false);
 * ```
 */
export class ReplayFilter {
  readonly #words: Uint32Array;
  readonly #reach: number;
  #highest = -1;

  /**
   * Starts with every number unused.
   *
   * @param bits A power of two, at least 64.
   * @throws {RangeError} When `bits` is something else.
   */
  constructor(bits: number = REPLAY_BITS) {
    if (bits < 64 || !Number.isInteger(Math.log2(bits))) {
      throw new RangeError(
        `Cannot make a replay window of ${bits} bits (allowed: a power of two from 64)`,
      );
    }
    this.#words = new Uint32Array(bits / WORD_BITS);
    this.#reach = bits - WORD_BITS;
  }

  /** The highest number accepted; -1 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /**
   * Marks a number as used.
   *
   * @param number The packet's number, 0 to 2^32 - 1.
   * @returns `false` if it was used, is too old to tell, or near the end.
   */
  accept(number: number): boolean {
    if (number >= REJECT_FROM) return false;
    if (number > this.#highest) this.#advance(number);
    else if (this.#highest - number > this.#reach) return false;
    const index = (number >>> 5) & (this.#words.length - 1);
    const bit = 1 << (number & 31);
    const word = this.#words[index] ?? 0;
    if ((word & bit) !== 0) return false;
    this.#words[index] = word | bit;
    return true;
  }

  #advance(number: number): void {
    // Of -1, before the first, this is beyond all: there is nothing to clear.
    const from = this.#highest >>> 5;
    const steps = Math.min((number >>> 5) - from, this.#words.length);
    for (let i = 1; i <= steps; i++) {
      this.#words[(from + i) & (this.#words.length - 1)] = 0;
    }
    this.#highest = number;
  }
}
