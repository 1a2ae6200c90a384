/**
 * How long a stall may be caught up with. What this machine loses by its own
 * pauses is made good within it; what a slow server loses is not, or its
 * recovery would be met by a flood.
 */
const CATCH_UP_MS = 1_000;
const MS_PER_S = 1_000;

/** Says when bytes may leave, so that their rate is held in the mean. */
export class TokenBucket {
  readonly #bytesPerMs: number;
  /** When the next byte is due. */
  #dueMs: number;

  /**
   * Begins without anything saved up: no burst at the start.
   *
   * @param bytesPerS The rate, above 0; `Infinity` holds nothing back.
   * @param nowMs The time, as for {@linkcode TokenBucket.take}.
   */
  constructor(bytesPerS: number, nowMs: number) {
    this.#bytesPerMs = bytesPerS / MS_PER_S;
    this.#dueMs = nowMs;
  }

  /**
   * Takes bytes out, whether they are due or not; who takes waits as told.
   *
   * @example Usage
   * ```ts
   * import { strictEqual } from "node:assert/strict";
   *
   * const bucket = new TokenBucket(1_000, 0);
   * strictEqual(bucket.take(500, 0), 0);
   * strictEqual(bucket.take(500, 0), 500);
   * ```
   *
   * @param bytes How many.
   * @param nowMs The time, ms from any start, never going back.
   * @returns How long to wait before sending them, ms.
   */
  take(bytes: number, nowMs: number): number {
    const dueMs = Math.max(this.#dueMs, nowMs - CATCH_UP_MS);
    this.#dueMs = dueMs + bytes / this.#bytesPerMs;
    return Math.max(0, dueMs - nowMs);
  }
}
