import type { Direction, Period, TestResult } from "../../model/mod.ts";
import { medianOf, quantileOf } from "./median.ts";

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
 * @param tests Of a line, oldest first.
 * @param direction Which direction.
 * @returns One for each server and method with enough tests.
 */
export function rateDropsOf(
  tests: readonly TestResult[],
  direction: Direction,
): RateDrops[] {
  const kinds: TestResult[][] = [];
  // With a server, a month has 100,000 and more, nearly all of one kind: no key
  // is made for each.
  let own: TestResult[] = [];
  for (const test of tests) {
    if (bpsOf(test, direction) === null) continue;
    if (!isAlike(test, own[0])) {
      const known = kinds.find((others) => isAlike(test, others[0]));
      own = known ?? [];
      if (known === undefined) kinds.push(own);
    }
    own.push(test);
  }
  return kinds.flatMap((own) =>
    own.length < FEWEST_TESTS_IN_ALL ? [] : [dropsOf(own, direction)]
  );
}

function isAlike(test: TestResult, other: TestResult | undefined): boolean {
  return test.server === other?.server && test.method === other.method &&
    test.kind === other.kind;
}

function dropsOf(
  tests: readonly TestResult[],
  direction: Direction,
): RateDrops {
  const other = direction === "up" ? "down" : "up";
  const usualBps = usualOf(tests, direction);
  const otherBps = usualOf(tests, other);
  const isSlow = (test: TestResult | undefined) =>
    test !== undefined &&
    (bpsOf(test, direction) ?? NaN) < SLOW_RATE_SHARE * usualBps;
  const otherShareOf = (some: readonly TestResult[]) =>
    medianOf(ratesOf(some, other)) / otherBps;
  const apart = Float64Array.from(
    tests,
    ({ atMs }, at) => atMs - (tests[at - 1]?.atMs ?? NaN),
  );
  const apartMs = medianOf(apart.subarray(1));
  const runs: TestResult[][] = [];
  const times: Period[] = [];
  let scattered = 0;
  for (let at = 0; at < tests.length; at++) {
    if (!isSlow(tests[at])) continue;
    const from = at;
    while (isSlow(tests[at])) at++;
    const run = tests.slice(from, at);
    const [first] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined) continue;
    // Where no test follows soon, nobody knows how long it lasted.
    const toMs = Math.min(tests[at]?.atMs ?? Infinity, last.atMs + apartMs);
    if (run.length < FEWEST_TESTS) scattered += run.length;
    if (run.length < FEWEST_TESTS || toMs - first.atMs < SHORTEST_MS) continue;
    // No test of the other direction says nothing against it.
    if (otherShareOf(run) < OTHER_RATE_SHARE) continue;
    runs.push(run);
    times.push({ fromMs: first.atMs, toMs });
  }
  const slow = runs.flat();
  return {
    direction,
    usualBps,
    times,
    share: medianOf(ratesOf(slow, direction)) / usualBps,
    otherShare: otherShareOf(slow),
    timeShare: slow.length / tests.length,
    expectedTimes: tests.length * (scattered / tests.length) ** FEWEST_TESTS,
    tests: tests.length,
  };
}

function usualOf(tests: readonly TestResult[], direction: Direction): number {
  return quantileOf(ratesOf(tests, direction), USUAL_PCT);
}

/** The rates of those that have one, bit/s. */
function ratesOf(
  tests: readonly TestResult[],
  direction: Direction,
): Float64Array {
  const rates = new Float64Array(tests.length);
  let length = 0;
  for (const test of tests) {
    const bps = bpsOf(test, direction);
    if (bps !== null) rates[length++] = bps;
  }
  return rates.subarray(0, length);
}

function bpsOf(test: TestResult, direction: Direction): number | null {
  return direction === "up" ? test.uploadBps : test.downloadBps;
}
