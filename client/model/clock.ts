import type { MonoNs, WallNs } from "@bufferbane/protocol";

export type { MonoNs, WallNs };

/** The clocks a stage may read; passed in, so that tests can turn them. */
export interface Clock {
  /** `CLOCK_REALTIME`: says *when*; can be stepped. */
  wall(): WallNs;
  /** `CLOCK_MONOTONIC`: says *how long*; stands still in suspend. */
  mono(): MonoNs;
  /** `CLOCK_BOOTTIME`: like {@linkcode mono}, but goes on in suspend. */
  boot(): MonoNs;
}
