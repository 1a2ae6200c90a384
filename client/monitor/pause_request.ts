/**
 * How the load tests of a running monitor are paused, over its control socket:
 *
 * ```text
 * > {"request":"pause","ms":7200000}
 * < {"pausedUntilMs":1800007200000}
 * > {"request":"resume"}
 * < {"pausedUntilMs":null}
 * ```
 *
 * @module
 */

/** What the monitor answers. */
export type PauseAnswer =
  /** Until when, Unix milliseconds; `null`: not paused. */
  | { readonly pausedUntilMs: number | null }
  /** Why not. */
  | { readonly error: string };
