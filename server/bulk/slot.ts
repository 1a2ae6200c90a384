import { CONTROL, type SharedMemory } from "../shared.ts";

/** Who holds the {@linkcode BulkSlot}, and how long at most. */
export interface Hold {
  /** Names the test, with the secret; not 0. */
  readonly testId: number;
  /** Whose test it is. */
  readonly quotaSlot: number;
  /** Until when it may last, ms on the raw clock. */
  readonly untilMs: number;
}

/**
 * The server's one place for a load test: two at a time would falsify both.
 * All threads share it; who overstays loses it to the next who asks.
 */
export class BulkSlot {
  readonly #control: Int32Array;
  /** Until when, and whose. */
  readonly #terms: Float64Array;

  /** @param shared What the threads share. */
  constructor({ control, bulk }: SharedMemory) {
    this.#control = control;
    this.#terms = bulk;
  }

  /**
   * Takes the place, or confirms that it is taken by the same test.
   *
   * @param hold By whom.
   * @param nowMs The raw clock.
   * @returns Whether the test has it.
   */
  take(hold: Hold, nowMs: number): boolean {
    if (this.holds(hold)) return true;
    const holder = Atomics.load(this.#control, CONTROL.bulkTest);
    const [untilMs = 0] = this.#terms;
    if (holder !== 0 && nowMs < untilMs) return false;
    const before = Atomics.compareExchange(
      this.#control,
      CONTROL.bulkTest,
      holder,
      hold.testId | 0,
    );
    if (before !== holder) return false;
    this.#terms[0] = hold.untilMs;
    this.#terms[1] = hold.quotaSlot;
    return true;
  }

  /** Whether a secret has it for any of its tests. */
  isOf(quotaSlot: number, nowMs: number): boolean {
    const [untilMs = 0, holder] = this.#terms;
    return Atomics.load(this.#control, CONTROL.bulkTest) !== 0 &&
      holder === quotaSlot && nowMs < untilMs;
  }

  /** Whether anybody has it. */
  isTaken(nowMs: number): boolean {
    return Atomics.load(this.#control, CONTROL.bulkTest) !== 0 &&
      nowMs < (this.#terms[0] ?? 0);
  }

  /** Whether a test has the place already. */
  holds({ testId, quotaSlot }: Omit<Hold, "untilMs">): boolean {
    return Atomics.load(this.#control, CONTROL.bulkTest) === (testId | 0) &&
      this.#terms[1] === quotaSlot;
  }

  /**
   * Gives it back; harmless if another test has it by now.
   *
   * @returns Whether the test had it.
   */
  release(test: Omit<Hold, "untilMs">): boolean {
    if (!this.holds(test)) return false;
    const id = test.testId | 0;
    return id === Atomics.compareExchange(
      this.#control,
      CONTROL.bulkTest,
      id,
      0,
    );
  }

  /**
   * When to ask again.
   *
   * @param nowMs The raw clock.
   * @returns Whole ms, at least 1.
   */
  retryAfterMs(nowMs: number): number {
    return Math.max(1, Math.ceil((this.#terms[0] ?? 0) - nowMs));
  }
}
