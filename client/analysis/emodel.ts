import { percentileOfSorted } from "./percentile.ts";

/**
 * A codec as the E-model sees it.
 *
 * @see {@link https://www.itu.int/rec/T-REC-G.113 | ITU-T G.113, Appendix I}
 */
export interface Codec {
  /** For a person. */
  readonly name: string;
  /** Ie: what coding itself costs. */
  readonly impairment: number;
  /** Bpl: how well it bears loss, > 0. */
  readonly lossRobustness: number;
  /** The speech in one packet, ms. */
  readonly packetMs: number;
}

/** G.711 with packet loss concealment: what MOS figures usually assume. */
export const G711_PLC: Codec = {
  name: "G.711 with loss concealment",
  impairment: 0,
  lossRobustness: 25.1,
  packetMs: 20,
};

/** The same without concealment. */
export const G711: Codec = {
  ...G711_PLC,
  name: "G.711 without loss concealment",
  lossRobustness: 4.3,
};

/** G.107, default parameters: Ro, equations 7-2 and 7-3. */
const RO = 94.7688;
/** G.107, default parameters: Is, equation 7-8. */
const IS = 1.4136;
/** G.107, default parameters: No in dBm0p, equation 7-3. */
const NO_DBM0P = -61.1792;
/** G.107, table 3, in dB: receive loudness, talker echo, listener echo. */
const LOUDNESS = { RLR: 2, TELR: 65, WEPL: 110 } as const;

/** The jitter buffer plays out at this percentile of the delays. */
const PLAYOUT_PCT = 99;

/** ... but at most this much after the fastest packet, ms. */
const BUFFER_MAX_MS = 200;

/** What a call would meet on the line. */
export interface VoicePath {
  /** Delays of the packets that arrived, ns, > 0, in any order. */
  readonly delaysNs: readonly number[];
  /** Whether they are one-way, or round trips to be halved. */
  readonly delaysAre: "one_way" | "round_trip";
  /** Packets that did not arrive, percent, 0 to 100. */
  readonly lossPct: number;
  /** Of these, see {@linkcode burstRatio}; 1 for random loss. */
  readonly burstRatio: number;
}

/** How good a call would be. */
export interface VoiceQuality {
  /** G.107's transmission rating, 0 to 93.2. */
  readonly rFactor: number;
  /** Mean opinion score, 1 to 4.41; estimated, conversational (MOS-CQE). */
  readonly mos: number;
  /** Mouth to ear, ms: packet, path and jitter buffer. */
  readonly mouthToEarMs: number;
  /** Lost on the way or too late for the buffer, percent. */
  readonly effectiveLossPct: number;
  /** What was assumed, for a person. */
  readonly method: string;
}

/**
 * How good a call would be on a path, by ITU-T G.107. The jitter buffer is
 * assumed to play out at the P99 of the delays, at most 200 ms after the
 * fastest packet; what comes later is lost. Half a round trip stands for a
 * one-way delay where that is all there is: right if both ways are alike.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const call = voiceQuality({
 *   delaysNs: [20e6, 22e6, 21e6],
 *   delaysAre: "one_way",
 *   lossPct: 1,
 *   burstRatio: 1,
 * });
 * strictEqual(call?.mos.toFixed(1), "4.3");
 * ```
 *
 * @param path What was measured.
 * @param codec Which speech; {@linkcode G711_PLC} by default.
 * @returns `null` when no packet arrived or the loss is not known.
 */
export function voiceQuality(
  path: VoicePath,
  codec: Codec = G711_PLC,
): VoiceQuality | null {
  const divisor = path.delaysAre === "one_way" ? 1e6 : 2e6;
  const delaysMs = Float64Array.from(path.delaysNs, (ns) => ns / divisor)
    .sort();
  const fastestMs = delaysMs[0];
  if (fastestMs === undefined || Number.isNaN(path.lossPct)) return null;
  const playoutMs = Math.min(
    percentileOfSorted(delaysMs, PLAYOUT_PCT),
    fastestMs + BUFFER_MAX_MS,
  );
  const lateShare = delaysMs.filter((ms) => ms > playoutMs).length /
    delaysMs.length;
  const effectiveLossPct = path.lossPct + (100 - path.lossPct) * lateShare;
  const mouthToEarMs = codec.packetMs + playoutMs;
  const rFactor = Math.max(
    0,
    RO - IS - delayImpairment(mouthToEarMs) -
      lossImpairment({ ...path, lossPct: effectiveLossPct }, codec),
  );
  return {
    rFactor,
    mos: mosOf(rFactor),
    mouthToEarMs,
    effectiveLossPct,
    method: `ITU-T G.107, ${codec.name}, ${codec.packetMs} ms packets, ` +
      `jitter buffer at P${PLAYOUT_PCT} up to ${BUFFER_MAX_MS} ms, ` +
      (path.delaysAre === "one_way" ? "one-way delays" : "half round trips"),
  };
}

/** The losses of a series of packets, counted. */
export interface LossCounts {
  /** How many packets were sent. */
  readonly sent: number;
  /** How many of them were lost, 0 to `sent`. */
  readonly lost: number;
  /** How many runs of consecutive losses these were, 0 to `lost`. */
  readonly runs: number;
}

/**
 * How bursty losses are: the mean length of their runs over the length that
 * random losses of the same share would have.
 *
 * @param counts What was lost.
 * @returns At least 1, which is random loss; finite.
 * @see ITU-T G.107 (06/2015), 7.4, BurstR
 */
export function burstRatio({ sent, lost, runs }: LossCounts): number {
  if (runs === 0) return 1;
  return Math.max(1, lost / runs * (1 - lost / sent));
}

/**
 * The delay impairment Id = Idte + Idle + Idd with an echo path of the same
 * delay (Ta = T, Tr = 2T).
 *
 * @param delayMs Mouth to ear, ms, >= 0.
 * @returns Points of R, >= 0.
 * @see ITU-T G.107 (06/2015), equations 7-18 to 7-28
 */
export function delayImpairment(delayMs: number): number {
  const { RLR, TELR, WEPL } = LOUDNESS;
  const terv = TELR -
    40 * Math.log10((1 + delayMs / 10) / (1 + delayMs / 150)) +
    6 * Math.exp(-0.3 * delayMs ** 2);
  const re = 80 + 2.5 * (terv - 14);
  const roe = -1.5 * (NO_DBM0P - RLR);
  // Below 1 ms nobody hears an echo of oneself (7-19).
  const idte = delayMs < 1
    ? 0
    : ((roe - re) / 2 + Math.hypot((roe - re) / 2, 10) - 1) *
      (1 - Math.exp(-delayMs));
  const rle = 10.5 * (WEPL + 7) * (2 * delayMs + 1) ** -0.25;
  const idle = (RO - rle) / 2 + Math.hypot((RO - rle) / 2, 13);
  return idte + idle + interactionImpairment(delayMs);
}

/** Idd (7-27): from 100 ms on, people begin to talk at once. */
function interactionImpairment(delayMs: number): number {
  if (delayMs <= 100) return 0;
  const x = Math.log2(delayMs / 100);
  const sixthRoot = (base: number) => (1 + base ** 6) ** (1 / 6);
  return 25 * (sixthRoot(x) - 3 * sixthRoot(x / 3) + 2);
}

/**
 * The effective equipment impairment Ie,eff.
 *
 * @param loss What is lost, and how it clusters.
 * @param codec Which speech.
 * @returns Points of R, 0 to 95.
 * @see ITU-T G.107 (06/2015), equation 7-29
 */
export function lossImpairment(
  loss: Pick<VoicePath, "lossPct" | "burstRatio">,
  codec: Codec,
): number {
  const { lossPct, burstRatio } = loss;
  const { impairment, lossRobustness } = codec;
  return impairment +
    (95 - impairment) * lossPct / (lossPct / burstRatio + lossRobustness);
}

/**
 * The mean opinion score of a rating.
 *
 * @param rFactor G.107's R.
 * @returns 1 (bad) to 4.5 (as good as it gets).
 * @see ITU-T G.107 (06/2015), equation B-4
 */
export function mosOf(rFactor: number): number {
  if (rFactor >= 100) return 4.5;
  // Between 0 and 6.5 the polynomial dips a little below 1.
  return rFactor <= 0 ? 1 : Math.max(
    1,
    1 + 0.035 * rFactor + rFactor * (rFactor - 60) * (100 - rFactor) * 7e-6,
  );
}
