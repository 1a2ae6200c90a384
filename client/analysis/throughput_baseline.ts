import { percentileOfSorted } from "./percentile.ts";

/** Rates of the hour under way at most; a test is due every few seconds. */
const HOUR_RATES = 64;
/** So many hours are looked back: a week. */
const KEPT_HOURS = 168;
/** Fewer rates than this have no middle worth comparing with. */
const FEWEST_RATES = 5;
const HOUR_MS = 3_600_000;

/** A {@linkcode ThroughputBaseline} to keep over a restart. */
export interface StoredThroughputBaseline {
  /** Medians of the last hours, bit/s, oldest first. */
  readonly hours: readonly number[];
  /** Rates of the hour under way, bit/s. */
  readonly rates: readonly number[];
  /** That hour, hours since 1970. */
  readonly hour: number;
}

/**
 * What a line usually carries in one direction by one kind of test: the median
 * of a week's hours, each the median of its tests. Slow trouble of days does
 * not become usual at once; constant memory.
 */
export class ThroughputBaseline {
  #hours: number[] = [];
  #rates: number[] = [];
  #hour = NaN;

  /** @param stored Goes on where {@linkcode stored} left off. */
  constructor(stored?: StoredThroughputBaseline) {
    if (stored === undefined) return;
    this.#hours = [...stored.hours];
    this.#rates = [...stored.rates];
    this.#hour = stored.hour;
  }

  /** What is usual, bit/s; `NaN` while not known. */
  get bps(): number {
    const rates = this.#hours.length > 0 ? this.#hours : this.#rates;
    return rates === this.#rates && rates.length < FEWEST_RATES
      ? NaN
      : medianOf(rates);
  }

  /** For the next run. */
  get stored(): StoredThroughputBaseline {
    return { hours: this.#hours, rates: this.#rates, hour: this.#hour };
  }

  /**
   * Takes a test's rate.
   *
   * @param atMs When it began, Unix milliseconds.
   * @param bps What was measured, bit/s.
   */
  add(atMs: number, bps: number): void {
    const hour = Math.floor(atMs / HOUR_MS);
    if (hour !== this.#hour && this.#rates.length >= FEWEST_RATES) {
      this.#hours.push(medianOf(this.#rates));
      this.#hours.splice(0, this.#hours.length - KEPT_HOURS);
      this.#rates = [];
    }
    this.#hour = hour;
    this.#rates.push(bps);
    this.#rates.splice(0, this.#rates.length - HOUR_RATES);
  }
}

function medianOf(rates: readonly number[]): number {
  return percentileOfSorted(Float64Array.from(rates).sort(), 50);
}
