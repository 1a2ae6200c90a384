import {
  LOST_ON,
  type LostOn,
  type SampleColumns,
  STATUSES,
} from "../model/mod.ts";

/** A direction between client and server. */
export type Direction = Exclude<LostOn, "unknown">;

/** What of a direction is wanted in place of the round trip. */
export type DirectedDelay = "one-way" | "queue";

const COLUMN = {
  "one-way": { up: "upUs", down: "downUs" },
  "queue": { up: "queueUpUs", down: "queueDownUs" },
} as const;

const UNCOUNTED = STATUSES.indexOf("self_dropped");

/**
 * One direction of stored ECHOs in the shape of a series of its own, so that
 * whatever draws or sums up round trips does the same for a direction.
 *
 * @param columns Of an ECHO series.
 * @param of Which direction, and what is to stand in `rttUs`.
 * @returns Losses are those in this direction; those in the other, and those
 * of unknown direction, are not counted.
 * @throws {TypeError} When the samples are no ECHOs.
 */
export function directionColumns(
  columns: SampleColumns,
  of: {
    readonly direction: Direction;
    readonly delay: DirectedDelay;
  },
): SampleColumns {
  const { direction, delay } = of;
  const { series, length, atMs, echo } = columns;
  if (echo === undefined) {
    throw new TypeError(`Cannot tell directions of ${series.probe} samples`);
  }
  const own = 1 + LOST_ON.indexOf(direction);
  const status = columns.status.map((code, i) => {
    const lostOn = echo.lostOn[i] ?? 0;
    const isElsewhere = lostOn !== 0 && lostOn !== own;
    return isElsewhere ? UNCOUNTED : code;
  });
  return {
    series: { ...series, variant: direction },
    length,
    atMs,
    rttUs: echo[COLUMN[delay][direction]],
    ipdvUs: new Int32Array(length).fill(-1),
    status,
  };
}
