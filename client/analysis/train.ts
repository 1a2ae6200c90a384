import { percentileOfSorted } from "./percentile.ts";

/** One datagram of a packet train, as the receiver's kernel saw it. */
export interface TrainArrival {
  /** When it arrived, kernel receive stamp, ns, on any clock. */
  readonly atNs: number;
  /** Its length with the headers that the line carries, bytes, > 0. */
  readonly sizeBytes: number;
}

/** A packet train, sent back to back. */
export interface PacketTrain {
  /** What arrived, in any order. */
  readonly arrivals: readonly TrainArrival[];
  /** How many datagrams were sent. */
  readonly sent: number;
  /** How fast they left the sender, bit/s; `null` when not known. */
  readonly sendRateBps: number | null;
}

/** How far a {@linkcode TrainEstimate} can be trusted. */
export type TrainConfidence = "low" | "medium" | "high";

/** The bottleneck's rate, from how far it spread the trains. */
export interface TrainEstimate {
  /** The median over the trains, and no more than they were sent at, bit/s. */
  readonly rateBps: number;
  /** The lowest of the trains, bit/s. */
  readonly lowBps: number;
  /** The highest of the trains, bit/s. */
  readonly highBps: number;
  /** How many trains could be used. */
  readonly trains: number;
  /** Whether the sender was hardly faster: the line may be faster still. */
  readonly isSenderLimited: boolean;
  /** From the spread within and between the trains, and from their number. */
  readonly confidence: TrainConfidence;
}

/**
 * Rates are taken over at least this much time, ns, so that stamps that are
 * off by up to 50 us cannot change them by much.
 */
const SPAN_NS = 300e3;

/** Arrivals closer than this share of the mean gap came in one interrupt. */
const BUNCH_SHARE = 1 / 4;

/**
 * Of the windows' times a byte, the percentile that is taken: cross traffic
 * only ever widens a window, so the narrower ones tell the line's own rate,
 * and the very narrowest are noise.
 */
const CLEAN_PCT = 25;

/** Fewer windows than this say nothing. */
const MIN_WINDOWS = 4;

/** Of a train that tells anything, at least this share has arrived. */
const ARRIVED_SHARE = 0.8;

/** The sender counts as the limit below this multiple of the rate. */
const SENDER_MARGIN = 1.15;

/**
 * The rate of the narrowest link that trains passed, from their dispersion:
 * packets that left back to back arrive apart by what the bottleneck takes
 * for each.
 *
 * Reordering does not matter, a lost datagram widens only the windows around
 * it, the first bunch (which a token bucket lets through at once) does not
 * count, and interrupts that hand over several datagrams at once are seen.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const arrivals = Array.from(
 *   { length: 80 },
 *   (_, i) => ({ atNs: 1e6 * i, sizeBytes: 1250 }),
 * );
 * const train = { arrivals, sent: 80, sendRateBps: 1e9 };
 * strictEqual(bottleneckRate([train])?.rateBps, 10e6);
 * ```
 *
 * @param trains About five, of about 100 KB each.
 * @returns `null` when no train can be used.
 */
export function bottleneckRate(
  trains: readonly PacketTrain[],
): TrainEstimate | null {
  const rates = trains.map(trainRate).filter((rate) => rate !== null);
  const sorted = Float64Array.from(rates, ({ bps }) => bps).sort();
  const [lowBps, highBps] = [sorted[0], sorted.at(-1)];
  if (lowBps === undefined || highBps === undefined) return null;
  const rateBps = percentileOfSorted(sorted, 50);
  const sendRates = Float64Array.from(
    trains.map(({ sendRateBps }) => sendRateBps).filter((bps) => bps !== null),
  ).sort();
  const sentBps = sendRates.length === 0
    ? Infinity
    : percentileOfSorted(sendRates, 50);
  return {
    rateBps: Math.min(rateBps, sentBps),
    lowBps,
    highBps,
    trains: rates.length,
    isSenderLimited: sentBps < rateBps * SENDER_MARGIN,
    confidence: confidenceOf(
      rates.length,
      Math.max((highBps - lowBps) / rateBps, ...rates.map((one) => one.spread)),
    ),
  };
}

/**
 * What the narrowest link carries at least, for trains that it has not spread
 * enough to tell more.
 *
 * @param trains Those that {@linkcode bottleneckRate} cannot use.
 * @returns bit/s; `null` when too little arrived to say even that.
 */
export function leastRate(trains: readonly PacketTrain[]): number | null {
  const rates = trains.flatMap(({ arrivals, sent, sendRateBps }) => {
    if (arrivals.length < Math.max(2, sent * ARRIVED_SHARE)) return [];
    const timesNs = arrivals.map(({ atNs }) => atNs);
    const tookNs = Math.max(...timesNs) - Math.min(...timesNs);
    const bytes = arrivals.slice(1)
      .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const arrivedBps = 8e9 * bytes / tookNs;
    return [Math.min(arrivedBps, sendRateBps ?? arrivedBps)];
  }).filter(Number.isFinite);
  return rates.length === 0 ? null : Math.max(...rates);
}

/** From the worst relative spread, within or between trains. */
function confidenceOf(trains: number, spread: number): TrainConfidence {
  if (trains >= 4 && spread <= 0.15) return "high";
  return trains >= 3 && spread <= 0.4 ? "medium" : "low";
}

/** A moment, and what had arrived until then. */
interface Point {
  readonly atNs: number;
  readonly bytes: number;
}

/** What one train says. */
interface TrainRate {
  readonly bps: number;
  /** The windows' interquartile range over their median. */
  readonly spread: number;
}

function trainRate(train: PacketTrain): TrainRate | null {
  const points = bunches(train.arrivals);
  const spans = windows(points);
  if (spans.length < MIN_WINDOWS) return null;
  const sorted = Float64Array.from(spans).sort();
  const at = (pct: number) => percentileOfSorted(sorted, pct);
  return {
    bps: 8e9 / at(CLEAN_PCT),
    spread: (at(75) - at(25)) / at(50),
  };
}

/**
 * Arrivals in one interrupt become one point at the last of them, when the
 * interrupt took them: the bytes until then are right, the stamps within are
 * not.
 */
function bunches(arrivals: readonly TrainArrival[]): readonly Point[] {
  const ordered = arrivals.toSorted((a, b) => a.atNs - b.atNs);
  const [first, last] = [ordered[0], ordered.at(-1)];
  if (first === undefined || last === undefined) return [];
  const meanGapNs = (last.atNs - first.atNs) / (ordered.length - 1);
  const points: Point[] = [];
  let bytes = 0;
  let lastNs = NaN;
  for (const { atNs, sizeBytes } of ordered) {
    bytes += sizeBytes;
    if (atNs - lastNs < meanGapNs * BUNCH_SHARE) points.pop();
    points.push({ atNs, bytes });
    lastNs = atNs;
  }
  return points;
}

/** ns a byte, over every window of a common number of points. */
function windows(points: readonly Point[]): readonly number[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  const gapNs = (last.atNs - first.atNs) / (points.length - 1);
  const lag = Math.ceil(SPAN_NS / gapNs);
  return points.slice(lag).map((end, i) => {
    const start = points[i] ?? first;
    return (end.atNs - start.atNs) / (end.bytes - start.bytes);
  });
}
