import { LOST_ON } from "../model/mod.ts";
import type { DirectedDelay, Direction } from "./direction_columns.ts";
import type { Distribution } from "./distribution.ts";
import type { Rollup } from "./rollup.ts";

/** What of a rollup is drawn as one line. */
export interface RolledWay {
  /** Probes that count. */
  readonly sent: number;
  /** Of these, lost on the way that is meant. */
  readonly lost: number;
  /** Its times. */
  readonly times: Distribution;
  /** How many IPDVs there were; none in one direction alone. */
  readonly ipdvCount: number;
  /** Their sum, absolute, µs. */
  readonly ipdvSumUs: number;
}

const WAYS = {
  "one-way": { up: "up", down: "down" },
  "queue": { up: "queueUp", down: "queueDown" },
} as const;

/**
 * The round trips of a rollup, or one direction of it as `directionColumns()`
 * takes it from samples.
 *
 * @param rollup Of an ECHO series if a direction is meant.
 * @param way Which direction, and which delay; `null` for round trips.
 * @returns What counts of it.
 * @throws {TypeError} When it has no directions.
 */
export function rolledWay(
  rollup: Rollup,
  way: {
    readonly direction: Direction;
    readonly delay: DirectedDelay;
  } | null,
): RolledWay {
  const { sent, lost, echo, lostOn, ipdvCount, ipdvSumUs } = rollup;
  if (way === null) {
    return { sent, lost, times: rollup.rtt, ipdvCount, ipdvSumUs };
  }
  if (echo === null) {
    throw new TypeError("Cannot tell directions of what are no ECHOs");
  }
  const own = LOST_ON.indexOf(way.direction);
  const elsewhere = lostOn.reduce(
    (sum, count, on) => on === own ? sum : sum + count,
    0,
  );
  return {
    sent: sent - elsewhere,
    lost: lost - elsewhere,
    times: echo[WAYS[way.delay][way.direction]],
    ipdvCount: 0,
    ipdvSumUs: 0,
  };
}
