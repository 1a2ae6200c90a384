import type { LoadedSecond } from "./loaded_seconds.ts";
import { spreadOf } from "./spread.ts";

/** A share of the load, and the delay that comes with it. */
export interface LoadBin {
  /** From this share of the highest rate on, percent. */
  readonly fromPct: number;
  /** Below this share, percent; the last bin has no end. */
  readonly toPct: number;
  /** How many seconds. */
  readonly seconds: number;
  /** Delay above idle, P50, ns; `NaN` in an empty bin. */
  readonly p50Ns: number;
  /** Delay above idle, P95, ns; `NaN` in an empty bin. */
  readonly p95Ns: number;
}

/** Below this share of the highest rate, both ways, a second is idle, percent. */
export const IDLE_PCT = 10;

/** Limits of the curve's bins, percent of the highest rate. */
const BIN_EDGES_PCT = [IDLE_PCT, 25, 50, 75, Infinity] as const;

/**
 * A longer run of seconds counts as several times, s: a queue's ups and downs
 * (cubic's sawtooth) are over by then.
 */
const BLOCK_SECONDS = 10;

/** A gap in the seconds ends whatever was going on, ms. */
export const GAP_MS = 1500;

/**
 * The delay of one direction against its load.
 *
 * @param loaded Its seconds under load.
 * @param reference Delays of idle seconds above the idle median, ns, and the
 * rate that is 100 %.
 * @returns One bin for idle and four for load, least first.
 */
export function curveOf(
  loaded: readonly LoadedSecond[],
  { idleNs, highestBps }: {
    readonly idleNs: readonly number[];
    readonly highestBps: number;
  },
): readonly LoadBin[] {
  const bins = BIN_EDGES_PCT.slice(1).map((toPct, i) => {
    const fromPct = BIN_EDGES_PCT[i] ?? 0;
    const within = loaded.filter(({ bps }) =>
      100 * bps >= highestBps * fromPct && 100 * bps < highestBps * toPct
    );
    return binOf(fromPct, toPct, within.map(({ upliftNs }) => upliftNs));
  });
  return [binOf(0, IDLE_PCT, idleNs), ...bins];
}

function binOf(
  fromPct: number,
  toPct: number,
  upliftsNs: readonly number[],
): LoadBin {
  const { count, p50Ns, p95Ns } = spreadOf(upliftsNs);
  return { fromPct, toPct, seconds: count, p50Ns, p95Ns };
}

/**
 * Groups seconds that are not independent of each other: runs without a gap,
 * cut after {@linkcode BLOCK_SECONDS}.
 *
 * @param seconds In order of time.
 * @returns Delays above the idle one, ns.
 */
export function blocksOf(
  seconds: readonly LoadedSecond[],
): readonly number[][] {
  const blocks: number[][] = [];
  let lastMs = NaN;
  for (const { atMs, upliftNs } of seconds) {
    const block = blocks.at(-1);
    const isNext = atMs - lastMs <= GAP_MS;
    if (block !== undefined && isNext && block.length < BLOCK_SECONDS) {
      block.push(upliftNs);
    } else {
      blocks.push([upliftNs]);
    }
    lastMs = atMs;
  }
  return blocks;
}
