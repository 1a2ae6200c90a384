/** A bufferbloat test: latency at rest, under load, and after it. @module */

import { ThreadBusy } from "@bufferbane/ffi";
import { ratesOf } from "../../analysis/carried.ts";
import {
  type BloatPhase,
  type Direction,
  type PhaseRate,
  RATE_INTERVAL_MS,
} from "../../model/mod.ts";
import type { BloatProgress } from "../../monitor/test_request.ts";
import { LoadError } from "../../probes/load_error.ts";
import type { LoadMachine } from "../load_machine.ts";
import type { BloatLine, DirectionLoad } from "./line.ts";
import { strideFor } from "./pace.ts";
import {
  type BloatPlan,
  MAX_LOAD_MS,
  phasesOf,
  type PlannedPhase,
} from "./plan.ts";
import { BloatMeter } from "./progress.ts";
import { BloatSamples } from "./samples.ts";

const NS_PER_MS = 1_000_000n;
/** Five times a second: what the eye follows. */
const PROGRESS_NS = 200_000_000n;

const NO_ANSWERS = "Cannot measure latency as no probe was answered";

/** What is done to which line. */
export interface BloatRun {
  /** The line. */
  readonly line: BloatLine;
  /** What to do. */
  readonly plan: BloatPlan;
  /** Told how it goes, some times a second and at each phase's begin. */
  readonly onProgress: (progress: BloatProgress) => void;
}

/**
 * Runs a test to its end.
 *
 * @param machine What to work with.
 * @param run What to do.
 * @returns All phases, with what happened in each.
 * @throws {LoadError} When there is no test to be had, or it was broken off.
 */
export async function runBloat(
  machine: LoadMachine,
  run: BloatRun,
): Promise<readonly BloatPhase[]> {
  const { line } = run;
  try {
    await line.begin();
    const phases = await runPhases(machine, run);
    await line.end(true);
    return phases;
  } catch (error) {
    await line.end(false);
    throw error;
  }
}

async function runPhases(
  machine: LoadMachine,
  { line, plan, onProgress }: BloatRun,
): Promise<readonly BloatPhase[]> {
  const { clock, schedule, libc } = machine.context;
  const planned = phasesOf(plan, line.directions);
  const samples = new BloatSamples(clock.wall());
  const meter = new BloatMeter(planned);
  const nowMs = () => samples.atMs(clock.wall());
  using probe = line.openProbe({
    ...machine.context,
    report(measurement) {
      samples.take(measurement);
      meter.take(measurement, nowMs());
    },
  });
  let turn = 0;
  using _sending = schedule.every({
    periodNs: BigInt(line.probeIntervalMs) * NS_PER_MS,
    phaseNs: clock.mono(),
  }, () => {
    if (turn++ % strideFor(meter.slowestBps, line) === 0) {
      probe.send(clock.wall());
    }
  });
  using _telling = schedule.every({
    periodNs: PROGRESS_NS,
    phaseNs: clock.mono() + PROGRESS_NS,
  }, () => onProgress(meter.progress(nowMs())));
  const phases: Omit<BloatPhase, "samples">[] = [];
  /** No further load would be granted. */
  let isUsedUp = false;
  for (const phase of planned) {
    const fromMs = nowMs();
    meter.next(fromMs);
    onProgress(meter.progress(fromMs));
    const busy = new ThreadBusy(libc);
    const loads = phase.directions.length === 0
      ? await rest(machine, phase.lastsMs)
      : await load({ line, meter, nowMs, signal: machine.signal }, phase);
    const ownPct = busy.pct();
    phases.push({
      kind: phase.kind,
      fromMs,
      toMs: nowMs(),
      ...figures(loads, ownPct),
    });
    if (!meter.hasAnswers) throw new LoadError("silent", NO_ANSWERS);
    if (loads.size > 0) await line.settle();
    else if (isUsedUp) break;
    isUsedUp ||= [...loads.values()].some(({ isCutShort }) => isCutShort);
  }
  return withSamples(phases, samples);
}

/** Waits, while probes go on. */
async function rest(
  { context, signal }: LoadMachine,
  restMs: number,
): Promise<ReadonlyMap<Direction, DirectionLoad>> {
  const { clock, schedule } = context;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => reject(new LoadError("aborted", "The test was stopped"));
  signal.addEventListener("abort", stop);
  const atNs = clock.mono() + BigInt(restMs) * NS_PER_MS;
  using _timer = schedule.at(atNs, resolve);
  try {
    if (signal.aborted) stop();
    await promise;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return new Map();
}

/** Loads the line, in both directions at once where two are asked for. */
async function load(
  { line, meter, nowMs, signal }: {
    readonly line: BloatLine;
    readonly meter: BloatMeter;
    readonly nowMs: () => number;
    readonly signal: AbortSignal;
  },
  { directions }: PlannedPhase,
): Promise<ReadonlyMap<Direction, DirectionLoad>> {
  const failed = new AbortController();
  const enough = new AbortController();
  const found = new Map<Direction, DirectionLoad>();
  await Promise.allSettled(directions.map(async (direction) => {
    try {
      const load = await line.load({
        direction,
        durationMs: MAX_LOAD_MS,
        enough: enough.signal,
        signal: AbortSignal.any([signal, failed.signal]),
        onCount(count) {
          meter.count(direction, count);
          const { phaseElapsedMs, phaseMs } = meter.progress(nowMs());
          if (phaseElapsedMs >= phaseMs) enough.abort();
        },
      });
      found.set(direction, load);
    } catch (error) {
      // One direction alone is no test: the other ends, too.
      failed.abort(error);
    }
  }));
  if (failed.signal.aborted) throw failed.signal.reason;
  return found;
}

function figures(
  loads: ReadonlyMap<Direction, DirectionLoad>,
  ownPct: number,
): Pick<BloatPhase, "up" | "down" | "flows" | "ownCpuPct"> {
  const each = [...loads.values()];
  return {
    up: rateOf(loads.get("up")),
    down: rateOf(loads.get("down")),
    flows: each.some(({ flows }) => flows === null)
      ? null
      : each.flatMap(({ flows }) => flows ?? []),
    ownCpuPct: Math.max(ownPct, ...each.map(({ farCpuPct }) => farCpuPct)),
  };
}

function rateOf(load: DirectionLoad | undefined): PhaseRate | null {
  if (load === undefined) return null;
  const { counts, grantBps, isCutShort } = load;
  const bps = ratesOf(counts, RATE_INTERVAL_MS);
  const movedBytes = bps.reduce((sum, one) => sum + one, 0) / 8 *
    RATE_INTERVAL_MS / 1000;
  return { bps, grantBps, budgetBytes: isCutShort ? movedBytes : null };
}

function withSamples(
  phases: readonly Omit<BloatPhase, "samples">[],
  samples: BloatSamples,
): readonly BloatPhase[] {
  const rests = phases.filter(({ up, down }) => up === null && down === null);
  const all = samples.samples(rests);
  return phases.map((phase) => ({
    ...phase,
    samples: all.filter(({ atMs }) =>
      atMs >= phase.fromMs && atMs < phase.toMs
    ),
  }));
}
