import type { TestColumns, TestResult } from "../model/mod.ts";

/** Columns that grow. */
interface Growing {
  readonly first: TestResult;
  readonly atMs: number[];
  readonly durationMs: number[];
  readonly uploadBps: number[];
  readonly downloadBps: number[];
  readonly grade: (string | null)[];
}

/**
 * Lays load tests out in columns; none of them is kept.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(testColumnsOf([]), []);
 * ```
 *
 * @param tests Oldest first. Those that were cut off give no figures, and are
 *   left out.
 * @returns For each interface, server, kind and method, in the order in which
 *   they were first seen.
 */
export function testColumnsOf(tests: Iterable<TestResult>): TestColumns[] {
  const all: Growing[] = [];
  // Nearly all of them are of one sort: no key is made for each.
  let own: Growing | undefined;
  for (const test of tests) {
    if (!test.isComplete) continue;
    if (own === undefined || !isAlike(own.first, test)) {
      own = all.find(({ first }) => isAlike(first, test));
      if (own === undefined) all.push(own = growingFrom(test));
    }
    own.atMs.push(test.atMs);
    own.durationMs.push(test.durationMs);
    own.uploadBps.push(test.uploadBps ?? NaN);
    own.downloadBps.push(test.downloadBps ?? NaN);
    own.grade.push(test.grade);
  }
  return all.map(({ first, ...columns }) => ({
    interface: first.interface,
    server: first.server,
    kind: first.kind,
    method: first.method,
    length: columns.atMs.length,
    atMs: Float64Array.from(columns.atMs),
    durationMs: Float64Array.from(columns.durationMs),
    uploadBps: Float64Array.from(columns.uploadBps),
    downloadBps: Float64Array.from(columns.downloadBps),
    grade: columns.grade,
  }));
}

function growingFrom(first: TestResult): Growing {
  return {
    first,
    atMs: [],
    durationMs: [],
    uploadBps: [],
    downloadBps: [],
    grade: [],
  };
}

function isAlike(one: TestResult, other: TestResult): boolean {
  return one.interface === other.interface && one.server === other.server &&
    one.kind === other.kind && one.method === other.method;
}
