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
export const FLAT_DEVIATION_PCT = 20;

/** ... and when its second half differs from its first by no more, percent. */
export const FLAT_TREND_PCT = 10;

/** From this share of the grant on, the grant may be the limit, percent. */
export const GRANT_PCT = 95;

/** A flow is limited by a buffer when it is for more than this, percent. */
export const BUFFER_LIMITED_PCT = 20;

/** From here on the program itself may be the limit (RULINGS: own CPU). */
export const OWN_CPU_PCT = 90;

/** Whether the line was what limited a load phase. */
export type Saturation =
  | { readonly kind: "saturated" }
  | {
    readonly kind: "not_saturated";
    /** Why the line cannot be judged, a sentence for a person. */
    readonly reason: string;
  };

/** The part of a phase's rates after TCP has found its rate, bit/s. */
export function settledBps({ bps }: PhaseRate): readonly number[] {
  return bps.slice(Math.ceil(bps.length * SETTLING_SHARE));
}

/**
 * Decides whether the line was the limit in a load phase: else its queue was
 * not full, and no letter can be given.
 *
 * @param phase A phase that loads the line.
 * @returns `saturated`, or the first reason against it.
 */
export function saturationOf(phase: BloatPhase): Saturation {
  const reason = programFault(phase) ??
    directionFault(phase, "down") ??
    directionFault(phase, "up");
  return reason === null
    ? { kind: "saturated" }
    : { kind: "not_saturated", reason };
}

function programFault({ ownCpuPct }: BloatPhase): string | null {
  return ownCpuPct >= OWN_CPU_PCT
    ? `the program itself was at its limit (CPU ${ownCpuPct.toFixed(0)} %)`
    : null;
}

function directionFault(
  phase: BloatPhase,
  direction: Direction,
): string | null {
  const rate = phase[direction];
  if (rate === null) return null;
  const name = direction === "up" ? "upload" : "download";
  const flows = phase.flows?.filter((flow) => flow.direction === direction);
  const fault = rateFault(rate) ??
    (flows === undefined ? null : bufferFault(flows));
  return fault === null ? null : `the ${name} ${fault}`;
}

function rateFault(rate: PhaseRate): string | null {
  const { bps, grantBps, budgetBytes } = rate;
  const means = secondMeans(settledBps(rate));
  const mean = meanOf(means);
  const movedBytes = bps.reduce((sum, one) => sum + one, 0) / 8 *
    RATE_INTERVAL_MS / 1000;
  if (budgetBytes !== null && movedBytes >= budgetBytes) {
    return "used up its data budget before its time";
  }
  if (means.length < 2 || !(mean > 0)) return "did not last for 2 s";
  if (grantBps !== null && mean >= grantBps * GRANT_PCT / 100) {
    return `reached the ${mbit(grantBps)} that the server allows`;
  }
  const half = Math.floor(means.length / 2);
  const early = meanOf(means.slice(0, half));
  const late = meanOf(means.slice(means.length - half));
  if (Math.abs(late - early) > early * FLAT_TREND_PCT / 100) {
    return `was not steady (${mbit(early)}, later ${mbit(late)})`;
  }
  const deviation = Math.sqrt(meanOf(means.map((one) => (one - mean) ** 2)));
  return deviation > mean * FLAT_DEVIATION_PCT / 100
    ? `was not steady (${mbit(mean)}, standard deviation ${mbit(deviation)})`
    : null;
}

function bufferFault(flows: readonly FlowFigures[]): string | null {
  const sum = (pick: (flow: FlowFigures) => number) =>
    flows.reduce((total, flow) => total + pick(flow), 0);
  const busyMs = sum((flow) => flow.busyMs);
  if (busyMs === 0) return "has no figures of its connections";
  const rwndPct = 100 * sum((flow) => flow.rwndLimitedMs) / busyMs;
  if (rwndPct > BUFFER_LIMITED_PCT) {
    return `waited for the receiver's window ${
      rwndPct.toFixed(0)
    } % of the time`;
  }
  const sndbufPct = 100 * sum((flow) => flow.sndbufLimitedMs) / busyMs;
  return sndbufPct > BUFFER_LIMITED_PCT
    ? `waited for the send buffer ${sndbufPct.toFixed(0)} % of the time`
    : null;
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
