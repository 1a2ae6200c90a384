import type {
  BloatPhase,
  BloatPhaseKind,
  BloatSample,
  FlowFigures,
  PhaseRate,
} from "../model/mod.ts";

/** A probe in a test: answered after `rttMs`, nothing else known. */
export function sampleAt(
  atMs: number,
  rttMs: number | null,
  more: Partial<BloatSample> = {},
): BloatSample {
  return {
    atMs,
    rttNs: rttMs === null ? null : rttMs * 1e6,
    queueUpNs: null,
    queueDownNs: null,
    localQueueNs: 0,
    lostOn: null,
    ...more,
  };
}

/** Probes every 10 ms from `fromMs` to `toMs`, each as `make` has it. */
export function samplesOf(
  fromMs: number,
  toMs: number,
  make: (atMs: number, i: number) => BloatSample,
): readonly BloatSample[] {
  return Array.from(
    { length: (toMs - fromMs) / 10 },
    (_, i) => make(fromMs + 10 * i, i),
  );
}

/** `seconds` of a steady rate, without limits. */
export function steadyRate(mbit: number, seconds = 8): PhaseRate {
  return {
    bps: Array.from({ length: seconds * 10 }, () => mbit * 1e6),
    grantBps: null,
    budgetBytes: null,
  };
}

/** A flow that the network alone limited. */
export function flowOf(
  direction: "up" | "down",
  more: Partial<FlowFigures> = {},
): FlowFigures {
  return {
    direction,
    busyMs: 8000,
    rwndLimitedMs: 0,
    sndbufLimitedMs: 0,
    sentBytes: 10e6,
    retransmittedBytes: 0,
    rttNs: [],
    ...more,
  };
}

/** A phase of 8 s that begins at `fromMs`, answered after `rttMs` throughout. */
export function phaseOf(
  kind: BloatPhaseKind,
  fromMs: number,
  rttMs: number,
  more: Partial<BloatPhase> = {},
): BloatPhase {
  const loads = { up: ["upload", "both"], down: ["download", "both"] };
  const ways = (["up", "down"] as const).filter((way) =>
    loads[way].includes(kind)
  );
  const toMs = fromMs + 8000;
  return {
    kind,
    fromMs,
    toMs,
    samples: samplesOf(fromMs, toMs, (atMs) => sampleAt(atMs, rttMs)),
    up: ways.includes("up") ? steadyRate(10) : null,
    down: ways.includes("down") ? steadyRate(40) : null,
    flows: ways.map((way) => flowOf(way)),
    ownCpuPct: 10,
    ...more,
  };
}
