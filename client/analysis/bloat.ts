import {
  type BloatPhase,
  type BloatSample,
  type Direction,
  LOAD_PHASES,
  type LoadPhaseKind,
} from "../model/mod.ts";
import { answeredNs, lostPct, settledSamples } from "./bloat_samples.ts";
import { percentileOfSorted } from "./percentile.ts";
import { recoveryMs } from "./recovery.ts";
import {
  type Saturation,
  saturationOf,
  settledBps,
  SETTLING_SHARE,
} from "./saturation.ts";
import { type Spread, spreadOf } from "./spread.ts";

/**
 * Less added delay than this is no queue worth naming, ns: the first band of
 * the letters.
 */
const QUEUE_NS = 5e6;

/**
 * A queue stands when all but this share of the probes, percent, wait for at
 * least so long, ns, and for half of what the median one does.
 */
const STANDING_PCT = 5;
const STANDING_NS = 20e6;

/** A direction with this share of the queueing delay is the one to blame. */
const BLAME_SHARE = 2 / 3;

/** Added by load, in ns; can be a little below 0 on a line without a queue. */
export interface Uplift {
  /** P50 under load less P50 idle: what the letter is given for. */
  readonly p50Ns: number;
  /** P95 under load less P50 idle: how deep the queue gets. */
  readonly p95Ns: number;
}

/** Where the queue of a load phase stands; `none` below {@linkcode QUEUE_NS}. */
export type QueuePlace = Direction | "both" | "none" | "unknown";

/** What a load phase did in one direction. */
export interface DirectionBloat {
  /** Mean rate once settled, bit/s; `null` without load this way. */
  readonly rateBps: number | null;
  /** Time in queues this way; none where it is not known. */
  readonly queue: Spread;
  /** The same less that at rest; `null` where it is not known. */
  readonly uplift: Uplift | null;
  /**
   * How many bytes stand in the queue: rate x delay (P95). Without known
   * queues the round trip's delay is used where only this way is loaded;
   * `null` otherwise.
   */
  readonly queueBytes: number | null;
  /** Bytes the load sent twice, percent; `null` without load this way. */
  readonly retransmittedPct: number | null;
}

/** What a load phase did to the line. */
export interface PhaseBloat {
  /** Which phase. */
  readonly kind: LoadPhaseKind;
  /** Round trips under load, the settling time left out. */
  readonly rtt: Spread;
  /** Round trips within the load itself (`TCP_INFO`). */
  readonly inBand: Spread;
  /** Added to the round trip; `null` when nobody can tell. */
  readonly uplift: Uplift | null;
  /** Which direction queues. */
  readonly queueIn: QueuePlace;
  /** Whether most of it queues in this very machine, not in the line. */
  readonly isLocalQueue: boolean;
  /** The way up. */
  readonly up: DirectionBloat;
  /** The way down. */
  readonly down: DirectionBloat;
  /** Probes lost under load, percent; `null` when none was sent. */
  readonly probeLossPct: number | null;
  /** Until the delay was idle again, ms; `null` when that was not seen. */
  readonly recoveryMs: number | null;
  /** Whether the line was the limit, and so may be graded. */
  readonly saturation: Saturation;
}

/** What a bufferbloat test says of a line. */
export interface BloatAnalysis {
  /** Round trips before any load. */
  readonly idle: Spread;
  /** Every phase that loaded the line, in the order of the test. */
  readonly phases: readonly PhaseBloat[];
}

/**
 * Works out what load does to the line's delay.
 *
 * @param phases A whole test or its beginning, in order. Figures of a phase
 * compare with the `idle` one; without it they are `null`.
 * @returns Idle and loaded delays, and what lies between them.
 */
export function analyseBloat(phases: readonly BloatPhase[]): BloatAnalysis {
  const idleSamples = phases.find(({ kind }) => kind === "idle")?.samples ?? [];
  const idle = delaysOf(idleSamples);
  return {
    idle: idle.rtt,
    phases: phases.flatMap((phase, i) =>
      isLoad(phase)
        ? [phaseBloat(phase, idle, restFrom(phases.slice(i + 1)))]
        : []
    ),
  };
}

type LoadPhase = BloatPhase & { readonly kind: LoadPhaseKind };

function isLoad(phase: BloatPhase): phase is LoadPhase {
  return LOAD_PHASES.some((kind) => kind === phase.kind);
}

/** The probes until the next load. */
function restFrom(following: readonly BloatPhase[]): readonly BloatSample[] {
  const next = following.findIndex(isLoad);
  return following.slice(0, next < 0 ? undefined : next)
    .flatMap(({ samples }) => samples);
}

/** The delays of a set of probes. */
interface Delays {
  readonly rtt: Spread;
  readonly queueUp: Spread;
  readonly queueDown: Spread;
  readonly localQueue: Spread;
}

function delaysOf(samples: readonly BloatSample[]): Delays {
  const spread = (pick: (sample: BloatSample) => number | null) =>
    spreadOf(samples.map(pick).filter((ns) => ns !== null));
  return {
    rtt: spread(({ rttNs }) => rttNs),
    queueUp: spread(({ queueUpNs }) => queueUpNs),
    queueDown: spread(({ queueDownNs }) => queueDownNs),
    localQueue: spread((one) => one.rttNs === null ? null : one.localQueueNs),
  };
}

function phaseBloat(
  phase: LoadPhase,
  idle: Delays,
  after: readonly BloatSample[],
): PhaseBloat {
  const samples = settledSamples(phase);
  const loaded = delaysOf(samples);
  const uplift = upliftOf(idle.rtt, loaded.rtt);
  const queues = {
    up: upliftOf(idle.queueUp, loaded.queueUp),
    down: upliftOf(idle.queueDown, loaded.queueDown),
  };
  return {
    kind: phase.kind,
    rtt: loaded.rtt,
    inBand: spreadOf(
      (phase.flows ?? []).flatMap(({ rttNs }) => settled(rttNs)),
    ),
    uplift,
    queueIn: queuePlace(uplift, queues),
    isLocalQueue: uplift !== null && uplift.p50Ns >= QUEUE_NS &&
      loaded.localQueue.p50Ns >= uplift.p50Ns / 2,
    up: directionBloat(phase, "up", {
      queue: loaded.queueUp,
      queueUplift: queues.up,
      uplift,
    }),
    down: directionBloat(phase, "down", {
      queue: loaded.queueDown,
      queueUplift: queues.down,
      uplift,
    }),
    probeLossPct: samples.length === 0 ? null : lostPct(samples),
    recoveryMs: recoveryMs(after, idle.rtt, phase.toMs),
    saturation: saturationOf(phase, standingQueues(phase.kind, samples, idle)),
  };
}

/**
 * The ways on which hardly a probe found the queue empty: by the server's
 * stamps, else by the round trips where only one way is loaded.
 */
function standingQueues(
  kind: LoadPhaseKind,
  samples: readonly BloatSample[],
  idle: Delays,
): readonly Direction[] {
  const stands = (delaysNs: readonly number[], emptyNs: number) => {
    const sorted = Float64Array.from(delaysNs).sort();
    const addedNs = (pct: number) => percentileOfSorted(sorted, pct) - emptyNs;
    return addedNs(STANDING_PCT) >= Math.max(STANDING_NS, addedNs(50) / 2);
  };
  const queues = {
    up: samples.flatMap(({ queueUpNs }) => queueUpNs ?? []),
    down: samples.flatMap(({ queueDownNs }) => queueDownNs ?? []),
  };
  const isKnown = queues.up.length + queues.down.length > 0;
  const ways = (["down", "up"] as const)
    .filter((way) => kind === "both" || kind === `${way}load`);
  if (isKnown) return ways.filter((way) => stands(queues[way], 0));
  if (kind === "both") return [];
  return stands(answeredNs(samples), idle.rtt.p50Ns) ? ways : [];
}

function settled(values: readonly number[]): readonly number[] {
  return values.slice(Math.ceil(values.length * SETTLING_SHARE));
}

function upliftOf(idle: Spread, loaded: Spread): Uplift | null {
  if (idle.count === 0 || loaded.count === 0) return null;
  return {
    p50Ns: loaded.p50Ns - idle.p50Ns,
    p95Ns: loaded.p95Ns - idle.p50Ns,
  };
}

function queuePlace(
  uplift: Uplift | null,
  { up, down }: Readonly<Record<Direction, Uplift | null>>,
): QueuePlace {
  if (uplift === null) return "unknown";
  if (uplift.p50Ns < QUEUE_NS) return "none";
  if (up === null || down === null) return "unknown";
  const upNs = Math.max(0, up.p50Ns);
  const downNs = Math.max(0, down.p50Ns);
  if (upNs + downNs === 0) return "unknown";
  const upShare = upNs / (upNs + downNs);
  if (upShare >= BLAME_SHARE) return "up";
  return upShare <= 1 - BLAME_SHARE ? "down" : "both";
}

function directionBloat(
  phase: LoadPhase,
  direction: Direction,
  { queue, queueUplift, uplift }: {
    readonly queue: Spread;
    readonly queueUplift: Uplift | null;
    readonly uplift: Uplift | null;
  },
): DirectionBloat {
  const rate = phase[direction];
  const bps = rate === null ? [] : settledBps(rate);
  const rateBps = bps.length === 0
    ? null
    : bps.reduce((sum, one) => sum + one, 0) / bps.length;
  const standing = queueUplift ?? (phase.kind === "both" ? null : uplift);
  return {
    rateBps,
    queue,
    uplift: queueUplift,
    queueBytes: rateBps === null || standing === null
      ? null
      : rateBps / 8 * Math.max(0, standing.p95Ns) / 1e9,
    retransmittedPct: retransmittedPct(phase, direction),
  };
}

function retransmittedPct(
  { flows }: LoadPhase,
  direction: Direction,
): number | null {
  const own = (flows ?? []).filter((flow) => flow.direction === direction);
  const sent = own.reduce((sum, flow) => sum + flow.sentBytes, 0);
  const again = own.reduce((sum, flow) => sum + flow.retransmittedBytes, 0);
  return sent === 0 ? null : 100 * again / sent;
}
