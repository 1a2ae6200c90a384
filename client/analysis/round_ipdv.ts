import type { Measurement, Series, Tick, WallNs } from "../model/mod.ts";

/** Rounds remembered: enough for every probe that is still under way. */
const ROUNDS = 128;

/** A series' newest answer. */
interface Last {
  readonly round: number;
  readonly rttNs: number;
  readonly ipdvNs: number | null;
}

/**
 * IPDV of live measurements, which arrive in the order of their answers and
 * not of their sending: a pair counts only if it is of two rounds in a row,
 * and the earlier one's answer came first.
 *
 * @see {@linkcode Ipdv} for stored samples
 */
export class RoundIpdv {
  /**
   * The last rounds' numbers by their labels. Labels alone would not do: a
   * clock that is set back gives smaller ones.
   */
  readonly #rounds = new Map<WallNs, number>();
  readonly #last = new Map<Series, Last>();
  #newest = 0;

  /**
   * Says that a round begins.
   *
   * @param round Its label, and how many were skipped before it.
   */
  begin({ at, missed }: Pick<Tick, "at" | "missed">): void {
    this.#newest += missed + 1;
    this.#rounds.set(at, this.#newest);
    if (this.#rounds.size <= ROUNDS) return;
    const oldest = this.#rounds.keys().next();
    if (!oldest.done) this.#rounds.delete(oldest.value);
  }

  /**
   * Takes a measurement.
   *
   * @param measurement Of any series.
   * @returns The absolute IPDV in ns, or `null` where it is undefined. A
   * second report of the newest answer, as of a duplicate, has the same again.
   */
  next({ series, sentAt, outcome }: Measurement): number | null {
    const round = this.#rounds.get(sentAt);
    if (!("rttNs" in outcome) || round === undefined) return null;
    const last = this.#last.get(series);
    // A correction of an earlier round says nothing of the newest pair.
    if (last !== undefined && round < last.round) return null;
    const { rttNs } = outcome;
    if (last?.round === round && last.rttNs === rttNs) return last.ipdvNs;
    const ipdvNs = last?.round === round - 1
      ? Math.abs(rttNs - last.rttNs)
      : null;
    this.#last.set(series, { round, rttNs, ipdvNs });
    return ipdvNs;
  }
}
