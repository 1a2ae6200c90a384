import type { ByteCount } from "../../probes/load_outcome.ts";
import type { Probe, ProbeContext } from "../../probes/probe.ts";
import type { Direction, FlowFigures } from "../../model/mod.ts";
import type { ForeignProbe } from "../../analysis/mod.ts";
import type { ProbePace } from "./pace.ts";

/** What a line is to be loaded with. */
export interface LoadWanted {
  /** Which way. */
  readonly direction: Direction;
  /** How long at most, ms. */
  readonly durationMs: number;
  /** Ends it earlier, in good order. */
  readonly enough: AbortSignal;
  /** Breaks it off. */
  readonly signal: AbortSignal;
  /** Told what has been carried, some times a second. */
  readonly onCount: (count: ByteCount) => void;
}

/** How a load of one direction went. */
export interface DirectionLoad {
  /** What had been carried, oldest first. */
  readonly counts: readonly ByteCount[];
  /** What its connections say; `null`: nobody can tell. */
  readonly flows: readonly FlowFigures[] | null;
  /** Whether a limit of bytes ended it before its time. */
  readonly isCutShort: boolean;
  /** The most that the far end allows, bit/s; `null`: not limited. */
  readonly grantBps: number | null;
  /** How busy the far end was, percent of a core; 0 where it does not tell. */
  readonly farCpuPct: number;
}

/** A line that can be loaded and probed: to an own server, or to a URL. */
export interface BloatLine extends ProbePace {
  /** Which ways it can be loaded. */
  readonly directions: readonly Direction[];
  /** How its latency is probed, as responsiveness names it; `null`: not there. */
  readonly foreignProbe: ForeignProbe | null;
  /** Whose round trips are measured. @param context Where they go. */
  openProbe(context: ProbeContext): Probe;
  /** Secures the far end for the whole test. @throws {LoadError} */
  begin(): Promise<void>;
  /** Loads one direction to its end. @throws {LoadError} */
  load(wanted: LoadWanted): Promise<DirectionLoad>;
  /** A load phase is over, whichever way it went. */
  settle(): Promise<void>;
  /** Gives the far end free. @param isDone Whether it went to its end. */
  end(isDone: boolean): Promise<void>;
}
