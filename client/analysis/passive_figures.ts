import type { Interval } from "./bootstrap.ts";
import type { LoadBin } from "./load_curve.ts";

/** Bufferbloat of one direction, from the line's own traffic. */
export type PassiveBloatFigures =
  | {
    readonly kind: "not_enough_load";
    /** The highest sustained rate seen so far, bit/s; 0 for none. */
    readonly highestBps: number;
    /** Seconds near it so far. */
    readonly loadedSeconds: number;
    /** A sentence for a person. */
    readonly reason: string;
  }
  | {
    readonly kind: "measured";
    /** The highest sustained rate seen, bit/s: "at up to ...". */
    readonly highestBps: number;
    /** Seconds near it. */
    readonly loadedSeconds: number;
    /** Delay near it less delay when idle, P50, ns. */
    readonly bloatNs: number;
    /** 95 % confidence interval of `bloatNs`. */
    readonly interval: Interval;
    /** Delay above idle against load. */
    readonly curve: readonly LoadBin[];
  };

/** The same at a glance, as far as it costs next to nothing. */
export interface PassiveGlance {
  /** The highest sustained rate seen so far, bit/s; 0 for none. */
  readonly highestBps: number;
  /** Seconds near it so far. */
  readonly loadedSeconds: number;
  /** Delay near it less delay when idle, P50, ns; `null`: too few seconds. */
  readonly bloatNs: number | null;
}
