import type { BloatPhase, BloatSample } from "../model/mod.ts";
import type { LossCounts } from "./emodel.ts";
import { SETTLING_SHARE } from "./saturation.ts";

/** The probes of a load phase after TCP has found its rate. */
export function settledSamples(phase: BloatPhase): readonly BloatSample[] {
  const { fromMs, toMs, samples } = phase;
  const settledMs = fromMs + (toMs - fromMs) * SETTLING_SHARE;
  return samples.filter(({ atMs }) => atMs >= settledMs);
}

/** The round trips of those that were answered, ns, in order. */
export function answeredNs(samples: readonly BloatSample[]): readonly number[] {
  return samples.flatMap(({ rttNs }) => rttNs === null ? [] : [rttNs]);
}

/** Lost probes, percent; `NaN` when none was sent. */
export function lostPct(samples: readonly BloatSample[]): number {
  const { sent, lost } = lossCounts(samples);
  return 100 * lost / sent;
}

/** Their losses, counted. */
export function lossCounts(samples: readonly BloatSample[]): LossCounts {
  const isLost = samples.map(({ rttNs }) => rttNs === null);
  return {
    sent: samples.length,
    lost: isLost.filter(Boolean).length,
    runs: isLost.filter((lost, i) => lost && !isLost[i - 1]).length,
  };
}
