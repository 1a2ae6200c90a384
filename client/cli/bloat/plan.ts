/** What a bufferbloat test does, one phase after the other. Pure. @module */

import {
  type BloatPhaseKind,
  type Direction,
  LOAD_PHASES,
} from "../../model/mod.ts";

/** What a test is to do. */
export interface BloatPlan {
  /** How long each phase at rest lasts, ms. */
  readonly restMs: number;
  /** How long each phase under load lasts, ms, 1000 to 30000. */
  readonly loadMs: number;
  /** Connections each way, 1 to 16. */
  readonly flows: number;
}

/** One phase to come. */
export interface PlannedPhase {
  /** What it does to the line. */
  readonly kind: BloatPhaseKind;
  /** Which ways it loads; none at rest. */
  readonly directions: readonly Direction[];
  /** How long it is to last, ms. */
  readonly lastsMs: number;
}

/** The longest that a phase under load may last, ms. */
export const MAX_LOAD_MS = 30_000;

/**
 * TCP finds the rate, fills the queue and mends its first losses in so many
 * round trips: in front of a deep queue that takes longer than was planned.
 */
const SETTLING_ROUND_TRIPS = 30;

/**
 * How long a phase really lasts.
 *
 * @param phase What was planned.
 * @param rttNs The round trip now; `null`: not known.
 * @returns ms, what was planned at least.
 */
export function stretchedMs(
  { directions, lastsMs }: PlannedPhase,
  rttNs: number | null,
): number {
  if (directions.length === 0) return lastsMs;
  const neededMs = SETTLING_ROUND_TRIPS * (rttNs ?? 0) / 1e6;
  return Math.max(lastsMs, Math.min(MAX_LOAD_MS, neededMs));
}

const LOADED: Readonly<
  Record<typeof LOAD_PHASES[number], readonly Direction[]>
> = {
  download: ["down"],
  upload: ["up"],
  both: ["down", "up"],
};

/**
 * The phases of a test: idle, download, recovery, upload, recovery, both,
 * cooldown; without those whose direction cannot be loaded.
 *
 * @param plan How long they last.
 * @param possible The directions that can be loaded.
 */
export function phasesOf(
  { restMs, loadMs }: BloatPlan,
  possible: readonly Direction[],
): readonly PlannedPhase[] {
  const loads = LOAD_PHASES.filter((kind) =>
    LOADED[kind].every((direction) => possible.includes(direction))
  );
  const rest = (kind: BloatPhaseKind): PlannedPhase => ({
    kind,
    directions: [],
    lastsMs: restMs,
  });
  return [
    rest("idle"),
    ...loads.flatMap((kind, i): readonly PlannedPhase[] => [
      { kind, directions: LOADED[kind], lastsMs: loadMs },
      rest(i < loads.length - 1 ? "recovery" : "cooldown"),
    ]),
  ];
}
