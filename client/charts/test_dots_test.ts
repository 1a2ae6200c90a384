import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { TestResult } from "../model/mod.ts";
import { MOST_DOTS, testDots } from "./test_dots.ts";

const DAY_MS = 86_400_000;

function testAt(
  atMs: number,
  bps: number | null,
  changes: Partial<TestResult> = {},
): TestResult {
  return {
    atMs,
    durationMs: 1000,
    kind: "throughput",
    method: "train",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: bps,
    downloadBps: bps === null ? null : 10 * bps,
    sentBytes: 1,
    receivedBytes: 1,
    grade: null,
    details: "{}",
    ...changes,
  };
}

const PERIOD = { fromMs: 0, toMs: 30 * DAY_MS };
const OPTIONS = {
  period: PERIOD,
  nameOf: (test: TestResult) => test.interface,
};

Deno.test("testDots() gives each of a few tests its own dot, halfway to its neighbours", () => {
  const tests = [
    testAt(1000, 5),
    testAt(2000, null, { interface: "wlan0", grade: "B" }),
    testAt(4000, 7),
  ];
  const { edges, sharedMs, byName } = testDots(tests, OPTIONS);
  deepStrictEqual([edges, sharedMs], [[0, 1500, 3000, PERIOD.toMs], 0]);
  deepStrictEqual([...byName], [
    ["eth0", [
      { atMs: 1000, downBps: 50, upBps: 5, grade: null },
      undefined,
      { atMs: 4000, downBps: 70, upBps: 7, grade: null },
    ]],
    ["wlan0", [
      undefined,
      { atMs: 2000, downBps: null, upBps: null, grade: "B" },
      undefined,
    ]],
  ]);
});

Deno.test("testDots() shows what is usual of a month of tests every twenty seconds", () => {
  const tests = Array.from(
    { length: 129_600 },
    (_, i) => testAt(i * 20_000, i % 3 === 0 ? 1e6 : 5e6 + i % 7),
  );
  const { edges, sharedMs, byName } = testDots(tests, OPTIONS);
  strictEqual(sharedMs, PERIOD.toMs / MOST_DOTS);
  deepStrictEqual([edges[0], edges[1], edges.at(-1)], [
    0,
    sharedMs,
    PERIOD.toMs,
  ]);
  const dots = byName.get("eth0") ?? [];
  strictEqual(dots.length, MOST_DOTS);
  for (const [i, dot] of dots.entries()) {
    ok(dot && dot.atMs >= (edges[i] ?? NaN) && dot.atMs < (edges[i + 1] ?? 0));
    ok(dot.upBps !== null && dot.upBps >= 5e6 && dot.upBps < 5e6 + 7);
  }
});

Deno.test("testDots() has a test to itself where each has one, and shares one test further", () => {
  const few = Array.from({ length: MOST_DOTS }, (_, i) => testAt(i, 1));
  strictEqual(testDots(few, OPTIONS).sharedMs, 0);
  const many = [...few, testAt(MOST_DOTS, 1)];
  ok(testDots(many, OPTIONS).sharedMs > 0);
});
