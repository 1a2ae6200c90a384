/** After the first failure; a new database may not be there yet. */
const FIRST_WAIT_MS = 2_000;
/** What has run for longer than that has not failed at once. */
const LONGEST_WAIT_MS = 300_000;

/** What to do about a process that has ended. */
export interface Restart {
  /** How long to wait before another one is begun. */
  readonly waitMs: number;
  /** Whether the user does not know of it yet. */
  readonly isNews: boolean;
}

/**
 * When to begin again what has ended by itself: soon, and less and less often
 * while it ends at once. The first time is no news, the same again neither.
 */
export class Restarts {
  #waitMs = FIRST_WAIT_MS;
  #told = "";

  /**
   * Takes an end.
   *
   * @param reason Why.
   * @param ranMs For how long it had run.
   */
  next(reason: string, ranMs: number): Restart {
    if (ranMs > LONGEST_WAIT_MS) {
      this.#waitMs = FIRST_WAIT_MS;
      this.#told = "";
    }
    const waitMs = this.#waitMs;
    this.#waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    const isNews = waitMs > FIRST_WAIT_MS && reason !== this.#told;
    if (isNews) this.#told = reason;
    return { waitMs, isNews };
  }
}
