/**
 * Rows remembered of all series together, about 110 bytes each: of a few
 * series enough for a batch that is tried again, even if it is all of one.
 */
const REMEMBERED = 65_536;
/** Of one series at most... */
const MOST = 2048;
/** ...and at least: every probe of which news can still come (20 s at 10 a second). */
const FEWEST = 256;

/**
 * Remembers under which millisecond a row was stored, so that a second report
 * of the same probe finds it, and another probe, which got the same
 * millisecond when the clock was set back, is told apart.
 */
export class Placements {
  readonly #bySeries = new Map<number, Map<bigint, number>>();

  /**
   * Where a row was put.
   *
   * @param seriesId The series.
   * @param atNs The exact instant, Unix nanoseconds.
   * @returns Unix milliseconds, or `undefined` if it is new.
   */
  find(seriesId: number, atNs: bigint): number | undefined {
    return this.#bySeries.get(seriesId)?.get(atNs);
  }

  /**
   * Remembers where a row was put, and forgets the oldest.
   *
   * @param seriesId The series.
   * @param atNs The exact instant, Unix nanoseconds.
   * @param atMs Where it is, Unix milliseconds.
   */
  keep(seriesId: number, atNs: bigint, atMs: number): void {
    let placed = this.#bySeries.get(seriesId);
    if (placed === undefined) {
      placed = new Map();
      this.#bySeries.set(seriesId, placed);
    }
    placed.set(atNs, atMs);
    const share = Math.floor(REMEMBERED / this.#bySeries.size);
    const limit = Math.min(MOST, Math.max(FEWEST, share));
    for (const oldest of placed.keys()) {
      if (placed.size <= limit) return;
      placed.delete(oldest);
    }
  }
}
