import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { TestResult } from "../model/mod.ts";
import { ownLoadMs, summarizeRates } from "./throughput_summary.ts";

function test(more: Partial<TestResult>): TestResult {
  return {
    atMs: 0,
    durationMs: 1000,
    kind: "throughput",
    method: "train",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: null,
    downloadBps: null,
    sentBytes: 0,
    receivedBytes: 0,
    grade: null,
    details: "{}",
    ...more,
  };
}

const UNKNOWN = { promisedBps: { up: null, down: null } };

Deno.test("summarizeRates() gives the middle and the ends of each direction", () => {
  const tests = [40e6, 10e6, 50e6].map((downloadBps) =>
    test({ downloadBps, uploadBps: downloadBps / 10 })
  );
  deepStrictEqual(summarizeRates(tests, "up", UNKNOWN), {
    tests: 3,
    minBps: 1e6,
    medianBps: 4e6,
    maxBps: 5e6,
    belowContractPct: null,
  });
});

Deno.test("summarizeRates() leaves out what gave no rate or was no throughput test", () => {
  const tests = [
    test({ downloadBps: 40e6, isComplete: false }),
    test({ downloadBps: 40e6, kind: "bloat" }),
    test({ uploadBps: 4e6 }),
  ];
  strictEqual(summarizeRates(tests, "down", UNKNOWN), null);
});

Deno.test("summarizeRates() says how many were below the contract", () => {
  const tests = [10e6, 20e6, 30e6, 40e6].map((downloadBps) =>
    test({ downloadBps })
  );
  const contract = { promisedBps: { up: null, down: 30e6 } };
  strictEqual(
    summarizeRates(tests, "down", contract)?.belowContractPct,
    50,
  );
});

Deno.test("ownLoadMs() counts time twice loaded once", () => {
  strictEqual(ownLoadMs([]), 0);
  strictEqual(ownLoadMs([test({ durationMs: 1000 })]), 6_000);
  const tests = [test({ durationMs: 1000 }), test({ atMs: 4_000 })];
  strictEqual(ownLoadMs(tests), 10_000);
  const within = [test({ durationMs: 60_000 }), test({ atMs: 4_000 })];
  strictEqual(ownLoadMs(within), 65_000);
});

Deno.test("summarizeRates() takes the 50th of 100 for the middle", () => {
  const tests = Array.from(
    { length: 100 },
    (_, i) => test({ downloadBps: 1e6 * (100 - i) }),
  );
  strictEqual(summarizeRates(tests, "down", UNKNOWN)?.medianBps, 50e6);
});
