/** How good a call would have been in the last minute. @module */

import { burstRatio, voiceQuality } from "../analysis/emodel.ts";

const WINDOW_MS = 60_000;
const NS_PER_US = 1_000;

/** The last minute of one series, for the E-model. */
export class CallWindow {
  #atMs: number[] = [];
  #rttUs: number[] = [];

  /**
   * Takes the next probe.
   *
   * @param atMs When it was sent, Unix milliseconds.
   * @param rttUs Its round trip, microseconds; -1: it was lost.
   */
  add(atMs: number, rttUs: number): void {
    this.#atMs.push(atMs);
    this.#rttUs.push(rttUs);
  }

  /**
   * Forgets what is older than a minute, and looks at the rest.
   *
   * @param nowMs Unix milliseconds.
   * @returns Mean opinion score, 1 to 4.41; `NaN`: nothing was answered.
   */
  mos(nowMs: number): number {
    const first = this.#atMs.findIndex((atMs) => atMs >= nowMs - WINDOW_MS);
    const gone = first < 0 ? this.#atMs.length : first;
    this.#atMs.splice(0, gone);
    this.#rttUs.splice(0, gone);
    const isLost = this.#rttUs.map((rttUs) => rttUs < 0);
    const counts = {
      sent: isLost.length,
      lost: isLost.filter(Boolean).length,
      runs: isLost.filter((lost, i) => lost && !isLost[i - 1]).length,
    };
    return voiceQuality({
      delaysNs: this.#rttUs.filter((rttUs) => rttUs >= 0)
        .map((rttUs) => rttUs * NS_PER_US),
      delaysAre: "round_trip",
      lossPct: 100 * counts.lost / counts.sent,
      burstRatio: burstRatio(counts),
    })?.mos ?? NaN;
  }
}
