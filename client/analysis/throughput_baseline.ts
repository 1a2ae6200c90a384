import { percentileOfSorted } from "./percentile.ts";

/** Newest rates kept; a test is due every few seconds. */
const RECENT_RATES = 64;
/** So many hours are looked back: a week. */
const KEPT_HOURS = 168;
/** Fewer rates than this have no middle worth comparing with. */
const FEWEST_RATES = 5;
const HOUR_MS = 3_600_000;
/** The standard deviation of normal noise over its median deviation. */
const DEVIATION_OF_MAD = 1.4826;

/** A {@linkcode ThroughputBaseline} to keep over a restart. */
export interface StoredThroughputBaseline {
  /** Medians of the last hours, bit/s, oldest first. */
  readonly hours: readonly number[];
  /** The newest rates, bit/s, oldest first. */
  readonly recent: readonly number[];
  /** How many of them are of the hour under way. */
  readonly inHour: number;
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
  #recent: number[] = [];
  #inHour = 0;
  #hour = NaN;

  /**
   * Begins empty, or goes on with what an earlier run learnt.
   *
   * @param stored What {@linkcode stored} gave then.
   */
  constructor(stored?: StoredThroughputBaseline) {
    if (stored === undefined) return;
    this.#hours = [...stored.hours];
    this.#recent = [...stored.recent];
    this.#inHour = stored.inHour;
    this.#hour = stored.hour;
  }

  /** What is usual, bit/s; `NaN` while not known. */
  get bps(): number {
    if (this.#hours.length > 0) return medianOf(this.#hours);
    return this.#recent.length < FEWEST_RATES ? NaN : medianOf(this.#recent);
  }

  /**
   * How much tests of this kind differ by themselves, as a standard
   * deviation, bit/s: on a line faster than a short test can tell, by a lot.
   * Half of the newest tests may be bad ones without an effect.
   */
  get noiseBps(): number {
    const middle = medianOf(this.#recent);
    return DEVIATION_OF_MAD *
      medianOf(this.#recent.map((bps) => Math.abs(bps - middle)));
  }

  /** For the next run. */
  get stored(): StoredThroughputBaseline {
    return {
      hours: this.#hours,
      recent: this.#recent,
      inHour: this.#inHour,
      hour: this.#hour,
    };
  }

  /**
   * Takes a test's rate.
   *
   * @param atMs When it began, Unix milliseconds.
   * @param bps What was measured, bit/s.
   */
  add(atMs: number, bps: number): void {
    const hour = Math.floor(atMs / HOUR_MS);
    if (hour !== this.#hour && this.#inHour >= FEWEST_RATES) {
      this.#hours.push(medianOf(this.#recent.slice(-this.#inHour)));
      this.#hours.splice(0, this.#hours.length - KEPT_HOURS);
      this.#inHour = 0;
    }
    this.#hour = hour;
    this.#recent.push(bps);
    this.#recent.splice(0, this.#recent.length - RECENT_RATES);
    this.#inHour = Math.min(this.#inHour + 1, RECENT_RATES);
  }
}

function medianOf(rates: readonly number[]): number {
  return percentileOfSorted(Float64Array.from(rates).sort(), 50);
}
