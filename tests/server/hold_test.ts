import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import {
  BULK_MODE,
  BULK_STATE,
  ERROR_CODE,
  FLOW,
  type Packet,
  type ThroughputStats,
} from "@bufferbane/protocol";
import { LoadClient } from "./load_client.ts";
import { newSecret, startServer } from "./running_server.ts";

const HOST = "127.0.0.1";
const HOLD = { mode: BULK_MODE.hold, streams: 1 };
const PROOF_BYTES = 144;

/** The STATS that a packet must be. */
function statsOf(packet: Packet | undefined): ThroughputStats {
  if (packet?.kind === "throughputStats") return packet;
  throw new Error(`Cannot read STATS: found ${JSON.stringify(packet)}`);
}

/** Opens a connection to be held. */
function hold(client: LoadClient): number {
  const grant = statsOf(client.request("throughputStart", HOLD));
  strictEqual(grant.state, BULK_STATE.accepted);
  const fd = client.connect();
  if (fd === undefined) throw new Error("Cannot connect");
  client.send(fd, client.preface(grant, { direction: FLOW.hold }));
  strictEqual(client.read(fd, 4_096)?.length, PROOF_BYTES, "who it is");
  return fd;
}

Deno.test("bufferbane-server holds a connection with a byte a second each way, beside a load test", async () => {
  await using server = await startServer();
  using libc = openLibc();
  using client = new LoadClient(libc, { ...server, server: HOST });
  using other = new LoadClient(libc, { ...server, server: HOST });
  const fd = hold(client);
  // No place is taken: a load test can begin, and is not held up.
  const load = other.request("downloadRequest", { testId: 2 });
  strictEqual(statsOf(load).state, BULK_STATE.accepted);
  for (let second = 0; second < 2; second++) {
    client.send(fd, new Uint8Array(1));
    deepStrictEqual([...client.read(fd, 4_096) ?? []], [0]);
  }
  // While it has the door, nobody else can begin to hold.
  const refused = client.request("throughputStart", { ...HOLD, testId: 8 });
  ok(refused?.kind === "error");
  strictEqual(refused.code, ERROR_CODE.busy);
  const { totals } = await server.status();
  deepStrictEqual([totals["loads"], totals["loads_refused_busy"]], [1, 0]);
});

Deno.test("bufferbane-server lets one connection a session be held, for what was granted", async () => {
  await using server = await startServer();
  using libc = openLibc();
  using client = new LoadClient(libc, { ...server, server: HOST });
  const first = hold(client);
  const grant = statsOf(client.request("throughputStart", HOLD));
  const wrong = client.preface(grant, { direction: FLOW.up });
  strictEqual(client.introduce(wrong), "reset", "another direction");
  const second = client.connect();
  ok(second !== undefined);
  const preface = client.preface(grant, { direction: FLOW.hold });
  client.send(second, preface);
  strictEqual(client.read(second, 4_096)?.length, PROOF_BYTES);
  // The first ends in order once there is a second, after its last bytes.
  let last = client.read(first, 4_096);
  while (last?.length === 1) last = client.read(first, 4_096);
  strictEqual(last?.length, 0);
  // A second later, at the next byte, the door is long shut again.
  strictEqual(client.read(second, 4_096)?.length, 1);
  strictEqual(client.connect(), undefined);
});

Deno.test("bufferbane-server ends a held connection in order with its session", async () => {
  const secret = newSecret();
  const security = (secrets: string) => `[security]\n${secrets}\n`;
  await using server = await startServer({
    secret,
    rest: security(`shared_secret = "${secret}"`),
  });
  using libc = openLibc();
  using client = new LoadClient(libc, { ...server, server: HOST });
  const fd = hold(client);
  // Another secret: its sessions are gone at once.
  server.configure(security(`shared_secret = "${newSecret()}"`));
  await server.process.askBySignal("SIGHUP", /reloaded/);
  let last = client.read(fd, 4_096);
  while (last?.length === 1) last = client.read(fd, 4_096);
  strictEqual(last?.length, 0, "an orderly end");
});
