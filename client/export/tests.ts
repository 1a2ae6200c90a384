import type { TestResult } from "../model/mod.ts";
import { type Cell, type TableFormat, tableOf } from "./table.ts";

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
  format: TableFormat,
): Generator<string> {
  return tableOf(tests, {
    format,
    columns: TEST_COLUMNS,
    row: rowOf,
    // The details are JSON already.
    more: ({ details }) => `"details":${details}`,
  });
}

function rowOf(
  test: TestResult,
): Readonly<Record<typeof TEST_COLUMNS[number], Cell>> {
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
