import type { Direction, Period, TestColumns } from "../../model/mod.ts";
import { medianOf, quantileOf } from "./median.ts";
import { stretchesOf } from "./stretches.ts";

/** Below this share of the usual rate a test is slow (PRODUCT). */
export const SLOW_RATE_SHARE = 0.7;
/** One slow test may be bad luck; so many in a row are not. */
const FEWEST_TESTS = 2;
/** For so long at least, ms (PRODUCT). */
const SHORTEST_MS = 30_000;
/** The other direction keeps so much of its usual rate, or it is the line. */
const OTHER_RATE_SHARE = 0.8;
/** The usual rate is what the better quarter of the tests reach at least. */
const USUAL_PCT = 75;
/** Fewer tests do not tell what is usual. */
export const FEWEST_TESTS_IN_ALL = 20;

/** Times in which one direction was slow and the other, if tested, was not. */
export interface RateDrops {
  /** Which direction. */
  readonly direction: Direction;
  /** What it usually does, bit/s. */
  readonly usualBps: number;
  /** When it was slow, oldest first. */
  readonly times: readonly Period[];
  /** Its median rate then, of the usual one, 0 to 1. */
  readonly share: number;
  /** The other direction's then, of its usual one; `NaN`: not tested. */
  readonly otherShare: number;
  /** Share of all tests that lie in them, 0 to 1. */
  readonly timeShare: number;
  /** How often such times would come about by scattered slow tests alone. */
  readonly expectedTimes: number;
  /** Tests in all. */
  readonly tests: number;
}

/**
 * Finds when a direction was slow, from tests of one kind with one server.
 *
 * @param tests Of a line.
 * @param direction Which direction.
 * @returns One for each sort with enough tests.
 */
export function rateDropsOf(
  tests: readonly TestColumns[],
  direction: Direction,
): RateDrops[] {
  return tests.flatMap((sort) => {
    const rates = ratesOf(sort, direction);
    return rates.own.length < FEWEST_TESTS_IN_ALL
      ? []
      : [dropsOf(rates, direction)];
  });
}

/** The tests that measured a direction, oldest first. */
interface Rates {
  readonly atMs: Float64Array;
  /** The direction's, bit/s. */
  readonly own: Float64Array;
  /** The other's, bit/s; NaN where it was not measured. */
  readonly other: Float64Array;
}

function ratesOf(
  { atMs, uploadBps, downloadBps }: TestColumns,
  direction: Direction,
): Rates {
  const [own, other] = direction === "up"
    ? [uploadBps, downloadBps]
    : [downloadBps, uploadBps];
  const isMeasured = (_: number, at: number) => !Number.isNaN(own[at]);
  return {
    atMs: atMs.filter(isMeasured),
    own: own.filter(isMeasured),
    other: other.filter(isMeasured),
  };
}

function dropsOf({ atMs, own, other }: Rates, direction: Direction): RateDrops {
  const usualBps = quantileOf(own, USUAL_PCT);
  const otherBps = quantileOf(other.filter(Number.isFinite), USUAL_PCT);
  const isSlow = (at: number) => (own[at] ?? NaN) < SLOW_RATE_SHARE * usualBps;
  const otherShareOf = (bps: Float64Array) =>
    medianOf(bps.filter(Number.isFinite)) / otherBps;
  const apartMs = medianOf(
    atMs.subarray(1).map((ms, before) => ms - (atMs[before] ?? NaN)),
  );
  const slow: number[] = [];
  const times: Period[] = [];
  const runs = stretchesOf(own.length, isSlow);
  const scattered = runs.filter(({ marked }) => marked < FEWEST_TESTS).length;
  for (const { from, to, marked } of runs) {
    const fromMs = atMs[from] ?? NaN;
    // Where no test follows soon, nobody knows how long it lasted.
    const toMs = Math.min(
      atMs[to] ?? Infinity,
      (atMs[to - 1] ?? NaN) + apartMs,
    );
    if (marked < FEWEST_TESTS || toMs - fromMs < SHORTEST_MS) continue;
    // No test of the other direction says nothing against it.
    if (otherShareOf(other.subarray(from, to)) < OTHER_RATE_SHARE) continue;
    for (let place = from; place < to; place++) slow.push(place);
    times.push({ fromMs, toMs });
  }
  const slowIn = (bps: Float64Array) =>
    Float64Array.from(slow, (place) => bps[place] ?? NaN);
  return {
    direction,
    usualBps,
    times,
    share: medianOf(slowIn(own)) / usualBps,
    otherShare: otherShareOf(slowIn(other)),
    timeShare: slow.length / own.length,
    expectedTimes: own.length * (scattered / own.length) ** FEWEST_TESTS,
    tests: own.length,
  };
}
