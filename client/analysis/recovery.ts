import type { BloatSample } from "../model/mod.ts";
import type { Spread } from "./spread.ts";

/**
 * Delays this much above the idle median still count as idle, ns: the first
 * band of the letters, which nobody feels.
 */
const RECOVERY_BAND_NS = 5e6;

/** For so long the delay has to stay within the band, ms. */
const RECOVERY_HOLD_MS = 500;

/**
 * ... for so many of the probes, percent. Not all: one in twenty lies above
 * the 95th percentile on the idle line too.
 */
const RECOVERY_HOLD_PCT = 90;

/**
 * How long the queue took to drain after the load had ended: until a probe
 * from which on, for {@linkcode RECOVERY_HOLD_MS}, at least
 * {@linkcode RECOVERY_HOLD_PCT} % of the probes are answered within the band
 * of idle, that is up to the idle P95 and at least up to the idle P50 +
 * {@linkcode RECOVERY_BAND_NS}.
 *
 * @param samples The probes sent since the load ended, oldest first.
 * @param idle The round trips before any load.
 * @param endedAtMs When the load ended, on the samples' clock.
 * @returns ms since then, >= 0; `null` when it was not seen to recover.
 */
export function recoveryMs(
  samples: readonly BloatSample[],
  idle: Spread,
  endedAtMs: number,
): number | null {
  const bandNs = Math.max(idle.p95Ns, idle.p50Ns + RECOVERY_BAND_NS);
  const isWithin = ({ rttNs }: BloatSample) =>
    rttNs !== null && rttNs <= bandNs;
  const lastMs = samples.at(-1)?.atMs ?? NaN;
  for (const [i, first] of samples.entries()) {
    if (first.atMs + RECOVERY_HOLD_MS > lastMs) return null;
    if (!isWithin(first)) continue;
    const held = samples.slice(i).filter(({ atMs }) =>
      atMs < first.atMs + RECOVERY_HOLD_MS
    );
    const within = held.filter(isWithin).length;
    if (100 * within >= held.length * RECOVERY_HOLD_PCT) {
      return Math.max(0, first.atMs - endedAtMs);
    }
  }
  return null;
}
