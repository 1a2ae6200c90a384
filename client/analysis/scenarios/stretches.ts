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
  /** So many unmarked places in a row do not end one; none unless given. */
  readonly bridge?: number;
  /** A stretch has so many marks at least; one unless given. */
  readonly atLeast?: number;
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
  { bridge = 0, atLeast = 1, isUnknown = () => false }: StretchOptions = {},
): Stretch[] {
  const found: Stretch[] = [];
  let open: { from: number; to: number; marked: number } | undefined;
  let unmarked = 0;
  for (let at = 0; at < length; at++) {
    if (isUnknown(at)) continue;
    if (isMarked(at)) {
      if (open === undefined) {
        open = { from: at, to: at, marked: 0 };
        found.push(open);
      }
      open.to = at + 1;
      open.marked++;
      unmarked = 0;
    } else if (open !== undefined && ++unmarked > bridge) open = undefined;
  }
  return found.filter(({ marked }) => marked >= atLeast);
}
