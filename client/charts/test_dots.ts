/** Load tests as the dots of a chart. @module */

import { percentileOfSorted } from "../analysis/mod.ts";
import type { Period, TestResult } from "../model/mod.ts";

/** More dots beside each other cannot be told apart: a month has 140,000 tests. */
export const MOST_DOTS = 400;

/** A load test, or what is usual of several near each other in time. */
export interface TestDot {
  /** When, Unix milliseconds. */
  readonly atMs: number;
  /** Median rate from there to here, bit/s; `null`: not measured. */
  readonly downBps: number | null;
  /** Median rate from here to there, bit/s; `null`: not measured. */
  readonly upBps: number | null;
  /** The last letter of a bufferbloat test; `null` without one. */
  readonly grade: string | null;
}

/** The dots of all kinds of tests. */
export interface TestDots {
  /** Where stretches begin and, last, where the last one ends. */
  readonly edges: readonly number[];
  /** How long a stretch is whose tests share a dot, ms; 0: each has its own. */
  readonly sharedMs: number;
  /** By the tests' name: a dot, or none, for each stretch. */
  readonly byName: ReadonlyMap<string, readonly (TestDot | undefined)[]>;
}

/**
 * Puts tests that no picture could tell apart together.
 *
 * @param tests Oldest first, begun in the period.
 * @param options The period, and what a test's kind is called.
 */
export function testDots(
  tests: readonly TestResult[],
  { period, nameOf }: {
    readonly period: Period;
    readonly nameOf: (test: TestResult) => string;
  },
): TestDots {
  const { fromMs, toMs } = period;
  const times = [...new Set(tests.map(({ atMs }) => atMs))];
  const isShared = times.length > MOST_DOTS;
  const sharedMs = isShared ? (toMs - fromMs) / MOST_DOTS : 0;
  const edges = isShared
    ? Array.from({ length: MOST_DOTS + 1 }, (_, i) => fromMs + i * sharedMs)
    : [fromMs, ...halfways(times), toMs];
  const placeOf = new Map(times.map((atMs, place) => [
    atMs,
    isShared ? Math.floor((atMs - fromMs) / sharedMs) : place,
  ]));
  const byName = new Map<string, TestResult[][]>();
  for (const test of tests) {
    const name = nameOf(test);
    const stretches = byName.get(name) ?? edges.slice(1).map(() => []);
    byName.set(name, stretches);
    stretches[placeOf.get(test.atMs) ?? 0]?.push(test);
  }
  return {
    edges,
    sharedMs,
    byName: new Map(
      [...byName].map(([name, stretches]) => [name, stretches.map(dotOf)]),
    ),
  };
}

function halfways(times: readonly number[]): readonly number[] {
  return times.slice(1).map((atMs, i) =>
    Math.round((atMs + (times[i] ?? atMs)) / 2)
  );
}

function dotOf(tests: readonly TestResult[]): TestDot | undefined {
  const middle = tests[tests.length >> 1];
  return middle && {
    atMs: middle.atMs,
    downBps: medianOf(tests.map(({ downloadBps }) => downloadBps)),
    upBps: medianOf(tests.map(({ uploadBps }) => uploadBps)),
    grade: tests.findLast(({ grade }) => grade !== null)?.grade ?? null,
  };
}

function medianOf(rates: readonly (number | null)[]): number | null {
  const known = rates.filter((bps) => bps !== null).sort((a, b) => a - b);
  return known.length === 0 ? null : percentileOfSorted(known, 50);
}
