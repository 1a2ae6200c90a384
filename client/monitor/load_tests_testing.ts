/** Load tests whose processes and clock are the test's. @module */

import type { Clock, TestResult } from "../model/mod.ts";
import type { LoadOrder, LoadReport } from "./load_order.ts";
import { LoadPlan, type LoadPlanState } from "./load_plan.ts";
import { type LoadListener, LoadTests } from "./load_tests.ts";
import type { Port } from "./ports.ts";
import { wantedTests } from "./scheduled_order.ts";
import type { ThroughputRequest } from "./test_request.ts";
import { linkSecond } from "./testing.ts";

/** When tests begin, Unix ms: a noon in November. */
export const START_MS = new Date(2026, 10, 10, 12, 0).getTime();
const WISHES = {
  throughput: {
    enabled: true,
    smallIntervalS: 10,
    smallKb: 100,
    mediumIntervalS: 60,
    mediumKb: 1_000,
    largeIntervalS: 300,
    largeKb: 10_000,
  },
  bufferbloat: { enabled: false, intervalS: 21_600, streams: 4 },
};
const SERVERS = ["vps", "other"].map((name) => ({
  name,
  host: "192.0.2.1",
  port: 9_876,
  sharedSecret: "ab".repeat(32),
}));
/** What a person asks for. */
export const REQUEST: ThroughputRequest = {
  request: "throughput",
  method: "tcp",
  directions: ["down", "up"],
  durationMs: 5_000,
  interface: "",
  server: "",
  flows: 4,
  isOverBudget: false,
};
/** A test that went well. */
export const REPORT: LoadReport = {
  isComplete: true,
  problem: "",
  retryAfterMs: 0,
  atMs: START_MS,
  durationMs: 500,
  sentBytes: 100_000,
  receivedBytes: 110_000,
  packets: 200,
  figures: {
    method: "train",
    uploadBps: 10e6,
    downloadBps: 50e6,
    grade: null,
    details: { results: [] },
  },
};

/** A way out. */
export function port(name: string, gateway = "192.0.2.254"): Port {
  return {
    device: name,
    interface: name,
    interfaceIndex: 2,
    connectionType: "wired",
    family: 4,
    gateway,
  };
}

/** A test that was begun and is in the test's hands. */
export interface Begun {
  readonly order: LoadOrder;
  readonly listener: LoadListener;
  isStopped: boolean;
  end(report: LoadReport | string): Promise<void>;
}

/** Load tests whose processes and clock are the test's. */
export function openLoadTests(
  { capGb = 1000, state = null }: {
    readonly capGb?: number;
    readonly state?: LoadPlanState | null;
  } = {},
) {
  let nowMs = START_MS;
  const notes: string[] = [];
  const results: TestResult[] = [];
  const begun: Begun[] = [];
  const plan = new LoadPlan(wantedTests(WISHES), {
    capBytes: capGb * 1e9,
    state,
  });
  // Only the wall clock is read.
  const clock = { wall: () => BigInt(nowMs) * 1_000_000n } as Clock;
  const tests = new LoadTests({
    clock,
    plan,
    wishes: WISHES,
    servers: SERVERS,
    start(order, listener) {
      const { promise, resolve } = Promise.withResolvers<LoadReport | string>();
      const one: Begun = {
        order,
        listener,
        isStopped: false,
        async end(report) {
          resolve(report);
          await promise;
          await Promise.resolve();
        },
      };
      begun.push(one);
      return {
        stop() {
          one.isStopped = true;
          resolve({
            ...REPORT,
            isComplete: false,
            figures: null,
            problem: "stopped",
          });
        },
        ended: promise,
      };
    },
    record: (result) => void results.push(result),
    keep: () => {},
    note: (text) => void notes.push(text),
  });
  tests.lines.follow([port("eth0")]);
  return {
    tests,
    plan,
    notes,
    results,
    begun,
    /** Lets seconds go by, a look at what is due in each. */
    pass(seconds: number) {
      for (let s = 0; s < seconds; s++) {
        nowMs += 1000;
        tests.tick();
      }
    },
    linkSecond(name: string, bytes: number) {
      const of = { atMs: nowMs, interface: name, receivedBytes: bytes };
      return tests.lines.add(linkSecond(of));
    },
  };
}

/** Somebody who watches and does nothing. */
export const QUIET = {
  onProgress: () => {},
  signal: new AbortController().signal,
};
