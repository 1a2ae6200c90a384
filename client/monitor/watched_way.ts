import type { FoundWay } from "../analysis/path_change.ts";
import { PathTrigger } from "./path_trigger.ts";
import type { PlannedTarget } from "./targets.ts";

/** Hints so soon after a trace are about the same thing; longer if in vain. */
export const FIRST_AGAIN_MS = 15_000;

/** Quick, to see who is there; or slow, to see what each hop loses. */
export type TraceKind = "ordinary" | "thorough";

/** A way that is watched. */
export interface Watched {
  /** Whose, at its address now. */
  target: PlannedTarget;
  /** Names its flow. */
  readonly tag: number;
  /** Watches its probes. */
  readonly trigger: PathTrigger;
  /** As it was last found; `null`: not yet. */
  way: FoundWay | null;
  /** As it was when all was well; `null`: never yet. */
  usual: FoundWay | null;
  /** The traces that run or wait. */
  readonly tracing: Set<TraceKind>;
  /** Whether a hint waits for that time. */
  isDue: boolean;
  /** Hints are not acted upon before, Unix milliseconds. */
  nextMs: number;
  /** How long they are not taken after the next one, ms. */
  againMs: number;
  /** Trouble is not looked into before, Unix milliseconds. */
  nextThoroughMs: number;
  /** When a probe last hinted at anything, Unix milliseconds. */
  hintedMs: number;
}

/**
 * A way of which nothing is known.
 *
 * @param target Whose.
 * @param tag Names its flow, 32 bits.
 */
export function watchedWay(target: PlannedTarget, tag: number): Watched {
  return {
    target,
    tag,
    trigger: new PathTrigger(),
    way: null,
    usual: null,
    tracing: new Set(),
    isDue: false,
    nextMs: 0,
    againMs: FIRST_AGAIN_MS,
    nextThoroughMs: 0,
    hintedMs: -Infinity,
  };
}
