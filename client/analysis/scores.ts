import { percentileOfSorted, type SortedNumbers } from "./percentile.ts";

/** What people do with a line. */
export const USES = ["calls", "gaming", "streaming", "browsing"] as const;

/** One of {@linkcode USES}. */
export type Use = typeof USES[number];

/** Round trips of which a percentile is optimal or no longer bearable. */
export interface LatencyRequirement {
  /** Which percentile, above 0, at most 100. */
  readonly pct: number;
  /** Up to here nothing is felt (ROP), ms. */
  readonly optimalMs: number;
  /** From here on it cannot be used (CPUP), ms, above `optimalMs`. */
  readonly unacceptableMs: number;
}

/** What a use asks of a line; shown to the user with its score. */
export interface UseProfile {
  /** For a person. */
  readonly name: string;
  /** Round trips. */
  readonly latency: readonly LatencyRequirement[];
  /** Up to here nothing is felt, percent. */
  readonly optimalLossPct: number;
  /** From here on it cannot be used, percent. */
  readonly unacceptableLossPct: number;
  /** Less than this does not do, bit/s. */
  readonly downBps: number;
  /** Less than this does not do, bit/s. */
  readonly upBps: number;
  /** Where the limits come from. */
  readonly source: string;
}

/**
 * The profiles. The draft defines none; these are bufferbane's own, from what
 * `source` names.
 */
export const USE_PROFILES: Readonly<Record<Use, UseProfile>> = {
  calls: {
    name: "video call",
    latency: [
      { pct: 95, optimalMs: 100, unacceptableMs: 300 },
      { pct: 99, optimalMs: 150, unacceptableMs: 400 },
    ],
    optimalLossPct: 0.5,
    unacceptableLossPct: 5,
    downBps: 1.5e6,
    upBps: 1.5e6,
    source: "ITU-T G.114: 150 ms one way, of which the path may use half " +
      "unnoticed; ITU-T Y.1541: loss",
  },
  gaming: {
    name: "fast online game",
    latency: [
      { pct: 95, optimalMs: 50, unacceptableMs: 150 },
      { pct: 99, optimalMs: 80, unacceptableMs: 250 },
    ],
    optimalLossPct: 0.1,
    unacceptableLossPct: 3,
    downBps: 1e6,
    upBps: 0.5e6,
    source: "3GPP TS 23.501, 5QI 3: 50 ms for real-time gaming",
  },
  streaming: {
    name: "HD video stream",
    latency: [{ pct: 95, optimalMs: 250, unacceptableMs: 2000 }],
    optimalLossPct: 1,
    unacceptableLossPct: 8,
    downBps: 5e6,
    upBps: 0.2e6,
    source: "5 Mbit/s for 1080p; seconds of buffer forgive delay",
  },
  browsing: {
    name: "web pages",
    latency: [{ pct: 95, optimalMs: 100, unacceptableMs: 1000 }],
    optimalLossPct: 1,
    unacceptableLossPct: 8,
    downBps: 2e6,
    upBps: 0.2e6,
    source: "a page is about ten round trips; answers within 1 s keep the " +
      "train of thought, after 10 s people leave (Nielsen, Usability " +
      "Engineering, 1993)",
  },
};

/** What a line offers, best under load: that is when it hurts. */
export interface LineConditions {
  /** Round trips in ns, ascending. */
  readonly sortedRttNs: SortedNumbers;
  /** Mean loss, percent, 0 to 100. */
  readonly lossPct: number;
  /** Download, bit/s; `null`: not known, and left out. */
  readonly downBps: number | null;
  /** Upload, bit/s; `null`: not known, and left out. */
  readonly upBps: number | null;
}

/** How well a use is served. */
export interface UseScore {
  /** 0 (of no use) to 100 (nothing is felt): the worst of the three below. */
  readonly score: number;
  /** For the delays. */
  readonly latencyScore: number;
  /** For the losses. */
  readonly lossScore: number;
  /** 100 when the rate suffices, else 0; `null` when it is not known. */
  readonly rateScore: 0 | 100 | null;
  /** Where the scores come from. */
  readonly method: string;
}

/**
 * The Quality of Outcome of a line for a use: 100 while it meets what is
 * optimal, 0 once anything is unacceptable, linear between; the worst counts.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const line = {
 *   sortedRttNs: [550e6],
 *   lossPct: 0,
 *   downBps: 50e6,
 *   upBps: 10e6,
 * };
 * strictEqual(scoreFor(line, USE_PROFILES.browsing)?.score, 50);
 * strictEqual(scoreFor(line, USE_PROFILES.gaming)?.score, 0);
 * ```
 *
 * @param line What was measured.
 * @param profile What is asked for.
 * @returns `null` without a round trip or with a loss that is not known.
 * @see {@link https://datatracker.ietf.org/doc/draft-ietf-ippm-qoo/ | draft-ietf-ippm-qoo, "Calculating QoO"}
 */
export function scoreFor(
  line: LineConditions,
  profile: UseProfile,
): UseScore | null {
  const { sortedRttNs, lossPct } = line;
  if (sortedRttNs.length === 0 || Number.isNaN(lossPct)) return null;
  const latencyScore = Math.min(
    ...profile.latency.map(({ pct, optimalMs, unacceptableMs }) =>
      between(percentileOfSorted(sortedRttNs, pct) / 1e6, {
        optimal: optimalMs,
        unacceptable: unacceptableMs,
      })
    ),
  );
  const lossScore = between(lossPct, {
    optimal: profile.optimalLossPct,
    unacceptable: profile.unacceptableLossPct,
  });
  const rateScore = rateScoreOf(line, profile);
  return {
    score: Math.min(latencyScore, lossScore, rateScore ?? 100),
    latencyScore,
    lossScore,
    rateScore,
    method: `draft-ietf-ippm-qoo, profile "${profile.name}" of bufferbane`,
  };
}

function between(
  value: number,
  { optimal, unacceptable }: {
    readonly optimal: number;
    readonly unacceptable: number;
  },
): number {
  const share = 1 - (value - optimal) / (unacceptable - optimal);
  return 100 * Math.min(1, Math.max(0, share));
}

function rateScoreOf(
  { downBps, upBps }: LineConditions,
  profile: UseProfile,
): 0 | 100 | null {
  const tooSlow = (downBps ?? Infinity) < profile.downBps ||
    (upBps ?? Infinity) < profile.upBps;
  if (tooSlow) return 0;
  return downBps === null || upBps === null ? null : 100;
}
