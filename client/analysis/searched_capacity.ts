/** What a search found. */
export interface SearchedCapacity {
  /** The highest rate of a sub-interval: RFC 9097's maximum capacity, bit/s. */
  readonly maxBps: number;
  /** The mean over the last third: what lasts, bit/s. */
  readonly sustainedBps: number;
}

/**
 * The capacity, from what arrived in each sub-interval (1 s) of a search.
 *
 * @param subIntervalBps Received IP-layer rates, bit/s, oldest first.
 * @returns `null` when there is none.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9097#section-5.3 | RFC 9097, 5.3}
 */
export function searchedCapacity(
  subIntervalBps: readonly number[],
): SearchedCapacity | null {
  if (subIntervalBps.length === 0) return null;
  const last = subIntervalBps.slice(-Math.ceil(subIntervalBps.length / 3));
  return {
    maxBps: Math.max(...subIntervalBps),
    sustainedBps: last.reduce((sum, bps) => sum + bps, 0) / last.length,
  };
}
