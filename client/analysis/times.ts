import { Distribution } from "./distribution.ts";
import { percentileOfSorted } from "./percentile.ts";
import { RttBuffer } from "./rtt_buffer.ts";

/** Figures of many times, µs; `NaN` where there is none. */
export interface TimeFigures {
  /** How many. */
  readonly count: number;
  /** The shortest. */
  readonly minUs: number;
  /** The mean. */
  readonly meanUs: number;
  /** Standard deviation (population). */
  readonly stdDevUs: number;
  /** The longest. */
  readonly maxUs: number;
  /** Any percentile by nearest rank, above 0 to 100. */
  readonly percentile: (pct: number) => number;
  /** What a percentile may be wrong by: 0, or 1 % where some came summed up. */
  readonly percentileErrorPct: number;
}

/** Gathers times: one by one, then all figures are exact, or summed up. */
export class Times {
  readonly #exact = new RttBuffer();
  #summed: Distribution | null = null;

  /**
   * Adds one; four bytes are held for it.
   *
   * @param us Microseconds, 0 to 2^31 - 1.
   */
  push(us: number): void {
    this.#exact.push(us);
  }

  /** Adds many, as they were summed up. */
  merge(times: Distribution): void {
    this.#summed ??= new Distribution();
    this.#summed.merge(times);
  }

  /** The figures so far; good until the next change. */
  figures(): TimeFigures {
    const summed = this.#summed;
    if (summed === null || summed.count === 0) return this.#exactFigures();
    for (const us of this.#exact.sorted()) summed.add(us);
    this.#exact.clear();
    return {
      count: summed.count,
      minUs: summed.minUs,
      meanUs: summed.meanUs,
      stdDevUs: summed.stdDevUs,
      maxUs: summed.maxUs,
      percentile: (pct) => summed.percentile(pct),
      percentileErrorPct: 1,
    };
  }

  /** Forgets every time, keeps the memory. */
  clear(): void {
    this.#exact.clear();
    this.#summed?.clear();
  }

  #exactFigures(): TimeFigures {
    const sorted = this.#exact.sorted();
    const count = sorted.length;
    const meanUs = this.#exact.sum / count;
    let squaresUs = 0;
    for (const us of sorted) squaresUs += (us - meanUs) ** 2;
    return {
      count,
      minUs: sorted[0] ?? NaN,
      meanUs,
      stdDevUs: Math.sqrt(squaresUs / count),
      maxUs: sorted.at(-1) ?? NaN,
      percentile: (pct) => percentileOfSorted(sorted, pct),
      percentileErrorPct: 0,
    };
  }
}
