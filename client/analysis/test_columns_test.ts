import { deepStrictEqual } from "node:assert/strict";
import type { TestResult } from "../model/mod.ts";
import { testAt } from "./scenarios/testing.ts";
import { testColumnsOf } from "./test_columns.ts";

/** Of which sort each is, and when its tests began. */
function sortsOf(tests: readonly TestResult[]): unknown[] {
  return testColumnsOf(tests).map((one) => [
    ...[one.interface, one.server, one.kind, one.method],
    [...one.atMs],
  ]);
}

Deno.test("testColumnsOf() lays out what each test gave, and NaN for what it did not", () => {
  const tests = [
    testAt(0, { uploadBps: 1e6, downloadBps: null }),
    testAt(1, { uploadBps: null, downloadBps: 3.5e6, durationMs: 120.5 }),
    testAt(2, { uploadBps: 0, downloadBps: 1e9, grade: "B" }),
  ];
  const [first] = tests;
  deepStrictEqual(testColumnsOf(tests), [{
    interface: first?.interface,
    server: first?.server,
    kind: first?.kind,
    method: first?.method,
    length: 3,
    atMs: Float64Array.from(tests, ({ atMs }) => atMs),
    durationMs: Float64Array.of(2000, 120.5, 2000),
    uploadBps: Float64Array.of(1e6, NaN, 0),
    downloadBps: Float64Array.of(NaN, 3.5e6, 1e9),
    grade: [null, null, "B"],
  }]);
});

Deno.test("testColumnsOf() keeps sorts apart, in the order in which they came", () => {
  const at = (minute: number, changes: Partial<TestResult>) =>
    testAt(minute, {
      interface: "eth0",
      server: "a",
      kind: "throughput",
      method: "train",
      ...changes,
    });
  const tests = [
    at(0, {}),
    at(1, { server: "b" }),
    at(2, {}),
    at(3, { method: "tcp" }),
    at(4, { kind: "bloat" }),
    at(5, { interface: "eth1" }),
    at(6, { server: "b" }),
  ];
  const ms = (...places: readonly number[]) =>
    places.map((place) => tests[place]?.atMs);
  deepStrictEqual(sortsOf(tests), [
    ["eth0", "a", "throughput", "train", ms(0, 2)],
    ["eth0", "b", "throughput", "train", ms(1, 6)],
    ["eth0", "a", "throughput", "tcp", ms(3)],
    ["eth0", "a", "bloat", "train", ms(4)],
    ["eth1", "a", "throughput", "train", ms(5)],
  ]);
});

Deno.test("testColumnsOf() leaves out what was cut off", () => {
  deepStrictEqual(testColumnsOf([testAt(0, { isComplete: false })]), []);
});
