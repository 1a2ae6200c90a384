import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import {
  BULK_MODE,
  BULK_REASON,
  BULK_STATE,
  ERROR_CODE,
  FLOW,
  type Packet,
  type ThroughputStats,
} from "@bufferbane/protocol";
import { LoadClient } from "./load_client.ts";
import { newSecret, startServer } from "./running_server.ts";

const HOST = "127.0.0.1";

/** The STATS that a packet must be. */
function statsOf(packet: Packet | undefined): ThroughputStats {
  if (packet?.kind === "throughputStats") return packet;
  throw new Error(`Cannot read STATS: found ${JSON.stringify(packet)}`);
}

Deno.test("bufferbane-server takes each connection of a grant once, and no other", async (test) => {
  await using server = await startServer();
  using libc = openLibc();
  using client = new LoadClient(libc, { ...server, server: HOST });
  await test.step("before a grant no SYN is answered", () => {
    strictEqual(client.connect(), undefined);
  });
  const grant = statsOf(client.request("throughputStart"));
  strictEqual(grant.state, BULK_STATE.accepted);
  strictEqual(grant.tcpPort, server.port);
  await test.step("to another address than the client's neither is it now", () => {
    strictEqual(client.connect("127.0.0.2"), undefined);
  });
  const wrongToken = new Uint8Array(16).fill(1);
  const cases: readonly [why: string, preface: Uint8Array][] = [
    ["no preface at all", new Uint8Array(88)],
    ["a wrong token", client.preface(grant, { tcpToken: wrongToken })],
    ["another test", client.preface(grant, { testId: 8 })],
    ["another direction", client.preface(grant, { direction: FLOW.down })],
    ["a stream that was not granted", client.preface(grant, { stream: 2 })],
  ];
  for (const [why, preface] of cases) {
    await test.step(`${why} is reset`, () => {
      strictEqual(client.introduce(preface), "reset");
    });
  }
  const preface = client.preface(grant);
  await test.step("the granted stream is taken", () => {
    strictEqual(client.introduce(preface), "nothing", "an upload is silent");
    const { state, rxBytes } = statsOf(client.request("throughputStart"));
    deepStrictEqual([state, rxBytes], [BULK_STATE.running, 0n]);
  });
  await test.step("the same preface again is reset", () => {
    strictEqual(client.introduce(preface), "reset");
  });
  await test.step("what it carries is counted", () => {
    const fd = client.connect();
    ok(fd !== undefined);
    libc.write(fd, client.preface(grant, { stream: 1 }));
    strictEqual(client.write(fd, 100_000), 100_000);
    client.watch(fd, 200);
    const { rxBytes } = statsOf(client.request("throughputStart"));
    strictEqual(rxBytes, 100_000n);
  });
  await test.step("all streams being there, the door is shut again", () => {
    strictEqual(client.connect(), undefined);
  });
});

Deno.test("bufferbane-server resets who is silent for 2 s", async () => {
  await using server = await startServer();
  using libc = openLibc();
  using client = new LoadClient(libc, { ...server, server: HOST });
  statsOf(client.request("throughputStart"));
  const fd = client.connect();
  ok(fd !== undefined);
  strictEqual(client.watch(fd, 1_500), "nothing");
  strictEqual(client.watch(fd, 1_500), "reset");
});

Deno.test("bufferbane-server runs one load test at a time", async () => {
  await using server = await startServer({ general: "workers = 2" });
  using libc = openLibc();
  using first = new LoadClient(libc, { ...server, server: HOST });
  using second = new LoadClient(libc, { ...server, server: HOST });
  statsOf(first.request("downloadRequest", { testId: 1 }));
  const refused = second.request("throughputStart", { testId: 2 });
  ok(refused?.kind === "error");
  strictEqual(refused.code, ERROR_CODE.busy);
  ok(refused.retryAfterMs > 10_000 && refused.retryAfterMs <= 17_000);
  const end = {
    kind: "throughputEnd",
    testId: 1,
    reason: BULK_REASON.done,
    sentPackets: 0,
    sentBytes: 0n,
    firstTx: 0n as ThroughputStats["firstRx"], // no clock says 0
    lastTx: 0n as ThroughputStats["firstRx"],
  } as const;
  strictEqual(statsOf(first.ask(end)).state, BULK_STATE.final);
  strictEqual(
    statsOf(second.request("throughputStart", { testId: 2 })).state,
    BULK_STATE.accepted,
  );
});

Deno.test("bufferbane-server keeps its place for a bufferbloat test from start to end", async () => {
  await using server = await startServer();
  using libc = openLibc();
  using tester = new LoadClient(libc, { ...server, server: HOST });
  using other = new LoadClient(libc, { ...server, server: HOST });
  const start = {
    kind: "bufferbloatStart",
    testId: 9,
    directions: 7,
    transport: BULK_MODE.tcp,
    streams: 4,
    idleMs: 1_000,
    loadMs: 1_000,
    recoverMs: 1_000,
    echoIntervalMs: 20,
    pathToken: tester.echo.pathToken,
  } as const;
  strictEqual(statsOf(tester.ask(start)).state, BULK_STATE.accepted);
  const refused = other.request("downloadRequest", { testId: 2 });
  ok(refused?.kind === "error" && refused.code === ERROR_CODE.busy);
  const load = tester.request("downloadRequest", { testId: 9, streams: 1 });
  strictEqual(statsOf(load).state, BULK_STATE.accepted);
  const end = { kind: "bufferbloatEnd", testId: 9, reason: 0 } as const;
  strictEqual(statsOf(tester.ask(end)).state, BULK_STATE.final);
  const granted = other.request("downloadRequest", { testId: 2 });
  strictEqual(statsOf(granted).state, BULK_STATE.accepted);
});

Deno.test("bufferbane-server stops sending 1 s after the client has gone", async () => {
  await using server = await startServer();
  using libc = openLibc();
  using client = new LoadClient(libc, { ...server, server: HOST });
  const grant = statsOf(
    client.request("downloadRequest", { streams: 1, durationMs: 20_000 }),
  );
  const fd = client.connect();
  ok(fd !== undefined);
  libc.write(fd, client.preface(grant, { direction: FLOW.down }));
  strictEqual(client.watch(fd, 1_000), "load");
  // It neither reads nor asks any more, but its kernel keeps the connection.
  using poller = libc.openPoller();
  poller.block(1_500);
  const { state, reason } = statsOf(client.request("downloadRequest"));
  deepStrictEqual([state, reason], [
    BULK_STATE.aborted,
    BULK_REASON.noReports,
  ]);
});

Deno.test("bufferbane-server ends a load at the operator's limit", async () => {
  const secret = newSecret();
  await using server = await startServer({
    secret,
    rest:
      `[security]\nshared_secret = "${secret}"\n[limits]\nmax_test_mb = 1\n`,
  });
  using libc = openLibc();
  using client = new LoadClient(libc, { ...server, server: HOST });
  const grant = statsOf(client.request("throughputStart", { streams: 1 }));
  const fd = client.connect();
  ok(fd !== undefined);
  libc.write(fd, client.preface(grant));
  for (let sent = 0; sent < 1_200_000;) {
    const bytes = client.write(fd, 100_000);
    if (bytes <= 0) break; // full, or reset already
    sent += bytes;
  }
  strictEqual(client.watch(fd, 3_000), "reset");
  const { state, reason, rxBytes } = statsOf(client.request("throughputStart"));
  deepStrictEqual([state, reason], [BULK_STATE.final, BULK_REASON.limit]);
  ok(rxBytes >= 1_000_000n && rxBytes < 2_100_000n, `${rxBytes}`);
  const refused = client.request("downloadRequest");
  ok(refused?.kind === "error" && refused.code === ERROR_CODE.quota);
});
