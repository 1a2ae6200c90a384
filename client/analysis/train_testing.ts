import type { PacketTrain, TrainArrival } from "./train.ts";

/** What a simulated packet train passes. */
export interface SimulatedPath {
  /** The bottleneck, bit/s. */
  readonly rateBps: number;
  /** So many packets pass the bottleneck at once (a token bucket's burst). */
  readonly burst?: number;
  /** Other traffic's share of the bottleneck while the train passes. */
  readonly crossShare?: number;
  /** Lost after the bottleneck, as a share. */
  readonly lossShare?: number;
  /** Delayed by 0 to 3 packets after the bottleneck, as a share. */
  readonly reorderShare?: number;
  /** Receive stamps are late by 0 to this much, ns. */
  readonly stampJitterNs?: number;
  /** The receiver's card hands over what came in this time at once, ns. */
  readonly interruptNs?: number;
}

/** The access link in front of the bottleneck, bit/s. */
const LINK_BPS = 1e9;

const TRAIN_BYTES = 100e3;
const DATAGRAM_BYTES = 1250;

/** A train of 100 KB over a path. */
export function simulateTrain(
  path: SimulatedPath,
  random: () => number,
): PacketTrain {
  const {
    rateBps,
    burst = 1,
    crossShare = 0,
    lossShare = 0,
    reorderShare = 0,
    stampJitterNs = 0,
    interruptNs = 0,
  } = path;
  const sent = TRAIN_BYTES / DATAGRAM_BYTES;
  const serviceNs = 8e9 * DATAGRAM_BYTES / rateBps;
  const arrivals: TrainArrival[] = [];
  let freeNs = 0;
  let crossNs = 0;
  const nextCross = () =>
    crossNs += crossShare === 0
      ? Infinity
      : -Math.log(1 - random()) * serviceNs / crossShare;
  nextCross();
  for (let i = 0; i < sent; i++) {
    const inNs = i * 8e9 * DATAGRAM_BYTES / LINK_BPS;
    // Whatever has come to the queue before this datagram goes first; the
    // train itself comes at once, so later cross packets stand between.
    while (crossNs <= Math.max(inNs, freeNs - serviceNs)) {
      freeNs = Math.max(freeNs, crossNs) + serviceNs;
      nextCross();
    }
    freeNs = i < burst ? inNs : Math.max(freeNs, inNs) + serviceNs;
    if (random() < lossShare) continue;
    const lateNs = random() < reorderShare ? random() * 3 * serviceNs : 0;
    const atNs = freeNs + lateNs;
    arrivals.push({
      atNs: (interruptNs === 0
        ? atNs
        : Math.ceil(atNs / interruptNs) * interruptNs) +
        random() * stampJitterNs,
      sizeBytes: DATAGRAM_BYTES,
    });
  }
  return { arrivals, sent, sendRateBps: LINK_BPS };
}
