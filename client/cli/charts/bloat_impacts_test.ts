import { deepStrictEqual } from "node:assert/strict";
import type { TestResult } from "../../model/mod.ts";
import type { InterfaceLoad } from "../stats_load.ts";
import { bloatImpacts } from "./bloat_impacts.ts";
import type { ChartMaterial } from "./material.ts";

const NO_LOAD: InterfaceLoad = {
  interface: "eth0",
  throughput: { up: null, down: null },
  bloat: null,
  passive: null,
  budget: null,
  ownLoadMs: 0,
};

function testOf(grade: string, details: unknown): TestResult {
  return {
    atMs: 0,
    durationMs: 1,
    kind: "bloat",
    method: "tcp",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: null,
    downloadBps: null,
    sentBytes: 0,
    receivedBytes: 0,
    grade,
    details: JSON.stringify(details),
  };
}

function resultOf(idleMs: number, uploadMs: number): unknown {
  const spread = (ms: number) => ({ p50Ns: 1e6 * ms, p95Ns: 2e6 * ms });
  return {
    idle: spread(idleMs),
    phases: [
      { kind: "upload", rtt: spread(uploadMs) },
      { kind: "both", rtt: { p50Ns: NaN, p95Ns: NaN } },
    ],
  };
}

/** As much of the material as is asked for. */
function materialOf(
  tests: readonly TestResult[],
  load: InterfaceLoad = NO_LOAD,
): ChartMaterial {
  return {
    tests: () => tests,
    loads: () => [load],
  } as unknown as ChartMaterial;
}

Deno.test("bloatImpacts() takes medians of tests, and the newest letter", () => {
  const material = materialOf([
    testOf("B", resultOf(10, 50)),
    testOf("F", resultOf(12, 500)),
    testOf("D", resultOf(14, 200)),
  ]);
  deepStrictEqual(bloatImpacts(material), [{
    name: "eth0",
    grade: "D",
    hint: "round trip (ms), median of 3 tests",
    delays: [
      { name: "at rest", p50Ms: 12, p95Ms: 24 },
      { name: "upload", p50Ms: 200, p95Ms: 400 },
    ],
  }]);
});

Deno.test("bloatImpacts() shows what the line's own traffic tells, if it tells enough", () => {
  const interval = { lowNs: 1e6, highNs: 9e6 };
  const bin = (fromPct: number, toPct: number, p50Ns: number) => ({
    ...{ fromPct, toPct, seconds: 60, p50Ns, p95Ns: 2 * p50Ns },
  });
  const up = {
    kind: "measured",
    highestBps: 1e7,
    loadedSeconds: 900,
    bloatNs: 5e6,
    interval,
    curve: [bin(0, 10, -1e3), bin(10, 75, 2e6), bin(75, Infinity, 5e6)],
  } as const;
  const down = {
    kind: "not_enough_load",
    highestBps: 0,
    loadedSeconds: 0,
    reason: "too little",
  } as const;
  const material = materialOf([], { ...NO_LOAD, passive: { up, down } });
  deepStrictEqual(bloatImpacts(material), [{
    name: "eth0, own upload",
    grade: null,
    hint: "added (ms), by share of the highest rate",
    delays: [
      { name: "at rest", p50Ms: 0, p95Ms: 0 },
      { name: "10-75 %", p50Ms: 2, p95Ms: 4 },
      { name: "over 75 %", p50Ms: 5, p95Ms: 10 },
    ],
  }]);
});

Deno.test("bloatImpacts() leaves out interfaces of which nothing is known", () => {
  deepStrictEqual(bloatImpacts(materialOf([])), []);
  deepStrictEqual(bloatImpacts(materialOf([testOf("A", {})])), []);
});
