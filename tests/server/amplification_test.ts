import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import { ERROR_CODE, type Packet } from "@bufferbane/protocol";
import { EchoClient } from "./echo_client.ts";
import { startServer } from "./running_server.ts";

const QUIET_MS = 100;
const NO_TOKEN = new Uint8Array(8);

/** Everything that asks for an answer, by its name. */
function requests(pathToken: Uint8Array): readonly Packet[] {
  const bulk = {
    testId: 7,
    mode: 1,
    streams: 1,
    datagramBytes: 1200,
    rateKbps: 1_000_000,
    durationMs: 30_000,
    maxBytes: 10_000_000_000n,
    pathToken,
  };
  return [
    { kind: "throughputStart", ...bulk },
    { kind: "downloadRequest", ...bulk },
    {
      kind: "bufferbloatStart",
      testId: 7,
      directions: 7,
      transport: 0,
      streams: 4,
      idleMs: 1000,
      loadMs: 1000,
      recoverMs: 1000,
      echoIntervalMs: 10,
      pathToken,
    },
    { kind: "bufferbloatEnd", testId: 7, reason: 0 },
  ];
}

Deno.test("bufferbane-server never sends more than it got, whatever the path", async (test) => {
  await using server = await startServer();
  const { port, secret } = server;
  using libc = openLibc();
  const options = { server: "127.0.0.1", port, secret };
  using home = new EchoClient(libc, options);
  ok(home.knock());
  strictEqual(home.udp.receivedBytes <= home.udp.sentBytes, true, "KNOCK");
  ok(home.echo());
  const homeToken = home.pathToken;

  const cases: readonly [why: string, token: Uint8Array][] = [
    ["no token", NO_TOKEN],
    ["a stolen token: the one of another path", homeToken],
  ];
  for (const [why, token] of cases) {
    for (const packet of requests(token)) {
      await test.step(`${packet.kind}, from an address not validated, ${why}`, () => {
        using elsewhere = new EchoClient(libc, options);
        elsewhere.udp.send(home.seal(packet));
        const answers = elsewhere.udp.receive(QUIET_MS);
        ok(answers.length <= 1, `${answers.length} datagrams`);
        ok(elsewhere.udp.receivedBytes <= elsewhere.udp.sentBytes);
        deepStrictEqual(home.udp.receive(0), [], "nor to the path before");
      });
    }
  }
  await test.step("echoRequest, of every padding", () => {
    for (const extraBytes of [0, 1, 100, 255, 1236]) {
      using elsewhere = new EchoClient(libc, options);
      elsewhere.udp.send(home.echoRequest(extraBytes));
      const answers = elsewhere.udp.receive(QUIET_MS);
      strictEqual(answers.length, 1);
      strictEqual(elsewhere.udp.receivedBytes, elsewhere.udp.sentBytes);
    }
  });
});

Deno.test("bufferbane-server refuses load tests in words, one a second", async () => {
  await using server = await startServer();
  const { port, secret } = server;
  using libc = openLibc();
  using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
  ok(client.knock());
  ok(client.echo());
  for (const packet of requests(client.pathToken)) {
    client.udp.send(client.seal(packet));
  }
  const [error, ...others] = client.replies();
  ok(error?.kind === "error");
  strictEqual(error.code, ERROR_CODE.unsupported);
  strictEqual(error.message, "this session was not opened for load tests");
  deepStrictEqual([...others, ...client.replies(QUIET_MS)], []);
});

Deno.test("bufferbane-server stays silent before a session is confirmed", async () => {
  await using server = await startServer();
  const { port, secret } = server;
  using libc = openLibc();
  using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
  ok(client.knock());
  deepStrictEqual(client.udp.receive(QUIET_MS), [], "one ACK, no more");
});
