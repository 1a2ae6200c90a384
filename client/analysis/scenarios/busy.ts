import { LOAD_FLOOR_BPS } from "../passive_bloat.ts";
import type { Line } from "./line.ts";

/** From this share of the highest rate on, a minute is busy. */
const BUSY_SHARE = 0.3;

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
    const least = Math.max(LOAD_FLOOR_BPS, highestOf(rates) * BUSY_SHARE);
    for (let at = 0; at < line.length; at++) {
      if ((rates[at] ?? 0) >= least) isBusy[at] = 1;
    }
  }
  return isBusy;
}

/**
 * The highest of many rates.
 *
 * @param rates bit/s; NaN where not known.
 * @returns bit/s; 0 where none is known.
 */
export function highestOf(rates: Float64Array): number {
  let highest = 0;
  for (const rate of rates) {
    if (rate > highest) highest = rate;
  }
  return highest;
}
