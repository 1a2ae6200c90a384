/** When a condition is taken as true, and when as over. */
export interface RuleOptions {
  /** It must be bad without a break for so long, ms. */
  readonly raiseAfterMs: number;
  /** It must be good for so long, and never bad meanwhile, ms. */
  readonly clearAfterMs: number;
}

/**
 * One condition of one subject: raised after it was bad for long enough,
 * cleared after it was good for long enough. What is neither bad nor good (the
 * band between two thresholds) raises nothing and clears nothing.
 */
export class Rule {
  readonly #options: RuleOptions;
  #isRaised = false;
  #sinceMs = NaN;
  #lastBadMs = NaN;
  #goodMs = NaN;
  #badInARow = 0;

  /**
   * Begins calm.
   *
   * @param options How patient to be.
   */
  constructor(options: RuleOptions) {
    this.#options = options;
  }

  /** Whether it is raised. */
  get isRaised(): boolean {
    return this.#isRaised;
  }

  /** Bad ones in a row; 0 as soon as one is not. */
  get badInARow(): number {
    return this.#badInARow;
  }

  /** The first bad one, Unix milliseconds; `NaN` before any. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** The newest bad one, Unix milliseconds; `NaN` before any. */
  get lastBadMs(): number {
    return this.#lastBadMs;
  }

  /**
   * Takes one that is bad.
   *
   * @param atMs When it was sent, Unix milliseconds.
   * @param sinceMs When it became bad, if that is known better.
   */
  bad(atMs: number, sinceMs = atMs): void {
    if (this.#badInARow === 0 && !this.#isRaised) this.#sinceMs = sinceMs;
    this.#badInARow++;
    this.#lastBadMs = atMs;
    this.#goodMs = NaN;
    if (atMs - this.#sinceMs >= this.#options.raiseAfterMs) {
      this.#isRaised = true;
    }
  }

  /**
   * Takes one that is good.
   *
   * @param atMs When it was sent, Unix milliseconds.
   */
  good(atMs: number): void {
    this.#badInARow = 0;
    if (!this.#isRaised) return;
    if (Number.isNaN(this.#goodMs)) this.#goodMs = atMs;
    if (atMs - this.#goodMs >= this.#options.clearAfterMs) {
      this.#isRaised = false;
    }
  }

  /** Takes one that is neither. */
  between(): void {
    this.#badInARow = 0;
  }

  /** Forgets everything: what came before tells no more. */
  reset(): void {
    this.#isRaised = false;
    this.#badInARow = 0;
    this.#sinceMs = this.#lastBadMs = this.#goodMs = NaN;
  }
}
