/** A minute, in milliseconds. */
export const MINUTE_MS = 60_000;
/** An hour, in milliseconds. */
export const HOUR_MS = 3_600_000;

/** The start of the minute, hour... that an instant lies in. */
export function floorTo(atMs: number, grainMs: number): number {
  return Math.floor(atMs / grainMs) * grainMs;
}
