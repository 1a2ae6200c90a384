import type { Direction } from "../model/mod.ts";

/** Rates of both directions, bit/s. */
export type Rates = Readonly<Record<Direction, number>>;

/** On any line this much is use, and not the chatter of an idle machine. */
const USED_BPS = 500e3;
/** Less than this share of what the line carries disturbs no test, percent. */
const USED_PCT = 5;
/** So many calm seconds in a row end the use: a page is read between clicks. */
const CALM_SECONDS = 3;

/**
 * Whether a line is in use by the user's own traffic. A test then would
 * disturb the user, and the user the test.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const line = new BusyLine();
 * line.add({ up: 20e3, down: 8e6 });
 * strictEqual(line.isBusy, true);
 * ```
 */
export class BusyLine {
  #calmSeconds = CALM_SECONDS;
  #carries: Rates = { up: 0, down: 0 };

  /** Whether it is in use. */
  get isBusy(): boolean {
    return this.#calmSeconds < CALM_SECONDS;
  }

  /**
   * Learns what the line carries, from a test; what is not known is 0.
   *
   * @param rates bit/s.
   */
  learn(rates: Rates): void {
    this.#carries = rates;
  }

  /**
   * Takes the next second's own traffic of the user.
   *
   * @param rates What went over the interface.
   */
  add(rates: Rates): void {
    const isUsed = rates.up > this.#limitBps("up") ||
      rates.down > this.#limitBps("down");
    this.#calmSeconds = isUsed ? 0 : this.#calmSeconds + 1;
  }

  #limitBps(direction: Direction): number {
    const carriesBps = this.#carries[direction];
    return carriesBps === 0
      ? USED_BPS
      : Math.max(USED_BPS / 10, carriesBps * USED_PCT / 100);
  }
}
