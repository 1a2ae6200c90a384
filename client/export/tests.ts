import type { TestResult } from "../model/mod.ts";
import { blocksOf } from "./blocks.ts";
import { csvText } from "./csv.ts";

/** The columns of exported load tests, in this order. */
export const TEST_COLUMNS = [
  "timestamp",
  "interface",
  "connection_type",
  "test_type",
  "method",
  "server_name",
  "download_kbps",
  "upload_kbps",
  "grade",
  "is_complete",
  "is_scheduled",
  "duration_ms",
  "received_bytes",
  "sent_bytes",
  "timestamp_ms",
] as const;

/** As what tests can be exported. */
export type TestFormat = "csv" | "json" | "ndjson";

type Cell = string | number | boolean | null;
type TestRow = Readonly<Record<typeof TEST_COLUMNS[number], Cell>>;

const BPS_PER_KBPS = 1000;
const MS_PER_S = 1000;

/**
 * Load tests as a file's text. As CSV under a header of
 * {@linkcode TEST_COLUMNS}; as JSON with all details of each test besides.
 *
 * @param tests Oldest first.
 * @param format As what.
 * @returns In blocks of about 64 Ki characters.
 */
export function testsOf(
  tests: Iterable<TestResult>,
  format: TestFormat,
): Generator<string> {
  switch (format) {
    case "csv":
      return blocksOf(csvLines(tests));
    case "json":
      return blocksOf(jsonPieces(tests));
    case "ndjson":
      return blocksOf(ndjsonLines(tests));
  }
}

function* csvLines(tests: Iterable<TestResult>): Generator<string> {
  yield `${TEST_COLUMNS.join(",")}\n`;
  for (const test of tests) {
    const row = rowOf(test);
    const cells = TEST_COLUMNS.map((column) => cellText(row[column]));
    yield `${cells.join(",")}\n`;
  }
}

function* ndjsonLines(tests: Iterable<TestResult>): Generator<string> {
  for (const test of tests) yield `${objectText(test)}\n`;
}

function* jsonPieces(tests: Iterable<TestResult>): Generator<string> {
  let before = "[\n";
  for (const test of tests) {
    yield `${before}${objectText(test)}`;
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

/** The details are JSON already. */
function objectText(test: TestResult): string {
  const row = JSON.stringify(rowOf(test));
  return `${row.slice(0, -1)},"details":${test.details}}`;
}

function rowOf(test: TestResult): TestRow {
  return {
    timestamp: Math.floor(test.atMs / MS_PER_S),
    interface: test.interface,
    connection_type: test.connectionType,
    test_type: test.kind,
    method: test.method,
    server_name: test.server,
    download_kbps: kbps(test.downloadBps),
    upload_kbps: kbps(test.uploadBps),
    grade: test.grade,
    is_complete: test.isComplete,
    is_scheduled: test.isScheduled,
    duration_ms: Math.round(test.durationMs),
    received_bytes: test.receivedBytes,
    sent_bytes: test.sentBytes,
    timestamp_ms: Math.round(test.atMs),
  };
}

function kbps(bps: number | null): number | null {
  return bps === null ? null : Math.round(bps / BPS_PER_KBPS);
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "string" ? csvText(cell) : String(cell);
}
