import type { DirectionFigures, Directions } from "../../analysis/mod.ts";
import { ms } from "./format.ts";

/**
 * What ECHOs tell of each direction, as phrases for a line below their row:
 * queueing delay now and its 95th percentile, losses, one-way delay.
 *
 * @param directions Of the window.
 * @returns None while nothing is known. The most important first, so that a
 * narrow terminal has the rest cut off; e.g. `"up queue 0.120 P95 34.5 lost 2"`.
 */
export function directionWords(directions: Directions): readonly string[] {
  const { up, down, errorNs, lostUnknown } = directions;
  const isSilent = Number.isNaN(errorNs) && Number.isNaN(up.lastQueueNs) &&
    up.lost + down.lost + lostUnknown === 0;
  if (isSilent) return [];
  return [
    `up ${words(up)}`,
    `down ${words(down)}`,
    ...(lostUnknown > 0 ? [`${lostUnknown} lost somewhere`] : []),
    ...(Number.isNaN(errorNs) ? [] : [
      `one-way ${ms(up.meanDelayNs)}/${ms(down.meanDelayNs)} +-${ms(errorNs)}`,
    ]),
  ];
}

function words({ lastQueueNs, queueP95Ns, lost }: DirectionFigures): string {
  return `queue ${ms(lastQueueNs)} P95 ${ms(queueP95Ns)} lost ${lost}`;
}
