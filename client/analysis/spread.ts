import { percentileOfSorted } from "./percentile.ts";

/** How delays are spread; times in ns, `NaN` when there are none. */
export interface Spread {
  /** How many delays. */
  readonly count: number;
  /** Median; percentiles are by nearest rank. */
  readonly p50Ns: number;
  /** 95th percentile. */
  readonly p95Ns: number;
  /** 99th percentile. */
  readonly p99Ns: number;
}

/**
 * Describes delays by their percentiles.
 *
 * @param delaysNs The delays in ns, in any order; not changed.
 * @returns Their spread.
 */
export function spreadOf(delaysNs: readonly number[]): Spread {
  const sorted = Float64Array.from(delaysNs).sort();
  return {
    count: sorted.length,
    p50Ns: percentileOfSorted(sorted, 50),
    p95Ns: percentileOfSorted(sorted, 95),
    p99Ns: percentileOfSorted(sorted, 99),
  };
}
