import type { TrafficClass } from "../model/mod.ts";
import type { Flow } from "./flows.ts";

/** How traffic is counted. */
export type TrafficMode = typeof TRAFFIC_MODES[number];

/** All of {@linkcode TrafficMode}, the best first. */
export const TRAFFIC_MODES = [
  "tcx",
  "xdp",
  "xdp-generic",
  "counters",
] as const;

/** What people may ask for. */
export const MODE_CHOICES = ["auto", ...TRAFFIC_MODES] as const;

/** One of {@linkcode MODE_CHOICES}. */
export type ModeChoice = typeof MODE_CHOICES[number];

/** Packets and bytes since the counting began. */
export interface Total {
  /** Packets. */
  readonly packets: number;
  /** Bytes, layer 2. */
  readonly bytes: number;
}

/** Totals of one direction by class; a class that is not told apart is absent. */
export type Totals = Readonly<Partial<Record<TrafficClass, Total>>> & {
  readonly all: Total;
};

/** Totals of both directions. */
export interface TrafficTotals {
  /** What arrived. */
  readonly received: Totals;
  /** What left. */
  readonly sent: Totals;
}

/** Counts an interface's traffic from when it is opened until it is disposed. */
export interface TrafficSource extends Disposable {
  /** How. */
  readonly mode: TrafficMode;
  /** Why it is not a better one, a sentence each; empty if it is the best. */
  readonly notes: readonly string[];
  /**
   * What was counted so far.
   *
   * @returns `null` if the interface has gone.
   */
  read(): TrafficTotals | null;
  /**
   * The flows that moved most since the last call.
   *
   * @param count How many at most.
   * @returns The largest first; `null` if flows are not told apart.
   */
  topFlows(count: number): readonly Flow[] | null;
}
