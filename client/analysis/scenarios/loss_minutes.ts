import type { Period } from "../../model/mod.ts";
import { type Line, MINUTE_MS, type MinuteTrack } from "./line.ts";
import { stretchesOf } from "./stretches.ts";

/** More suspect minutes than this are not read: the worst are enough. */
const MOST_SUSPECTS = 4000;

/** Fewer lost probes do not tell an outage from a few losses. */
const FEWEST_PROBES = 5;

/** A line is down from here on (PRODUCT: `outage`), ms. */
export const OUTAGE_MS = 60_000;

/** So many losses in a row make a burst (PRODUCT: `loss_burst`). */
export const BURST_RUN = 3;

/** Which minutes are to be looked at second by second, and which need not. */
export interface LossMinutes {
  /** Where losses came in a row, a minute more on both sides; in order. */
  readonly suspects: readonly Period[];
  /** Minutes in which nothing beyond the gateway answered; in order. */
  readonly outages: readonly Period[];
}

/**
 * Finds the minutes in which the line may have broken off or lost packets in
 * bursts. One target alone is not the line: two must have lost something.
 *
 * @param line The line.
 * @returns The minutes.
 */
export function lossMinutesOf(line: Line): LossMinutes {
  const { far, length, startMs, measuredMs } = line;
  const isDead = (at: number) => isAllLost(far, at);
  const outages = stretchesOf(length, isDead)
    .filter(({ from, to }) => {
      // A minute in which bufferbane ran for seconds shows no more than these.
      const shownMs = measuredMs.subarray(from, to)
        .reduce((sum, ms) => sum + ms, 0);
      // One target asked every 10 s has few probes in a minute: all count.
      return shownMs >= OUTAGE_MS && lostIn(far, from, to) >= FEWEST_PROBES;
    });
  const isNearDead = new Uint8Array(length);
  for (const { from, to } of outages) {
    isNearDead.fill(1, Math.max(0, from - 1), to + 1);
  }
  const runs = Int32Array.from(
    isNearDead,
    (isNear, at) => isNear === 1 ? 0 : suspectRun(far, at),
  );
  // Bounded: where nearly every minute is suspect, the longest runs tell.
  const least = runs.toSorted()[length - 1 - MOST_SUSPECTS] ?? 0;
  const suspects = stretchesOf(length, (at) => (runs[at] ?? 0) > least, {
    bridge: 2,
  });
  const periodOf = (from: number, to: number) => ({
    fromMs: startMs + from * MINUTE_MS,
    toMs: startMs + to * MINUTE_MS,
  });
  return {
    suspects: suspects.map(({ from, to }) =>
      periodOf(Math.max(0, from - 1), Math.min(length, to + 1))
    ),
    outages: outages.map(({ from, to }) => periodOf(from, to)),
  };
}

/** Whether everything beyond the gateway was sent to in vain. */
function isAllLost(far: readonly MinuteTrack[], at: number): boolean {
  return far.every(({ sent, lost }) => lost[at] === sent[at]) &&
    far.some(({ sent }) => (sent[at] ?? 0) > 0);
}

/** Lost probes of all targets, from one minute up to another. */
function lostIn(
  far: readonly MinuteTrack[],
  from: number,
  to: number,
): number {
  let lost = 0;
  for (const track of far) {
    for (let at = from; at < to; at++) lost += track.lost[at] ?? 0;
  }
  return lost;
}

/**
 * The longest run of losses, if it may be a burst of enough targets or a part
 * of an interruption that goes on in the next minute; else 0.
 */
function suspectRun(far: readonly MinuteTrack[], at: number): number {
  const runs = far.map(({ longestLossRun }) => longestLossRun[at] ?? 0);
  const losing = far.filter(({ lost }) => (lost[at] ?? 0) >= 2);
  const longest = Math.max(...runs);
  const isBurst = longest >= BURST_RUN &&
    losing.length >= Math.min(2, far.length);
  return isBurst || Math.min(...runs) >= 2 ? longest : 0;
}
