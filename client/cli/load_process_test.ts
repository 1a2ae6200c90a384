import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { newSecret, startServer } from "../../tests/server/running_server.ts";
import type { LoadOrder } from "../monitor/load_order.ts";
import { answerIn, startLoad } from "./load_process.ts";

const QUIET = { onProgress: () => {}, onMoved: () => {} };

function orderOf(
  { port, secret }: { readonly port: number; readonly secret: string },
  more: Partial<LoadOrder> = {},
): LoadOrder {
  return {
    request: {
      request: "throughput",
      method: "tcp",
      directions: ["down"],
      durationMs: 30_000,
      interface: "",
      server: "vps",
      flows: 1,
      isOverBudget: false,
    },
    server: { name: "vps", host: "127.0.0.1", port, sharedSecret: secret },
    sizeBytes: 1_000_000,
    allowedBytes: 1e12,
    ...more,
  };
}

Deno.test("startLoad() reports a test's figures and all that it moved", async () => {
  await using server = await startServer();
  const report = await startLoad(orderOf(server), QUIET).ended;
  ok(typeof report === "object" && report.figures !== null);
  const { isComplete, problem, receivedBytes, packets, figures } = report;
  deepStrictEqual([isComplete, problem, figures.uploadBps], [true, "", null]);
  ok((figures.downloadBps ?? 0) > 0);
  ok(receivedBytes > 1_000_000 && packets > 20, `${receivedBytes} ${packets}`);
});

Deno.test("startLoad() breaks off what moves more than it may", async () => {
  await using server = await startServer();
  const report = await startLoad(
    orderOf(server, { sizeBytes: null, allowedBytes: 1_000_000 }),
    QUIET,
  ).ended;
  ok(typeof report === "object");
  deepStrictEqual([report.isComplete, report.figures, report.problem], [
    false,
    null,
    "The load test was broken off as it moved more data than it may",
  ]);
  ok(report.receivedBytes >= 1_000_000);
});

Deno.test("startLoad() stops when told, and says what was moved until then", async () => {
  await using server = await startServer();
  const { promise: moving, resolve } = Promise.withResolvers<void>();
  const request = {
    request: "bloat",
    url: "",
    loadMs: 5_000,
    restMs: 5_000,
    interface: "",
    server: "vps",
    flows: 4,
    isOverBudget: false,
  } as const;
  const load = startLoad(orderOf(server, { request, sizeBytes: null }), {
    ...QUIET,
    onProgress: () => resolve(),
  });
  await Promise.race([moving, load.ended]);
  load.stop();
  const report = await load.ended;
  ok(typeof report === "object");
  deepStrictEqual([report.isComplete, report.problem], [
    false,
    "The test was stopped",
  ]);
  ok(report.receivedBytes > 0);
});

Deno.test("startLoad() says in a line why there is no test", async () => {
  const nowhere = { port: 1, secret: newSecret() };
  const report = await startLoad(orderOf(nowhere), QUIET).ended;
  ok(typeof report === "object");
  strictEqual(report.isComplete, false);
  ok(report.problem.startsWith("Cannot reach 127.0.0.1:1 "), report.problem);
  const broken = orderOf({ port: 1, secret: "no secret" });
  const complaint = await startLoad(broken, QUIET).ended;
  ok(typeof complaint === "string");
  ok(
    /^The load test failed \(exit code 1\): error: .+$/.test(complaint),
    complaint,
  );
});

Deno.test("startLoad() charges nothing for a test that cannot begin", async () => {
  const nowhere = { port: 1, secret: newSecret() };
  const runtime = "/nonexistent/deno";
  const report = await startLoad(orderOf(nowhere), QUIET, { runtime }).ended;
  ok(typeof report === "object");
  const { isComplete, problem, sentBytes, receivedBytes, packets } = report;
  deepStrictEqual([isComplete, sentBytes, receivedBytes, packets], [
    false,
    ...[0, 0, 0],
  ]);
  ok(problem.startsWith("Cannot begin the load test: "), problem);
  ok(problem.includes(runtime), problem);
});

Deno.test("answerIn() passes over what is not the test's", () => {
  const moved = { sentBytes: 1, receivedBytes: 2, packets: 3 };
  deepStrictEqual(answerIn(JSON.stringify({ moved })), { moved });
  const strays = [
    "[4711:0x1] 12 ms: Scavenge 3.1 (4.0) -> 2.9 (5.0) MB",
    '{"moved":{"sentBytes":1',
    "{ not JSON }",
    "5",
    "",
  ];
  for (const line of strays) strictEqual(answerIn(line), undefined, line);
});
