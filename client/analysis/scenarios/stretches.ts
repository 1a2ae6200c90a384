/** Places next to each other in a row of minutes. */
export interface Stretch {
  /** The first place. */
  readonly from: number;
  /** The place after the last. */
  readonly to: number;
  /** How many places in it are marked. */
  readonly marked: number;
}

/** What makes marks one stretch. */
export interface StretchOptions {
  /** So many unmarked places in a row do not end one, >= 0. */
  readonly bridge: number;
  /** A stretch has so many marks at least, >= 1. */
  readonly atLeast: number;
  /** A place that says nothing, neither yes nor no; none unless given. */
  readonly isUnknown?: (at: number) => boolean;
}

/**
 * Finds where marks lie densely.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const marks = [0, 1, 1, 0, 1, 0, 0, 0, 1];
 * deepStrictEqual(
 *   stretchesOf(marks.length, (at) => marks[at] === 1, {
 *     bridge: 1,
 *     atLeast: 2,
 *   }),
 *   [{ from: 1, to: 5, marked: 3 }],
 * );
 * ```
 *
 * @param length How many places there are.
 * @param isMarked Whether one is marked.
 * @param options What makes a stretch.
 * @returns Stretches, in order; they begin and end with a mark.
 */
export function stretchesOf(
  length: number,
  isMarked: (at: number) => boolean,
  { bridge, atLeast, isUnknown = () => false }: StretchOptions,
): Stretch[] {
  const found: Stretch[] = [];
  let from = -1;
  let to = 0;
  let marked = 0;
  let unmarked = 0;
  const close = () => {
    if (marked >= atLeast) found.push({ from, to, marked });
    from = -1;
    marked = 0;
  };
  for (let at = 0; at < length; at++) {
    if (isUnknown(at)) continue;
    if (isMarked(at)) {
      if (from < 0) from = at;
      to = at + 1;
      marked++;
      unmarked = 0;
    } else if (from >= 0 && ++unmarked > bridge) close();
  }
  close();
  return found;
}
