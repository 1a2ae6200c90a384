import { CONTROL, type SharedMemory } from "../shared.ts";

/**
 * Nothing has been heard of a test for so long: its client is gone. Longer
 * than the consent of a stream: a client at rest asks four times a second, and
 * a line whose queue has just run over loses most of it.
 */
const SILENCE_MS = 3_000;

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
 * All threads share it; who overstays, or is not heard of any more, loses it to
 * the next who asks. Only who has it can be heard of: it takes the secret.
 */
export class BulkSlot {
  readonly #control: Int32Array;
  /** Until when, whose, and when it was last heard of. */
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
    if (this.holds(hold)) {
      this.#terms[2] = nowMs;
      return true;
    }
    const holder = Atomics.load(this.#control, CONTROL.bulkTest);
    if (this.isTaken(nowMs)) return false;
    const before = Atomics.compareExchange(
      this.#control,
      CONTROL.bulkTest,
      holder,
      hold.testId | 0,
    );
    if (before !== holder) return false;
    this.#terms[0] = hold.untilMs;
    this.#terms[1] = hold.quotaSlot;
    this.#terms[2] = nowMs;
    return true;
  }

  /** Takes note that the client of a test is there; harmless if not its. */
  hear(test: Omit<Hold, "untilMs">, nowMs: number): void {
    if (this.holds(test)) this.#terms[2] = nowMs;
  }

  /** Whether a secret has it for any of its tests. */
  isOf(quotaSlot: number, nowMs: number): boolean {
    return this.#terms[1] === quotaSlot && this.isTaken(nowMs);
  }

  /** Whether anybody has it. */
  isTaken(nowMs: number): boolean {
    const [untilMs = 0, , heardAtMs = 0] = this.#terms;
    return Atomics.load(this.#control, CONTROL.bulkTest) !== 0 &&
      nowMs < Math.min(untilMs, heardAtMs + SILENCE_MS);
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
