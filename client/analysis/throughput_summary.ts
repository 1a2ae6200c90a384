import type { Direction, TestResult } from "../model/mod.ts";
import { percentileOfSorted } from "./percentile.ts";

/** What throughput tests of one direction came to. */
export interface RateSummary {
  /** How many gave a rate. */
  readonly tests: number;
  /** The lowest, bit/s. */
  readonly minBps: number;
  /** The middle one, bit/s. */
  readonly medianBps: number;
  /** The highest, bit/s. */
  readonly maxBps: number;
  /**
   * How many were below what the contract promises (its guaranteed share,
   * where it has one), percent; `null`: nobody knows what it promises.
   */
  readonly belowContractPct: number | null;
}

/** What the contract promises. */
export interface Contract {
  /** bit/s; `null`: not known. */
  readonly promisedBps: Readonly<Record<Direction, number | null>>;
}

/**
 * What the throughput tests of one direction came to.
 *
 * @param tests Any; others are left out.
 * @param direction Which way.
 * @param contract What was promised.
 * @returns `null` if none gave a rate.
 */
export function summarizeRates(
  tests: readonly TestResult[],
  direction: Direction,
  { promisedBps }: Contract,
): RateSummary | null {
  const rates = Float64Array.from(
    tests.filter(({ kind, isComplete }) => kind === "throughput" && isComplete)
      .flatMap(({ uploadBps, downloadBps }) =>
        (direction === "up" ? uploadBps : downloadBps) ?? []
      ),
  ).sort();
  const [minBps] = rates;
  if (minBps === undefined) return null;
  const promised = promisedBps[direction];
  const below = promised === null
    ? null
    : rates.filter((bps) => bps < promised).length;
  return {
    tests: rates.length,
    minBps,
    medianBps: percentileOfSorted(rates, 50),
    maxBps: rates.at(-1) ?? minBps,
    belowContractPct: below === null ? null : 100 * below / rates.length,
  };
}

/** Queues still drain for so long after a test, ms. */
const DRAIN_MS = 5_000;

/**
 * For how long bufferbane itself loaded the line, its queues' draining after
 * each test included.
 *
 * @param tests Oldest first.
 * @returns ms.
 */
export function ownLoadMs(tests: readonly TestResult[]): number {
  let sumMs = 0;
  let untilMs = -Infinity;
  for (const { atMs, durationMs } of tests) {
    const endMs = Math.max(untilMs, atMs + durationMs + DRAIN_MS);
    sumMs += endMs - Math.max(untilMs, atMs);
    untilMs = endMs;
  }
  return sumMs;
}
