/** Reads load tests. @module */

import type { Period, TestKind, TestResult } from "../model/mod.ts";
import type { Query, Row } from "./query.ts";
import { keys } from "./read_samples.ts";

const TEST_FIELDS = `ts * 1000 + ms, duration_ms, kind, method, interface,
  connection_type, server, is_complete, is_scheduled, upload_bps,
  download_bps, sent_bytes, received_bytes, grade`;
/** With a server, there are more than 4,000 tests a day. */
const PAGE_TESTS = 1000;

/** Which load tests are wanted of a period. */
export interface TestsWish {
  /** Only of this kind; `null`: of both. */
  readonly kind: TestKind | null;
  /** The newest so many. */
  readonly limit: number;
}

/** The newest load tests of a period. */
export interface NewestTests {
  /** The newest first; those that were cut off as well. */
  readonly tests: readonly TestResult[];
  /** How many there are, also beyond the limit. */
  readonly total: number;
}

function orNull(value: Row[number] | undefined): number | null {
  return value === null ? null : Number(value);
}

/**
 * Reads load tests, a page at a time.
 *
 * @param query The database.
 * @param period Those that began in it.
 * @param options Whether their details are wanted, or `{}` in place of them.
 * @yields The tests, oldest first, cut off ones as well.
 */
export function* selectTests(
  query: Query,
  period: Period,
  { isDetailed }: { readonly isDetailed: boolean },
): Generator<TestResult> {
  // The few names there are, once for all tests.
  const names = new Map<unknown, string>();
  const name = (value: Row[number] | undefined) => {
    const known = names.get(value) ?? String(value);
    names.set(value, known);
    return known;
  };
  const sql = `SELECT ${TEST_FIELDS}, ${
    isDetailed ? "details" : "'{}'"
  }, ts, ms FROM tests
    WHERE (ts, ms, kind, interface, server) > (?, ?, ?, ?, ?)
      AND (ts, ms) < (?, ?)
    ORDER BY ts, ms, kind, interface, server LIMIT ${PAGE_TESTS}`;
  const [fromS = 0, fromMs = 0, ...to] = keys(period);
  let after: readonly (string | number)[] = [fromS, fromMs, "", "", ""];
  for (;;) {
    const page = query(sql, ...after, ...to);
    for (const row of page) yield testOf(row, name);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_TESTS) return;
    after = [
      ...[Number(last[15]), Number(last[16])],
      ...[name(last[2]), name(last[4]), name(last[6])],
    ];
  }
}

/**
 * Reads the newest load tests.
 *
 * @param query The database.
 * @param period Those that began in it.
 * @param wish Which, and how many.
 */
export function selectNewestTests(
  query: Query,
  period: Period,
  { kind, limit }: TestsWish,
): NewestTests {
  const where = `FROM tests WHERE (ts, ms) >= (?1, ?2) AND (ts, ms) < (?3, ?4)
    AND (?5 IS NULL OR kind = ?5)`;
  const bound = [...keys(period), kind];
  const [[total] = []] = query(`SELECT count(*) ${where}`, ...bound);
  const rows = query(
    `SELECT ${TEST_FIELDS}, details ${where}
      ORDER BY ts DESC, ms DESC, kind DESC, interface DESC, server DESC
      LIMIT ?6`,
    ...bound,
    limit,
  );
  return {
    tests: rows.map((row) => testOf(row, String)),
    total: Number(total),
  };
}

function testOf(
  row: Row,
  name: (value: Row[number] | undefined) => string,
): TestResult {
  return {
    atMs: Number(row[0]),
    durationMs: Number(row[1]),
    // Only JournalWriter fills these, and only from such objects.
    kind: name(row[2]) as TestResult["kind"],
    method: name(row[3]) as TestResult["method"],
    interface: name(row[4]),
    connectionType: name(row[5]) as TestResult["connectionType"],
    server: name(row[6]),
    isComplete: row[7] === 1,
    isScheduled: row[8] === 1,
    uploadBps: orNull(row[9]),
    downloadBps: orNull(row[10]),
    sentBytes: Number(row[11]),
    receivedBytes: Number(row[12]),
    grade: row[13] === null ? null : name(row[13]),
    details: String(row[14]),
  };
}
