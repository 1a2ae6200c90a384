/** What any percentile of a distribution may be wrong by, as a share of it. */
export const RELATIVE_ERROR = 0.01;

const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** Room for every 32-bit number of microseconds: 36 minutes. */
const BUCKETS = 2 + Math.ceil(Math.log(2 ** 31) / LOG_GAMMA);

/**
 * The bucket of a time: 0 for 0, else such that all times in it differ by
 * less than twice {@linkcode RELATIVE_ERROR}.
 *
 * @param us Microseconds, 0 to 2^31 - 1.
 */
export function bucketOf(us: number): number {
  return us < 1 ? 0 : 1 + Math.ceil(Math.log(us) / LOG_GAMMA);
}

/** The time within 1 % of all that lie in a bucket, microseconds. */
function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : 2 * GAMMA ** (bucket - 1) / (GAMMA + 1);
}

/** What is exact in a {@linkcode Distribution}. */
export interface Moments {
  /** How many values. */
  readonly count: number;
  /** The smallest, µs; `NaN` without a value. */
  readonly minUs: number;
  /** The largest, µs; `NaN` without a value. */
  readonly maxUs: number;
  /** Their sum, µs. */
  readonly sumUs: number;
  /** The sum of their squared distances from their mean, µs². */
  readonly squaresUs: number;
}

/**
 * Times of which any percentile can be told to 1 %, however many were added
 * and merged: counts in buckets that grow by 2 % (DDSketch). Count, smallest,
 * largest, mean and deviation are exact. Always 9 KB; reused, as in hot loops.
 *
 * @example Usage
 * ```ts
 * import { ok, strictEqual } from "node:assert/strict";
 *
 * const all = new Distribution();
 * for (let us = 1; us <= 1000; us++) all.add(us);
 * ok(Math.abs(all.percentile(95) - 950) <= 9.5);
 * strictEqual(all.maxUs, 1000);
 * ```
 *
 * @see {@link https://arxiv.org/abs/1908.10693 | Masson et al., DDSketch, 2019}
 */
export class Distribution implements Moments {
  readonly #counts = new Float64Array(BUCKETS);
  #low = BUCKETS;
  #high = -1;
  #count = 0;
  #minUs = NaN;
  #maxUs = NaN;
  #sumUs = 0;
  #squaresUs = 0;

  get count(): number {
    return this.#count;
  }
  get minUs(): number {
    return this.#minUs;
  }
  get maxUs(): number {
    return this.#maxUs;
  }
  get sumUs(): number {
    return this.#sumUs;
  }
  get squaresUs(): number {
    return this.#squaresUs;
  }
  /** µs; `NaN` without a value. */
  get meanUs(): number {
    return this.#sumUs / this.#count;
  }
  /** Of the population, µs; `NaN` without a value. */
  get stdDevUs(): number {
    return Math.sqrt(this.#squaresUs / this.#count);
  }
  /** The lowest bucket with a value; above {@linkcode high} without one. */
  get low(): number {
    return this.#low;
  }
  /** The highest bucket with a value. */
  get high(): number {
    return this.#high;
  }

  /**
   * Adds one value.
   *
   * @param us Microseconds, 0 to 2^31 - 1.
   */
  add(us: number): void {
    const before = this.#count === 0 ? 0 : us - this.#sumUs / this.#count;
    this.#count++;
    this.#sumUs += us;
    this.#squaresUs += before * (us - this.#sumUs / this.#count);
    if (!(us >= this.#minUs)) this.#minUs = us;
    if (!(us <= this.#maxUs)) this.#maxUs = us;
    this.addToBucket(bucketOf(us), 1);
  }

  /**
   * Adds what is exact of other values; their buckets are added apart.
   *
   * @param other Of these values.
   */
  addMoments(other: Moments): void {
    if (other.count === 0) return;
    const count = this.#count + other.count;
    const apart = this.#count === 0
      ? 0
      : other.sumUs / other.count - this.#sumUs / this.#count;
    this.#squaresUs += other.squaresUs +
      apart * apart * this.#count * other.count / count;
    this.#count = count;
    this.#sumUs += other.sumUs;
    if (!(other.minUs >= this.#minUs)) this.#minUs = other.minUs;
    if (!(other.maxUs <= this.#maxUs)) this.#maxUs = other.maxUs;
  }

  /** How many values lie in a bucket. */
  inBucket(bucket: number): number {
    return this.#counts[bucket] ?? 0;
  }

  /** Adds to a bucket; see {@linkcode addMoments}. */
  addToBucket(bucket: number, count: number): void {
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    if (bucket < this.#low) this.#low = bucket;
    if (bucket > this.#high) this.#high = bucket;
  }

  /** Adds all values of another. */
  merge(other: Distribution): void {
    this.addMoments(other);
    for (let bucket = other.#low; bucket <= other.#high; bucket++) {
      this.addToBucket(bucket, other.inBucket(bucket));
    }
  }

  /**
   * A percentile by nearest rank.
   *
   * @param pct Above 0, at most 100.
   * @returns µs, right to 1 %; `NaN` without a value.
   */
  percentile(pct: number): number {
    // 99.9 * 41000 / 100 is a little above 40959 in floating point.
    const rank = Math.ceil(pct * this.#count / 100 - 1e-9 * this.#count);
    let passed = 0;
    for (let bucket = this.#low; bucket <= this.#high; bucket++) {
      passed += this.inBucket(bucket);
      if (passed >= rank) {
        return Math.min(Math.max(middleOf(bucket), this.#minUs), this.#maxUs);
      }
    }
    return NaN;
  }

  /**
   * How many values are at most so large, as if those of a bucket were spread
   * evenly in it.
   *
   * @param us Microseconds.
   */
  countUpTo(us: number): number {
    if (!(us < this.#maxUs)) return this.#count;
    if (us < this.#minUs) return 0;
    const bucket = bucketOf(us);
    let passed = 0;
    for (let i = this.#low; i < bucket; i++) passed += this.inBucket(i);
    const from = bucket === 0 ? 0 : GAMMA ** (bucket - 2);
    const to = bucket === 0 ? 1 : GAMMA ** (bucket - 1);
    return passed + this.inBucket(bucket) * (us - from) / (to - from);
  }

  /** Forgets every value. */
  clear(): void {
    this.#counts.fill(0);
    this.#low = BUCKETS;
    this.#high = -1;
    this.#count = 0;
    this.#minUs = NaN;
    this.#maxUs = NaN;
    this.#sumUs = 0;
    this.#squaresUs = 0;
  }
}
