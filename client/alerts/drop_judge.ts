import { type Series, STATUSES } from "../model/mod.ts";
import type { JudgeOptions } from "./options.ts";

/** Drops within this time are counted, ms. */
const WINDOW_MS = 300_000;
/** Drops remembered; a limit above that is never reached. */
const CAPACITY = 1024;
const RESET = STATUSES.indexOf("reset");

/** Judges one TCP target over one interface: whether connections break. */
export class DropJudge {
  /** Whose connections. */
  readonly series: Series;
  /** Whether too many broke. */
  isRaised = false;
  /** When the first of them broke, Unix milliseconds. */
  sinceMs = NaN;
  /** When the last of them broke, Unix milliseconds. */
  lastBadMs = NaN;
  /** The newest probe of all, Unix milliseconds; `NaN` before any. */
  newestMs = NaN;
  /** The most within five minutes so far. */
  peak = 0;

  readonly #limit: number;
  readonly #atMs: number[] = [];
  #ignoreUntilMs = -Infinity;

  /**
   * Begins without any drops.
   *
   * @param series Whose connections.
   * @param options When something counts as trouble.
   */
  constructor(series: Series, { thresholds }: JudgeOptions) {
    this.series = series;
    this.#limit = thresholds.connectionDrops;
  }

  /**
   * Takes a probe.
   *
   * @param atMs When it was sent, Unix milliseconds.
   * @param code What became of it: an index into `STATUSES`.
   */
  add(atMs: number, code: number): void {
    if (!(atMs <= this.newestMs)) this.newestMs = atMs;
    while ((this.#atMs[0] ?? atMs) < atMs - WINDOW_MS) this.#atMs.shift();
    if (code === RESET && atMs >= this.#ignoreUntilMs) {
      if (this.#atMs.length < CAPACITY) this.#atMs.push(atMs);
      this.lastBadMs = atMs;
    }
    const drops = this.#atMs.length;
    if (drops > this.#limit) {
      if (!this.isRaised) this.sinceMs = this.#atMs[0] ?? atMs;
      this.isRaised = true;
      this.peak = Math.max(this.peak, drops);
    } else if (drops <= this.#limit / 2) this.isRaised = false;
  }

  /** The line was down until then, which is said elsewhere. */
  forgive(untilMs: number): void {
    this.#ignoreUntilMs = Math.max(this.#ignoreUntilMs, untilMs);
    this.#atMs.length = 0;
    this.isRaised = false;
    this.forgetPeaks();
  }

  /** The trouble has been told: what comes is another one. */
  forgetPeaks(): void {
    this.peak = 0;
  }
}
