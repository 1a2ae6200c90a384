import { offsetMark } from "../analysis/local_text.ts";
import type { LocalClock } from "./local_time.ts";

/**
 * What tells the two readings of an hour apart that clocks repeat.
 *
 * @param clock Whose zone.
 * @param atMs Unix milliseconds.
 * @returns E.g. `"+02:00"` in such an hour, else empty.
 */
export function repeatMark(clock: LocalClock, atMs: number): string {
  return offsetMark(atMs, (ms) => clock.offsetMs(ms));
}
