import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { TestResult } from "../model/mod.ts";
import { testsOf } from "./tests.ts";

const TEST: TestResult = {
  atMs: 1_800_000_000_250,
  durationMs: 912.4,
  kind: "throughput",
  method: "train",
  interface: "eth0",
  connectionType: "wired",
  server: "=evil()",
  isComplete: true,
  isScheduled: true,
  uploadBps: null,
  downloadBps: 48_234_567,
  sentBytes: 1_200,
  receivedBytes: 110_000,
  grade: null,
  details: '{"results":[{"bps":48234567}]}',
};

function text(
  tests: readonly TestResult[],
  format: "csv" | "json" | "ndjson",
): string {
  return [...testsOf(tests, format)].join("");
}

Deno.test("testsOf() writes a line a test under the documented header", () => {
  strictEqual(
    text([TEST], "csv"),
    "timestamp,interface,connection_type,test_type,method,server_name,download_kbps,upload_kbps,grade,is_complete,is_scheduled,duration_ms,received_bytes,sent_bytes,timestamp_ms\n" +
      `1800000000,eth0,wired,throughput,train,"'=evil()",48235,,,true,true,912,110000,1200,1800000000250\n`,
  );
});

Deno.test("testsOf() gives all details as JSON, whole and line by line", () => {
  const [line = "", end] = text([TEST], "ndjson").split("\n");
  strictEqual(end, "");
  const object = JSON.parse(line);
  deepStrictEqual(object.details, { results: [{ bps: 48_234_567 }] });
  deepStrictEqual([object.upload_kbps, object.server_name], [null, "=evil()"]);
  deepStrictEqual(JSON.parse(text([TEST, TEST], "json")), [object, object]);
  strictEqual(text([], "json"), "[]\n");
});
