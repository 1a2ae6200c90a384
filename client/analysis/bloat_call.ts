import type { BloatPhaseKind, BloatSample } from "../model/mod.ts";
import { answeredNs, lossCounts, lostPct } from "./bloat_samples.ts";
import {
  burstRatio,
  type VoicePath,
  type VoiceQuality,
  voiceQuality,
} from "./emodel.ts";

/**
 * How good a call would be in the worse of the two directions. At rest a way
 * takes half a round trip. Where one way is loaded, all that is added is
 * added there; where both are, the server's stamps tell, else each gets half.
 *
 * @param samples The probes of a phase.
 * @param phase Which it is, and the median round trip at rest, ns.
 * @returns `null` when no probe was answered, or the line at rest is unknown.
 */
export function callIn(
  samples: readonly BloatSample[],
  phase: { readonly kind: BloatPhaseKind; readonly idleNs: number },
): VoiceQuality | null {
  const { kind, idleNs } = phase;
  if (Number.isNaN(idleNs)) return null;
  const halfNs = idleNs / 2;
  const lossPct = lostPct(samples);
  const ratio = burstRatio(lossCounts(samples));
  const call = (
    delaysNs: readonly number[],
    delaysAre: VoicePath["delaysAre"],
  ) => voiceQuality({ delaysNs, delaysAre, lossPct, burstRatio: ratio });
  const rtts = answeredNs(samples);
  if (kind === "download" || kind === "upload") {
    const added = rtts.map((rttNs) => Math.max(halfNs, rttNs - halfNs));
    return call(added, "one_way");
  }
  const way = (of: "queueUpNs" | "queueDownNs") =>
    samples.flatMap((sample) => {
      const queueNs = sample[of];
      return queueNs === null ? [] : [halfNs + queueNs];
    });
  const up = call(way("queueUpNs"), "one_way");
  const down = call(way("queueDownNs"), "one_way");
  if (up === null || down === null) return call(rtts, "round_trip");
  return up.mos < down.mos ? up : down;
}
