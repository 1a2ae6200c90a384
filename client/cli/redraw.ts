/** What commands with `--watch` have in common. @module */

import { setTimeout as delay } from "node:timers/promises";
import type { TerminalSize } from "./terminal_size.ts";

/** Cursor home, and erase all that is below it. */
const CLEAR = "\x1b[H\x1b[J";

/**
 * One state after another: in place on a terminal, as far as it has room, and
 * below each other in a file.
 *
 * @param lines The newest state.
 * @param terminal Its size now; `null` if there is none.
 */
export function redrawn(
  lines: readonly string[],
  terminal: TerminalSize | null,
): string {
  // What scrolls cannot be redrawn in place.
  return terminal === null
    ? `${lines.join("\n")}\n\n`
    : `${CLEAR}${lines.slice(0, terminal.rows - 1).join("\n")}\n`;
}

/**
 * Waits.
 *
 * @param ms How long.
 * @param signal Ends it at once.
 * @returns `false` if it is time to stop.
 */
export async function waitUnlessStopped(
  ms: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await delay(ms, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
