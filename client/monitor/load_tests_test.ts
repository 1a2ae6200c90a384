import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { LoadPlanState } from "./load_plan.ts";
import {
  openLoadTests,
  port,
  QUIET,
  REPORT,
  REQUEST,
  START_MS,
} from "./load_tests_testing.ts";

Deno.test("LoadTests runs what the plan says and stores the result", async () => {
  const { pass, begun, results, plan } = openLoadTests();
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
  const { pass, linkSecond, begun } = openLoadTests();
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
  const { tests, pass, begun, linkSecond } = openLoadTests();
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
  const { tests, pass, begun, results, notes } = openLoadTests();
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
  const { tests, begun } = openLoadTests();
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
  const { tests, begun, pass, notes } = openLoadTests({
    capGb: 5,
    state: spent,
  });
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

Deno.test("LoadTests.run() says when a test was broken off at the cap", async () => {
  const { tests, begun } = openLoadTests({ capGb: 0.01 });
  const asked = tests.run(REQUEST, QUIET);
  while (begun.length === 0) await Promise.resolve();
  strictEqual(begun[0]?.order.allowedBytes, 10e6);
  await begun[0]?.end({
    ...REPORT,
    isComplete: false,
    figures: null,
    receivedBytes: 10e6,
    problem: "The load test was broken off as it moved more data than it may",
  });
  deepStrictEqual(await asked, {
    error:
      "The load test was broken off as this month's budget is used up (--over-budget tests all the same)",
  });
});

Deno.test("LoadTests.run() names an interface or server that is not there", async () => {
  const { tests } = openLoadTests();
  deepStrictEqual(await tests.run({ ...REQUEST, interface: "wlan9" }, QUIET), {
    error:
      "Cannot load wlan9 as the monitor measures no such interface (it measures: eth0)",
  });
  deepStrictEqual(await tests.run({ ...REQUEST, server: "paris" }, QUIET), {
    error: "Cannot load the line as the monitor knows no such server",
  });
});

Deno.test("LoadTests says once that tests fail, tries another server, and says that they work again", async () => {
  const { pass, begun, notes } = openLoadTests();
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
  const { pass, begun, plan, results } = openLoadTests();
  pass(16);
  await begun[0]?.end("The load test failed (SIGKILL): ");
  strictEqual(results.length, 0);
  strictEqual(
    plan.budget("eth0", START_MS).usedBytes,
    begun[0]?.order.allowedBytes,
  );
});

Deno.test("LoadTests breaks off what is under way when the monitor ends", async () => {
  const { tests, pass, begun } = openLoadTests();
  pass(16);
  await tests[Symbol.asyncDispose]();
  strictEqual(begun[0]?.isStopped, true);
  deepStrictEqual(await tests.run(REQUEST, QUIET), {
    error: "Cannot run a load test now as another one is running",
  });
});
