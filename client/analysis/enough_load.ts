/** So much load is needed: seconds, and times that it came, to be sure. */
const NEEDED = { idleSeconds: 30, seconds: 10, blocks: 3 } as const;

/** What was seen of one direction. */
export interface SeenLoad {
  /** The highest sustained rate, bit/s; 0 for none. */
  readonly highestBps: number;
  /** What the line is expected to carry, bit/s; `null`: nobody knows. */
  readonly expectedBps: number | null;
  /** Seconds near the highest rate. */
  readonly loadedSeconds: number;
  /** How many times they came. */
  readonly blocks: number;
  /** Seconds of rest. */
  readonly idleSeconds: number;
}

/**
 * Why nothing can be said yet of what load does to the line.
 *
 * @param seen What was seen so far.
 * @returns A sentence for a person; `null`: it is enough.
 */
export function whyNotYet(seen: SeenLoad): string | null {
  const { highestBps, expectedBps, loadedSeconds, blocks, idleSeconds } = seen;
  if (expectedBps !== null && highestBps < expectedBps / 2) {
    return "not enough load seen yet: never more than half of what the " +
      "line should carry";
  }
  if (loadedSeconds < NEEDED.seconds || blocks < NEEDED.blocks) {
    return `not enough load seen yet: ${loadedSeconds} s in ` +
      `${blocks} times (needed: ${NEEDED.seconds} s in ` +
      `${NEEDED.blocks} times)`;
  }
  return idleSeconds < NEEDED.idleSeconds
    ? `not enough rest seen yet: ${idleSeconds} s ` +
      `(needed: ${NEEDED.idleSeconds} s)`
    : null;
}
