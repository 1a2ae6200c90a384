import { OUTAGE_PROBES } from "./outage_probes.ts";

/** Runs of losses of a stretch of probes that can be joined to the next. */
export interface LossRunFigures {
  /** Losses before the first probe that was not lost. */
  readonly leading: number;
  /** Losses after the last probe that was not lost. */
  readonly trailing: number;
  /** The longest run. */
  readonly longest: number;
  /** Losses in runs of an outage's length or more. */
  readonly inLongRuns: number;
}

/** Follows runs of losses, probe by probe or stretch by stretch. */
export class JoinedLosses implements LossRunFigures {
  #leading = 0;
  #trailing = 0;
  #longest = 0;
  #inLongRuns = 0;
  #isAllLost = true;

  get leading(): number {
    return this.#leading;
  }
  get trailing(): number {
    return this.#trailing;
  }
  get longest(): number {
    return this.#longest;
  }
  get inLongRuns(): number {
    return this.#inLongRuns;
  }

  /** Takes the next probe that counts. */
  add(isLost: boolean): void {
    const run = Number(isLost);
    this.join(1, {
      leading: run,
      trailing: run,
      longest: run,
      inLongRuns: 0,
    });
  }

  /**
   * Takes the next stretch.
   *
   * @param probes How many probes that count are in it.
   * @param next Its runs.
   */
  join(probes: number, next: LossRunFigures): void {
    const seam = this.#trailing + next.leading;
    this.#inLongRuns += next.inLongRuns + inLong(seam) -
      inLong(this.#trailing) - inLong(next.leading);
    this.#longest = Math.max(this.#longest, next.longest, seam);
    if (this.#isAllLost) this.#leading += next.leading;
    if (next.leading < probes) {
      this.#isAllLost = false;
      this.#trailing = next.trailing;
    } else this.#trailing = seam;
  }

  /** Nothing was measured for a while: nobody knows how a run went on. */
  break(): void {
    this.#trailing = 0;
    this.#isAllLost = false;
  }

  /** Forgets everything. */
  clear(): void {
    this.#leading = 0;
    this.#trailing = 0;
    this.#longest = 0;
    this.#inLongRuns = 0;
    this.#isAllLost = true;
  }
}

function inLong(run: number): number {
  return run >= OUTAGE_PROBES ? run : 0;
}
