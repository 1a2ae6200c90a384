/** A bufferbloat test: latency at rest, under load, and after it. @module */

import { cpuUsage } from "node:process";
import { familyOf } from "@bufferbane/ffi";
import { BLOAT_DIRECTION, BULK_MODE, BULK_REASON } from "@bufferbane/protocol";
import { ratesOf } from "../analysis/carried.ts";
import type {
  BloatPhase,
  BloatPhaseKind,
  Direction,
  Measurement,
  PhaseRate,
  Series,
} from "../model/mod.ts";
import { RATE_INTERVAL_MS } from "../model/mod.ts";
import { EchoProbe } from "../probes/echo.ts";
import { LoadError } from "../probes/load_error.ts";
import { endLoads } from "../probes/load_questions.ts";
import type { LoadOutcome } from "../probes/load_outcome.ts";
import { runTcpLoad } from "../probes/tcp_load.ts";
import { BloatEchoes } from "./bloat_echoes.ts";
import type { LoadLink } from "./load_link.ts";

/** A reply under load may take this long, and still be one. */
const TIMEOUT_NS = 4_000_000_000n;
const NS_PER_MS = 1_000_000n;

/** The phases, in order, and which way each loads. */
const PHASES: readonly (readonly [BloatPhaseKind, readonly Direction[]])[] = [
  ["idle", []],
  ["download", ["down"]],
  ["recovery", []],
  ["upload", ["up"]],
  ["recovery", []],
  ["both", ["down", "up"]],
  ["cooldown", []],
];

/** What a test is to do. */
export interface BloatPlan {
  /** How long each phase at rest lasts. */
  readonly restMs: number;
  /** How long each phase under load lasts, 1 to 30000. */
  readonly loadMs: number;
  /** From one ECHO to the next. */
  readonly echoIntervalMs: number;
  /** TCP connections each way. */
  readonly streams: number;
}

/** Probes while phases come and go; takes what became of its probes. */
export class BloatTest {
  #echoes: BloatEchoes | undefined;

  /** Takes a measurement. */
  report(measurement: Measurement): void {
    this.#echoes?.take(measurement);
  }

  /**
   * Runs the test.
   *
   * @param link With whom.
   * @param plan What to do.
   * @param onPhase Told each phase's begin.
   * @returns All phases, with what happened in each.
   * @throws {LoadError} When there is no test to be had.
   */
  async run(
    link: LoadLink,
    plan: BloatPlan,
    onPhase: (kind: BloatPhaseKind) => void,
  ): Promise<readonly BloatPhase[]> {
    const { session, testId } = link;
    await session.opened();
    await reserve(link, plan);
    const end = {
      kind: "bufferbloatEnd",
      testId,
      reason: BULK_REASON.done,
    } as const;
    try {
      const phases = await this.#runPhases(link, plan, onPhase);
      await session.ask(end, (stats) => stats.testId === testId);
      return phases;
    } catch (error) {
      // Else the server would keep the place for as long as was planned.
      session.tell({ ...end, reason: BULK_REASON.cancelled });
      throw error;
    }
  }

  async #runPhases(
    link: LoadLink,
    plan: BloatPlan,
    onPhase: (kind: BloatPhaseKind) => void,
  ): Promise<readonly BloatPhase[]> {
    const { clock, schedule } = link.context;
    const echoes = new BloatEchoes(clock.wall());
    this.#echoes = echoes;
    using probe = openEcho(link);
    using _sending = schedule.every({
      periodNs: BigInt(plan.echoIntervalMs) * NS_PER_MS,
      phaseNs: clock.mono(),
    }, () => probe.send(clock.wall()));
    const phases: Omit<BloatPhase, "samples">[] = [];
    for (const [kind, directions] of PHASES) {
      onPhase(kind);
      const fromMs = echoes.atMs(clock.wall());
      const cpu = cpuUsage();
      const loads = directions.length === 0
        ? await rest(link, plan.restMs)
        : await load(link, plan, directions);
      const toMs = echoes.atMs(clock.wall());
      const { user, system } = cpuUsage(cpu);
      phases.push({
        kind,
        fromMs,
        toMs,
        up: rateOf(loads.get("up")),
        down: rateOf(loads.get("down")),
        flows: [...loads.values()].flatMap(({ flows }) => flows),
        ownCpuPct: (user + system) / 1_000 / (toMs - fromMs) * 100,
      });
    }
    const samples = echoes.samples(
      phases.filter(({ kind }) => kind === "idle" || kind === "cooldown"),
    );
    return phases.map((phase) => ({
      ...phase,
      samples: samples.filter(({ atMs }) =>
        atMs >= phase.fromMs && atMs < phase.toMs
      ),
    }));
  }
}

async function reserve(link: LoadLink, plan: BloatPlan): Promise<void> {
  const { up, down, both } = BLOAT_DIRECTION;
  await link.session.ask({
    kind: "bufferbloatStart",
    testId: link.testId,
    directions: up | down | both,
    transport: BULK_MODE.tcp,
    streams: plan.streams,
    idleMs: plan.restMs,
    loadMs: plan.loadMs,
    recoverMs: plan.restMs,
    echoIntervalMs: plan.echoIntervalMs,
  }, ({ testId }) => testId === link.testId);
}

function openEcho({ context, reach, server }: LoadLink): EchoProbe {
  const series: Series = {
    probe: "echo",
    interface: reach.device,
    connectionType: "unknown",
    target: server.host,
    role: "server",
    family: familyOf(reach.address) ?? 4,
    variant: "",
    server: server.name,
  };
  return new EchoProbe(context, {
    ...reach,
    series,
    timeoutNs: TIMEOUT_NS,
    lateNs: TIMEOUT_NS,
    onNews: () => {},
  });
}

/** Waits, while ECHOs go on. */
async function rest(
  { context, signal }: LoadLink,
  restMs: number,
): Promise<ReadonlyMap<Direction, LoadOutcome>> {
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
  link: LoadLink,
  plan: BloatPlan,
  directions: readonly Direction[],
): Promise<ReadonlyMap<Direction, LoadOutcome>> {
  const { context, session, reach, testId } = link;
  const outcomes = await Promise.all(
    directions.map((direction) =>
      runTcpLoad(context, session, {
        ...link,
        ...reach,
        direction,
        streams: plan.streams,
        durationMs: plan.loadMs,
      })
    ),
  );
  await endLoads(session, testId, BULK_REASON.done);
  return new Map(
    directions.flatMap((direction, i) => {
      const outcome = outcomes[i];
      return outcome === undefined ? [] : [[direction, outcome]];
    }),
  );
}

function rateOf(outcome: LoadOutcome | undefined): PhaseRate | null {
  if (outcome === undefined) return null;
  return {
    bps: ratesOf(outcome.counts, RATE_INTERVAL_MS),
    grantBps: null,
    budgetBytes: null,
  };
}
