/** How good a call would have been in the last minute. @module */

import { burstRatio, voiceQuality } from "../analysis/emodel.ts";

const WINDOW_MS = 60_000;
const NS_PER_US = 1_000;

interface Probe {
  readonly atMs: number;
  readonly rttUs: number;
}

/** The last minute of one series, for the E-model. */
export class CallWindow {
  #probes: Probe[] = [];

  /**
   * Takes the next probe.
   *
   * @param atMs When it was sent, Unix milliseconds.
   * @param rttUs Its round trip, microseconds; -1: it was lost.
   */
  add(atMs: number, rttUs: number): void {
    this.#probes.push({ atMs, rttUs });
  }

  /**
   * Forgets what is older than a minute, or of the future as the clock was set
   * back, and looks at the rest.
   *
   * @param nowMs Unix milliseconds.
   * @returns Mean opinion score, 1 to 4.41; `NaN`: nothing was answered.
   */
  mos(nowMs: number): number {
    this.#probes = this.#probes.filter(({ atMs }) =>
      atMs >= nowMs - WINDOW_MS && atMs <= nowMs
    );
    const isLost = this.#probes.map(({ rttUs }) => rttUs < 0);
    const counts = {
      sent: isLost.length,
      lost: isLost.filter(Boolean).length,
      runs: isLost.filter((lost, i) => lost && !isLost[i - 1]).length,
    };
    return voiceQuality({
      delaysNs: this.#probes.filter(({ rttUs }) => rttUs >= 0)
        .map(({ rttUs }) => rttUs * NS_PER_US),
      delaysAre: "round_trip",
      lossPct: 100 * counts.lost / counts.sent,
      burstRatio: burstRatio(counts),
    })?.mos ?? NaN;
  }
}
