import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import {
  BULK_MODE,
  BULK_REASON,
  BULK_STATE,
  type BulkRequest,
  ERROR_CODE,
  NOT_ARRIVED,
  type Packet,
  type ThroughputStats,
} from "@bufferbane/protocol";
import { newSecret, startServer } from "./running_server.ts";
import { UdpLoadClient } from "./udp_load_client.ts";

const HOST = "127.0.0.1";

/** A server with limits. */
function limitedServer(limits: string) {
  const secret = newSecret();
  const security = `[security]\nshared_secret = "${secret}"\n`;
  const rest = `${security}[limits]\n${limits}\n`;
  return startServer({ secret, rest });
}

/** The STATS that a packet must be. */
function statsOf(packet: Packet | undefined): ThroughputStats {
  if (packet?.kind === "throughputStats") return packet;
  throw new Error(`Cannot read STATS: found ${packet?.kind}`);
}

Deno.test("bufferbane-server refuses loads over UDP that make no sense", async () => {
  await using server = await startServer();
  using libc = openLibc();
  const { badRequest, unsupported } = ERROR_CODE;
  const cases: readonly [
    changes: Partial<BulkRequest>,
    code: number,
    message: string,
  ][] = [
    [{ testId: 0 }, badRequest, "test_id: 0 is none"],
    [{ mode: 7 }, unsupported, "mode: 7 (allowed: 1 to 6)"],
    [
      { datagramBytes: 199 },
      badRequest,
      "dgram_len: 199 (allowed: 200 to 1400)",
    ],
    [
      { datagramBytes: 1401 },
      badRequest,
      "dgram_len: 1401 (allowed: 200 to 1400)",
    ],
    [
      { mode: BULK_MODE.burst },
      badRequest,
      "max_bytes: 0 (a train has a length)",
    ],
    [{ durationMs: 30_001 }, badRequest, "duration_ms (allowed: 1 to 30000)"],
  ];
  for (const [changes, code, message] of cases) {
    // There is one ERROR a second and session.
    using client = new UdpLoadClient(libc, { ...server, server: HOST });
    const refused = client.request("throughputStart", changes);
    ok(refused?.kind === "error");
    deepStrictEqual([refused.code, refused.message], [code, message]);
  }
});

Deno.test("bufferbane-server sends no faster than its highest rate, and says when it has sent all", async () => {
  await using server = await limitedServer("max_rate_kbps = 20000");
  using libc = openLibc();
  for (const host of [HOST, "::1"]) {
    using client = new UdpLoadClient(libc, { ...server, server: host });
    client.ask("downloadRequest", { durationMs: 500, rateKbps: 50_000 });
    const heard = [];
    for (let i = 0; i < 14; i++) {
      heard.push(client.listen(50));
      client.report();
    }
    const headerBytes = host === HOST ? 0 : 20;
    const bits = heard.reduce(
      (sum, { lineBytes, data }) => sum + 8 * (lineBytes + data * headerBytes),
      0,
    );
    // Ten datagrams leave before the rate counts.
    // How much less depends on how busy this machine is.
    ok(bits < 10e6 * 1.02 && bits > 1e6, `${bits} bits in 0.5 s`);
    const ends = heard.flatMap(({ packets }) => packets)
      .filter(({ kind }) => kind === "downloadEnd");
    const data = heard.reduce((sum, { data }) => sum + data, 0);
    ok(ends[0]?.kind === "downloadEnd");
    deepStrictEqual([ends[0].sentPackets, ends[0].reason], [
      data,
      BULK_REASON.done,
    ]);
    client.report({ state: BULK_STATE.final });
  }
});

Deno.test("bufferbane-server stops sending 1 s after the last report, and tolerates lost ones", async () => {
  await using server = await limitedServer("max_rate_kbps = 2000");
  using libc = openLibc();
  using client = new UdpLoadClient(libc, { ...server, server: HOST });
  client.ask("downloadRequest", { durationMs: 20_000 });
  for (let i = 0; i < 2; i++) {
    ok(client.listen(700).data > 0, "thirteen reports in a row may be lost");
    client.report();
  }
  client.listen(1_200);
  strictEqual(client.listen(300).data, 0);
  const { state, reason } = statsOf(client.request("downloadRequest"));
  deepStrictEqual([state, reason], [
    BULK_STATE.aborted,
    BULK_REASON.noReports,
  ]);
});

Deno.test("bufferbane-server follows a download's reports: up while they are good, down when they are not", async () => {
  await using server = await limitedServer("max_rate_kbps = 100000");
  using libc = openLibc();
  using client = new UdpLoadClient(libc, { ...server, server: HOST });
  client.ask("downloadRequest", { mode: BULK_MODE.adaptive });
  const isAnswered = (row: number) =>
    client.await((heard) => heard.row === row);
  strictEqual(isAnswered(0).row, 0);
  for (const row of [10, 20, 30, 40, 50, 60]) {
    client.report();
    strictEqual(isAnswered(row).row, row, "ten rows up after a good report");
  }
  // A third bad one ends the ramp, 30 rows back.
  for (const row of [59, 58, 28, 27]) {
    client.report({ queueDelayUs: 200_000 });
    strictEqual(isAnswered(row).row, row, "down after a bad one");
  }
});

Deno.test("bufferbane-server ends a load over UDP at the operator's limits, which then are used up", async () => {
  await using server = await limitedServer("max_test_mb = 1");
  using libc = openLibc();
  using client = new UdpLoadClient(libc, { ...server, server: HOST });
  client.ask("downloadRequest", { rateKbps: 100_000 });
  let lineBytes = 0;
  let end: Packet | undefined;
  while (end === undefined) {
    const heard = client.listen(50);
    lineBytes += heard.lineBytes;
    end = heard.packets.find(({ kind }) => kind === "downloadEnd");
    client.report();
  }
  ok(end.kind === "downloadEnd");
  strictEqual(end.reason, BULK_REASON.limit);
  ok(lineBytes <= 1e6 && lineBytes > 0.99e6, `${lineBytes} bytes`);
  client.report({ state: BULK_STATE.final });
  const refused = client.request("throughputStart");
  ok(refused?.kind === "error");
  strictEqual(refused.code, ERROR_CODE.quota);
});

Deno.test("bufferbane-server counts an upload's datagrams, each once, none that is cut or forged", async () => {
  await using server = await startServer();
  using libc = openLibc();
  using client = new UdpLoadClient(libc, { ...server, server: HOST });
  strictEqual(
    statsOf(client.request("throughputStart")).state,
    BULK_STATE.accepted,
  );
  const forged = client.data(5);
  forged[40] = 1 ^ (forged[40] ?? 0);
  const sent = [
    client.data(0),
    client.data(1),
    client.data(1), // again
    client.data(3), // 2 is lost
    client.data(4).subarray(0, 1_199), // its filler is cut
    forged,
    client.data(6, { testId: 8 }),
  ];
  for (const datagram of sent) client.echo.send(datagram);
  const reports = client.await(({ packets }) => packets.length >= 3);
  strictEqual(reports.packets.map(statsOf).length, 3, "every 50 ms");
  client.end();
  const { state, rxPackets, rxBytes, lost, duplicates } = statsOf(
    client.await(({ packets }) =>
      packets.some((packet) => statsOf(packet).state === BULK_STATE.final)
    ).packets.at(-1),
  );
  deepStrictEqual(
    [state, rxPackets, rxBytes, lost, duplicates],
    [BULK_STATE.final, 3, 3_600n, 1, 1],
  );
});

Deno.test("bufferbane-server tells when each datagram of a train came, to who asks with room for it", async () => {
  await using server = await startServer();
  using libc = openLibc();
  using client = new UdpLoadClient(libc, { ...server, server: HOST });
  const wish = { mode: BULK_MODE.burst, maxBytes: 5n * 1_228n };
  statsOf(client.request("throughputStart", wish));
  for (const seq of [0, 1, 2, 4]) client.echo.send(client.data(seq));
  const finalOf = (answerBytes: number) => {
    client.end(answerBytes);
    const answered = client.await(({ packets }) => packets.length > 0);
    return statsOf(answered.packets[0]);
  };
  deepStrictEqual(finalOf(144).arrivalsNs, []);
  const { arrivalsNs, state } = finalOf(144 + 5 * 4);
  strictEqual(state, BULK_STATE.final);
  deepStrictEqual(arrivalsNs.map((ns) => ns === NOT_ARRIVED), [
    ...[false, false, false, true, false],
  ]);
  const came = arrivalsNs.filter((ns) => ns !== NOT_ARRIVED);
  deepStrictEqual(came, came.toSorted((a, b) => a - b));
});

Deno.test("bufferbane-server answers everybody else while one loads over UDP, and nobody's load twice", async () => {
  for (const workers of [1, 2]) {
    await using server = await startServer({ general: `workers = ${workers}` });
    using libc = openLibc();
    const clients = new DisposableStack();
    using _clients = clients;
    const open = () =>
      clients.use(new UdpLoadClient(libc, { ...server, server: HOST }));
    // As many as may knock at once: the threads share them.
    const others = Array.from({ length: 3 }, open);
    const loader = open();
    loader.ask("downloadRequest", { rateKbps: 5_000 });
    ok(loader.await(({ data }) => data > 0).data > 0);
    for (const other of others) ok(other.echo.echo() !== undefined);
    const refused = others[0]?.request("downloadRequest", { testId: 9 });
    ok(refused?.kind === "error");
    strictEqual(refused.code, ERROR_CODE.busy);
    ok(refused.retryAfterMs > 1_000, `${refused.retryAfterMs} ms`);
    loader.report();
    loader.end();
    loader.await(({ packets }) => packets.length > 0);
    ok(loader.echo.echo() !== undefined, "its session has gone on");
    const granted = others[1]?.request("throughputStart", { testId: 9 });
    strictEqual(statsOf(granted).state, BULK_STATE.accepted);
  }
});
