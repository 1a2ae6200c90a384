import type { Measurement, Series, WallNs } from "../model/mod.ts";

/** Rounds remembered: enough for every probe that is still under way. */
const ROUNDS = 128;

/**
 * IPDV of live measurements, which arrive in the order of their answers and
 * not of their sending: a pair counts only if it is of two rounds in a row,
 * and the earlier one's answer came first.
 *
 * @see {@linkcode Ipdv} for stored samples
 */
export class RoundIpdv {
  /** The round before each of the last rounds. */
  readonly #before = new Map<WallNs, WallNs>();
  readonly #last = new Map<Series, { sentAt: WallNs; rttNs: number }>();
  #newest: WallNs | undefined;

  /**
   * Says that a round begins.
   *
   * @param at Its label.
   */
  begin(at: WallNs): void {
    if (this.#newest !== undefined) this.#before.set(at, this.#newest);
    this.#newest = at;
    if (this.#before.size <= ROUNDS) return;
    const oldest = this.#before.keys().next();
    if (!oldest.done) this.#before.delete(oldest.value);
  }

  /**
   * Forgets a series that is not measured any more.
   *
   * @param series The one.
   */
  forget(series: Series): void {
    this.#last.delete(series);
  }

  /**
   * Takes a measurement.
   *
   * @param measurement Of any series.
   * @returns The absolute IPDV in ns, or `null` where it is undefined.
   */
  next({ series, sentAt, outcome }: Measurement): number | null {
    if (!("rttNs" in outcome)) return null;
    const last = this.#last.get(series);
    // A correction of an earlier round says nothing of the newest pair.
    if (last !== undefined && sentAt < last.sentAt) return null;
    const { rttNs } = outcome;
    this.#last.set(series, { sentAt, rttNs });
    return last !== undefined && last.sentAt === this.#before.get(sentAt)
      ? Math.abs(rttNs - last.rttNs)
      : null;
  }
}
