import type { MonoNs, WallNs } from "@bufferbane/protocol";

export type { MonoNs, WallNs };

const NS_PER_MS = 1_000_000n;

/** The clocks a stage may read; passed in, so that tests can turn them. */
export interface Clock {
  /** `CLOCK_REALTIME`: says *when*; can be stepped. */
  wall(): WallNs;
  /** `CLOCK_MONOTONIC`: says *how long*; stands still in suspend. */
  mono(): MonoNs;
  /** `CLOCK_BOOTTIME`: like {@linkcode mono}, but goes on in suspend. */
  boot(): MonoNs;
}

/**
 * An instant in the milliseconds that events, files and people are told.
 *
 * @param wall Nanoseconds since the Unix epoch.
 * @returns Whole Unix milliseconds, those that have passed.
 */
export function unixMs(wall: WallNs): number {
  return Number(wall / NS_PER_MS);
}
