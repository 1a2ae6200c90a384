import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Clock, TestResult } from "../model/mod.ts";
import { LoadPlan, type LoadPlanState } from "./load_plan.ts";
import type { LoadOrder, LoadReport } from "./load_order.ts";
import { type LoadListener, LoadTests } from "./load_tests.ts";
import type { Port } from "./ports.ts";
import { wantedTests } from "./scheduled_order.ts";
import type { ThroughputRequest } from "./test_request.ts";

const START_MS = new Date(2026, 10, 10, 12, 0).getTime();
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
const REQUEST: ThroughputRequest = {
  request: "throughput",
  method: "tcp",
  directions: ["down", "up"],
  durationMs: 5_000,
  interface: "",
  server: "",
  flows: 4,
  isOverBudget: false,
};
const REPORT: LoadReport = {
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

function port(name: string, gateway = "192.0.2.254"): Port {
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
interface Begun {
  readonly order: LoadOrder;
  readonly listener: LoadListener;
  isStopped: boolean;
  end(report: LoadReport | string): Promise<void>;
}

/** Load tests whose processes and clock are the test's. */
function open(
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
      return tests.lines.add({
        atMs: nowMs,
        interface: name,
        connectionType: "wired",
        spanMs: 1000,
        receivedBytes: bytes,
        sentBytes: 0,
        receivedPackets: 1,
        sentPackets: 1,
        errors: 0,
        drops: 0,
        collisions: 0,
        hasCarrier: true,
        ownLoadBytes: 0,
        wifi: null,
      });
    },
  };
}

const QUIET = {
  onProgress: () => {},
  signal: new AbortController().signal,
};

Deno.test("LoadTests runs what the plan says and stores the result", async () => {
  const { pass, begun, results, plan } = open();
  pass(16);
  const [first] = begun;
  ok(first);
  deepStrictEqual(
    [
      first.order.request.request,
      first.order.sizeBytes,
      first.order.server?.name,
    ],
    ["throughput", 100_000, "vps"],
  );
  pass(60);
  strictEqual(begun.length, 1, "never two at once");
  await first.end(REPORT);
  const [{ details: _, ...result } = { details: "" }] = results;
  deepStrictEqual(result, {
    atMs: START_MS,
    durationMs: 500,
    kind: "throughput",
    method: "train",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: 10e6,
    downloadBps: 50e6,
    sentBytes: 100_000,
    receivedBytes: 110_000,
    grade: null,
  });
  strictEqual(plan.budget("eth0", START_MS).usedBytes, 212_800);
});

Deno.test("LoadTests begins none by itself while the line is in use", () => {
  const { pass, linkSecond, begun } = open();
  for (let s = 0; s < 30; s++) {
    linkSecond("eth0", 1_000_000);
    pass(1);
  }
  strictEqual(begun.length, 0);
  for (let s = 0; s < 20; s++) {
    linkSecond("eth0", 500);
    pass(1);
  }
  strictEqual(begun.length, 1);
});

Deno.test("LoadTests tells own load from use, on all interfaces of a router", async () => {
  const { tests, pass, begun, linkSecond } = open();
  tests.lines.follow([
    port("eth0"),
    port("wlan0"),
    port("wwan0", "198.51.100.1"),
  ]);
  pass(16);
  begun[0]?.listener.onMoved({
    sentBytes: 60_000,
    receivedBytes: 17_200,
    packets: 200,
  });
  strictEqual(linkSecond("eth0", 90_000).ownLoadBytes, 80_000);
  strictEqual(linkSecond("wlan0", 90_000).ownLoadBytes, 0);
  const loaded = (afterMs: number) =>
    ["eth0", "wlan0", "wwan0"].map((name) =>
      tests.lines.isOwnLoad(name, START_MS + afterMs)
    );
  deepStrictEqual(loaded(16_000), [true, true, false]);
  await begun[0]?.end(REPORT);
  deepStrictEqual(loaded(20_900), [true, true, false]);
  deepStrictEqual(loaded(21_000), [false, false, false]);
  strictEqual(linkSecond("eth0", 132_800).ownLoadBytes, 132_800);
});

Deno.test("LoadTests.run() lets a person's test go first", async () => {
  const { tests, pass, begun, results, notes } = open();
  pass(16);
  const seen: number[] = [];
  const asked = tests.run(REQUEST, {
    ...QUIET,
    onProgress: (progress) =>
      seen.push(progress.kind === "bloat" ? 0 : progress.bps),
  });
  await Promise.resolve();
  strictEqual(begun[0]?.isStopped, true);
  while (begun.length < 2) await Promise.resolve();
  begun[1]?.listener.onProgress({
    kind: "throughput",
    direction: "up",
    second: 1,
    bps: 5e6,
  });
  deepStrictEqual(await tests.run(REQUEST, QUIET), {
    error: "Cannot run a load test now as another one is running",
  });
  await begun[1]?.end(REPORT);
  deepStrictEqual(await asked, { result: { results: [] } });
  deepStrictEqual(seen, [5e6]);
  deepStrictEqual(
    results.map(({ isScheduled, isComplete }) => [isScheduled, isComplete]),
    [[true, false], [false, true]],
  );
  deepStrictEqual(notes, []);
});

Deno.test("LoadTests.run() stops the test when whoever asked has gone", async () => {
  const { tests, begun } = open();
  const gone = new AbortController();
  const asked = tests.run(REQUEST, { ...QUIET, signal: gone.signal });
  while (begun.length === 0) await Promise.resolve();
  gone.abort();
  deepStrictEqual(await asked, { error: "stopped" });
  strictEqual(begun[0]?.isStopped, true);
});

Deno.test("LoadTests.run() refuses what would exceed the budget, unless told", async () => {
  const spent: LoadPlanState = {
    months: { "2026-11": { eth0: 5e9 } },
    reserved: null,
    last: {},
    cost: {},
    pausedUntilMs: null,
  };
  const { tests, begun, pass, notes } = open({ capGb: 5, state: spent });
  deepStrictEqual(await tests.run(REQUEST, QUIET), {
    error:
      "Cannot load eth0 as this month's budget is used up: 5.0 of 5.0 GB (--over-budget tests all the same)",
  });
  pass(100);
  deepStrictEqual(
    [begun.length, notes],
    [0, ["No more load tests on eth0 this month: 5.0 of 5.0 GB are used"]],
  );
  const asked = tests.run({ ...REQUEST, isOverBudget: true }, QUIET);
  while (begun.length === 0) await Promise.resolve();
  await begun[0]?.end(REPORT);
  deepStrictEqual(await asked, { result: { results: [] } });
});

Deno.test("LoadTests.run() names an interface or server that is not there", async () => {
  const { tests } = open();
  deepStrictEqual(await tests.run({ ...REQUEST, interface: "wlan9" }, QUIET), {
    error:
      "Cannot load wlan9 as the monitor measures no such interface (it measures: eth0)",
  });
  deepStrictEqual(await tests.run({ ...REQUEST, server: "paris" }, QUIET), {
    error: "Cannot load the line as the monitor knows no such server",
  });
});

Deno.test("LoadTests says once that tests fail, tries another server, and says that they work again", async () => {
  const { pass, begun, notes } = open();
  const failed = {
    ...REPORT,
    isComplete: false,
    figures: null,
    sentBytes: 0,
    receivedBytes: 0,
    packets: 0,
    problem: "The server is silent",
  };
  for (const report of [failed, failed, REPORT]) {
    const before = begun.length;
    while (begun.length === before) pass(1);
    await begun.at(-1)?.end(report);
  }
  deepStrictEqual(notes, [
    "No load test on eth0: The server is silent",
    "Load tests on eth0 work again",
  ]);
  deepStrictEqual(
    begun.map(({ order }) => order.server?.name),
    ["vps", "other", "other"],
  );
});

Deno.test("LoadTests charges all that was allowed when the process just dies", async () => {
  const { pass, begun, plan, results } = open();
  pass(16);
  await begun[0]?.end("The load test failed (SIGKILL): ");
  strictEqual(results.length, 0);
  strictEqual(
    plan.budget("eth0", START_MS).usedBytes,
    begun[0]?.order.allowedBytes,
  );
});

Deno.test("LoadTests breaks off what is under way when the monitor ends", async () => {
  const { tests, pass, begun } = open();
  pass(16);
  await tests[Symbol.asyncDispose]();
  strictEqual(begun[0]?.isStopped, true);
  deepStrictEqual(await tests.run(REQUEST, QUIET), {
    error: "Cannot run a load test now as another one is running",
  });
});
