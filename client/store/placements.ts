/**
 * Enough for every probe whose answer can still come (10 s at 10 a second)
 * and for a batch that is tried again.
 */
const REMEMBERED = 2048;

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
    if (placed.size <= REMEMBERED) return;
    for (const oldest of placed.keys()) {
      placed.delete(oldest);
      break;
    }
  }
}
