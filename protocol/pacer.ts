/** What was missed is made up for, but not more than so much of it. */
const MAX_CREDIT_MS = 10;

/**
 * Says how many datagrams may leave now, so that no more than a rate does.
 * Whoever comes late may send what has become due meanwhile, 10 ms of it at
 * most: neither does a slow timer slow the load, nor a stalled program burst.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const pacer = new Pacer({ datagramBits: 10_000, nowMs: 0, burst: 1 });
 * pacer.rateBps = 10e6;
 * strictEqual(pacer.due(0), 1);
 * pacer.spend(1);
 * strictEqual(pacer.due(5), 5);
 * ```
 */
export class Pacer {
  readonly #datagramBits: number;
  #rateBps = 0;
  #credit: number;
  #atMs: number;

  /**
   * Begins.
   *
   * @param options `datagramBits`: of each datagram, as the rate counts them;
   * `nowMs`: the clock; `burst`: how many may leave at once, > 0.
   */
  constructor(
    options: {
      readonly datagramBits: number;
      readonly nowMs: number;
      readonly burst: number;
    },
  ) {
    this.#datagramBits = options.datagramBits;
    this.#atMs = options.nowMs;
    this.#credit = options.burst;
  }

  /** Bit/s; `Infinity` = as fast as it goes. */
  get rateBps(): number {
    return this.#rateBps;
  }
  set rateBps(bps: number) {
    this.#rateBps = bps;
  }

  /**
   * How many datagrams may leave.
   *
   * @param nowMs The clock.
   * @returns Whole ones; `Infinity` where there is no rate.
   */
  due(nowMs: number): number {
    if (this.#rateBps === Infinity) return Infinity;
    const perMs = this.#rateBps / 1e3 / this.#datagramBits;
    const grown = this.#credit + (nowMs - this.#atMs) * perMs;
    const most = Math.max(1, MAX_CREDIT_MS * perMs, this.#credit);
    this.#credit = Math.min(grown, most);
    this.#atMs = nowMs;
    return Math.floor(this.#credit);
  }

  /** Takes note of what has left. */
  spend(datagrams: number): void {
    if (this.#rateBps !== Infinity) this.#credit -= datagrams;
  }

  /** How long until the next datagram, ms; 0 = one may leave. */
  waitMs(): number {
    if (this.#credit >= 1 || this.#rateBps === Infinity) return 0;
    const perMs = this.#rateBps / 1e3 / this.#datagramBits;
    return (1 - this.#credit) / perMs;
  }
}
