import { type Series, STATUSES } from "../model/mod.ts";
import { FATE, fateByCode } from "../analysis/loss.ts";
import type { JudgeOptions } from "./options.ts";

/** Look-ups of which so many may fail. */
const LOOKUPS = 30;
/** Fewer failures than this are chance. */
const FEWEST_FAILURES = 3;
/** Answers whose median says how slow the resolver is. */
const TIMED = 6;
/** Slow is over below this share of the limit. */
const GOOD_SHARE = 0.7;
/** Failing is over after so many look-ups without a failure. */
const GOOD_LOOKUPS = 10;
const NS_PER_MS = 1e6;
const RCODE = STATUSES.indexOf("rcode");

/** One query and its end. */
export interface Lookup {
  /** Whether the name is a cached or a random one. */
  readonly series: Series;
  /** What became of it: an index into `STATUSES`. */
  readonly code: number;
  /** How long it took, ns; anything where there was no answer. */
  readonly rttNs: number;
  /** The error's name for `rcode`. */
  readonly detail: string;
}

/** Judges one resolver over one interface: how fast, and how reliable. */
export class DnsJudge {
  /** One of its series. */
  readonly series: Series;
  /** Whether look-ups take long. */
  isSlow = false;
  /** Whether look-ups fail. */
  isFailing = false;
  /** When either began, Unix milliseconds. */
  sinceMs = NaN;
  /** The newest look-up that was slow or failed, Unix milliseconds. */
  lastBadMs = NaN;
  /** The newest look-up of all, Unix milliseconds. */
  newestMs = NaN;
  /** The highest median so far, ns. */
  peakNs = 0;
  /** The highest share of failures so far, percent. */
  peakFailedPct = 0;

  readonly #options: JudgeOptions;
  readonly #fates = fateByCode("dns");
  readonly #failed = new Float64Array(LOOKUPS);
  readonly #failedMs = new Float64Array(LOOKUPS);
  readonly #timesNs = new Float64Array(TIMED);
  #lookups = 0;
  #timed = 0;
  #goodLookups = 0;
  #ignoreUntilMs = -Infinity;
  #answers = 0;

  /**
   * Begins without any look-ups.
   *
   * @param series One of its series.
   * @param options When something counts as trouble.
   */
  constructor(series: Series, options: JudgeOptions) {
    this.series = series;
    this.#options = options;
  }

  /** Whether it ever answered; who never did cannot have stopped. */
  get hasAnswered(): boolean {
    return this.#answers > 0;
  }

  /** Whether there is trouble. */
  get isRaised(): boolean {
    return this.isSlow || this.isFailing;
  }

  /**
   * Takes a look-up.
   *
   * @param atMs When it was asked, Unix milliseconds.
   * @param lookup What became of it.
   */
  add(atMs: number, { code, rttNs, detail, series }: Lookup): void {
    const fate = this.#fates[code];
    if (fate === FATE.uncounted || atMs < this.#ignoreUntilMs) return;
    if (!(atMs <= this.newestMs)) this.newestMs = atMs;
    // That there is no such name is the right answer to a made-up one.
    const isRight = code !== RCODE ||
      series.variant === "random" && detail === "NXDOMAIN";
    const isFailed = fate !== FATE.answered || !isRight;
    if (!isFailed) this.#answers++;
    this.#judgeFailing(atMs, isFailed);
    if (!isFailed && series.variant === "cached") this.#judgeSlow(atMs, rttNs);
  }

  /** The line was down until then, which is said elsewhere. */
  forgive(untilMs: number): void {
    this.#ignoreUntilMs = Math.max(this.#ignoreUntilMs, untilMs);
    this.#lookups = this.#timed = 0;
    this.isSlow = this.isFailing = false;
    this.forgetPeaks();
  }

  /** The trouble has been told: what comes is another one. */
  forgetPeaks(): void {
    this.peakNs = this.peakFailedPct = 0;
  }

  #judgeFailing(atMs: number, isFailed: boolean): void {
    const slot = this.#lookups++ % LOOKUPS;
    this.#failed[slot] = Number(isFailed);
    this.#failedMs[slot] = atMs;
    this.#goodLookups = isFailed ? 0 : this.#goodLookups + 1;
    if (isFailed) this.lastBadMs = atMs;
    const kept = Math.min(this.#lookups, LOOKUPS);
    let [failures, firstMs] = [0, atMs];
    for (let i = 0; i < kept; i++) {
      if (this.#failed[i] !== 1) continue;
      failures++;
      firstMs = Math.min(firstMs, this.#failedMs[i] ?? atMs);
    }
    const failedPct = 100 * failures / kept;
    if (this.#goodLookups >= GOOD_LOOKUPS) this.isFailing = false;
    else if (
      failures >= FEWEST_FAILURES &&
      failedPct > this.#options.thresholds.dnsFailingPct
    ) {
      if (!this.isRaised) this.sinceMs = firstMs;
      this.isFailing = true;
      this.peakFailedPct = Math.max(this.peakFailedPct, failedPct);
    }
  }

  #judgeSlow(atMs: number, rttNs: number): void {
    this.#timesNs[this.#timed++ % TIMED] = rttNs;
    if (this.#timed < TIMED) return;
    const sorted = this.#timesNs.slice().sort();
    const medianNs = ((sorted[2] ?? 0) + (sorted[3] ?? 0)) / 2;
    const limitNs = this.#options.thresholds.dnsSlowMs * NS_PER_MS;
    if (medianNs > limitNs) {
      if (!this.isRaised) this.sinceMs = atMs;
      this.isSlow = true;
      this.lastBadMs = atMs;
      this.peakNs = Math.max(this.peakNs, medianNs);
    } else if (medianNs <= GOOD_SHARE * limitNs) this.isSlow = false;
  }
}
