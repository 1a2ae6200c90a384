import { LOAD_FLOOR_BPS } from "../passive_bloat.ts";
import type { Line } from "./line.ts";
import { medianOf } from "./median.ts";

/** From this share of the highest rate on, a minute is busy. */
const BUSY_SHARE = 0.3;
/** The highest rate is load only if it is so much above what is usual. */
const CONTRAST = 5;

/**
 * In which minutes somebody used the line so much that its delay is their
 * doing.
 *
 * @param line The line.
 * @returns 1 for such a minute; none where nobody counted.
 */
export function busyMinutesOf(line: Line): Uint8Array {
  const isBusy = new Uint8Array(line.length);
  if (line.load === null) return isBusy;
  for (const rates of [line.load.sentBps, line.load.receivedBps]) {
    const highestBps = highestLoadOf(rates);
    if (highestBps === null) continue;
    for (const [at, bps] of rates.entries()) {
      if (bps >= BUSY_SHARE * highestBps) isBusy[at] = 1;
    }
  }
  return isBusy;
}

/**
 * The most that a direction carried.
 *
 * @param rates Of its minutes, bit/s; NaN where not known.
 * @returns bit/s; `null` if it never carried more than what always goes over
 *   it: acknowledgements, probes, chatter.
 */
export function highestLoadOf(rates: Float64Array): number | null {
  const known = rates.filter((bps) => !Number.isNaN(bps));
  const highestBps = known.reduce((most, bps) => Math.max(most, bps), 0);
  const leastBps = Math.max(LOAD_FLOOR_BPS, CONTRAST * medianOf(known));
  return highestBps >= leastBps ? highestBps : null;
}
