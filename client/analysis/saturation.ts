import {
  type BloatPhase,
  type Direction,
  type FlowFigures,
  type PhaseRate,
  RATE_INTERVAL_MS,
} from "../model/mod.ts";

/**
 * The share of a load phase that is left out at its start: TCP is still
 * looking for the rate. A quarter is 2 s of the usual 8, which four cubic
 * flows need to fill a queue of one second.
 */
export const SETTLING_SHARE = 1 / 4;

/** A rate is flat when its 1 s means deviate by no more than this, percent. */
const FLAT_DEVIATION_PCT = 20;

/**
 * ... and when its second half differs from its first by no more, percent. Lost
 * segments hold back what came after them for a round trip, so that a deep
 * queue alone makes some percent.
 */
const FLAT_TREND_PCT = 15;

/** From this share of the grant on, the grant may be the limit, percent. */
const GRANT_PCT = 95;

/** A flow is limited by a buffer when it is for more than this, percent. */
const BUFFER_LIMITED_PCT = 20;

/** From here on the program itself may be the limit (RULINGS: own CPU). */
const OWN_CPU_PCT = 90;

/** What else than the line may limit a load. */
export type OtherLimit =
  /** The program's, or the server's, processor. */
  | "processor"
  /** What the server grants. */
  | "grant"
  /** The data budget. */
  | "budget"
  /** It did not last long enough to tell. */
  | "time"
  /** Other traffic, a rate that varies, or TCP still looking for it. */
  | "unsteady"
  /** The receiving machine. */
  | "receiver"
  /** The sending machine. */
  | "sender"
  /** Nothing is known of it. */
  | "unknown";

/** Why a line cannot be judged by a load phase. */
export interface NotSaturated {
  /** Tells it from a phase that was. */
  readonly kind: "not_saturated";
  /** What the limit may have been. */
  readonly limit: OtherLimit;
  /** A clause for a person, after "as". */
  readonly reason: string;
}

/** Whether the line was what limited a load phase. */
export type Saturation = { readonly kind: "saturated" } | NotSaturated;

/** The part of a phase's rates after TCP has found its rate, bit/s. */
export function settledBps({ bps }: PhaseRate): readonly number[] {
  return bps.slice(Math.ceil(bps.length * SETTLING_SHARE));
}

/**
 * Decides whether the line was the limit in a load phase: else its queue was
 * not full, and no letter can be given.
 *
 * @param phase A phase that loads the line.
 * @param standing The ways on which a queue stood all the time: they were busy
 * all the time, however unsteadily TCP handed on what came through.
 * @returns `saturated`, or the first reason against it.
 */
export function saturationOf(
  phase: BloatPhase,
  standing: readonly Direction[],
): Saturation {
  return programFault(phase) ??
    directionFault(phase, "down", standing) ??
    directionFault(phase, "up", standing) ??
    { kind: "saturated" };
}

/** What the limit may have been, and a clause whose subject is the load. */
type Fault = readonly [limit: OtherLimit, clause: string];

function programFault({ ownCpuPct }: BloatPhase): NotSaturated | null {
  if (ownCpuPct < OWN_CPU_PCT) return null;
  const pct = ownCpuPct.toFixed(0);
  const reason = `the program itself was at its limit (CPU ${pct} %)`;
  return { kind: "not_saturated", limit: "processor", reason };
}

function directionFault(
  phase: BloatPhase,
  direction: Direction,
  standing: readonly Direction[],
): NotSaturated | null {
  const rate = phase[direction];
  if (rate === null) return null;
  const name = direction === "up" ? "upload" : "download";
  const flows = phase.flows?.filter((flow) => flow.direction === direction);
  const fault = rateFault(rate) ??
    (standing.includes(direction) ? null : flatnessFault(rate)) ??
    (flows === undefined ? null : bufferFault(flows));
  if (fault === null) return null;
  const [limit, clause] = fault;
  return { kind: "not_saturated", limit, reason: `the ${name} ${clause}` };
}

function rateFault(rate: PhaseRate): Fault | null {
  const { bps, grantBps, budgetBytes } = rate;
  const means = secondMeans(settledBps(rate));
  const mean = meanOf(means);
  const movedBytes = bps.reduce((sum, one) => sum + one, 0) / 8 *
    RATE_INTERVAL_MS / 1000;
  if (budgetBytes !== null && movedBytes >= budgetBytes) {
    return ["budget", "used up its data budget before its time"];
  }
  if (means.length < 2 || !(mean > 0)) {
    return ["time", "did not last for 2 s"];
  }
  if (grantBps !== null && mean >= grantBps * GRANT_PCT / 100) {
    return ["grant", `reached the ${mbit(grantBps)} that the server allows`];
  }
  return null;
}

function flatnessFault(rate: PhaseRate): Fault | null {
  const means = secondMeans(settledBps(rate));
  const mean = meanOf(means);
  const half = Math.floor(means.length / 2);
  const early = meanOf(means.slice(0, half));
  const late = meanOf(means.slice(means.length - half));
  if (Math.abs(late - early) > early * FLAT_TREND_PCT / 100) {
    const rates = `${mbit(early)}, later ${mbit(late)}`;
    return ["unsteady", `was not steady (${rates})`];
  }
  const deviation = Math.sqrt(meanOf(means.map((one) => (one - mean) ** 2)));
  if (deviation <= mean * FLAT_DEVIATION_PCT / 100) return null;
  const rates = `${mbit(mean)}, standard deviation ${mbit(deviation)}`;
  return ["unsteady", `was not steady (${rates})`];
}

function bufferFault(flows: readonly FlowFigures[]): Fault | null {
  const sum = (pick: (flow: FlowFigures) => number) =>
    flows.reduce((total, flow) => total + pick(flow), 0);
  const busyMs = sum((flow) => flow.busyMs);
  if (busyMs === 0) return ["unknown", "has no figures of its connections"];
  const rwndPct = 100 * sum((flow) => flow.rwndLimitedMs) / busyMs;
  if (rwndPct > BUFFER_LIMITED_PCT) {
    const pct = rwndPct.toFixed(0);
    return [
      "receiver",
      `waited for the receiver's window ${pct} % of the time`,
    ];
  }
  const sndbufPct = 100 * sum((flow) => flow.sndbufLimitedMs) / busyMs;
  if (sndbufPct <= BUFFER_LIMITED_PCT) return null;
  const pct = sndbufPct.toFixed(0);
  return ["sender", `waited for the send buffer ${pct} % of the time`];
}

/** Means over whole seconds; what is left at the end is dropped. */
function secondMeans(bps: readonly number[]): number[] {
  const perSecond = 1000 / RATE_INTERVAL_MS;
  return Array.from(
    { length: Math.floor(bps.length / perSecond) },
    (_, i) => meanOf(bps.slice(i * perSecond, (i + 1) * perSecond)),
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function mbit(bps: number): string {
  return `${Number((bps / 1e6).toPrecision(3))} Mbit/s`;
}
