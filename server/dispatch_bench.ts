// What one ECHO costs between two system calls: all of the order of refusal,
// opening, answering, sealing.

import { FakeLibc } from "@bufferbane/ffi/testing";
import {
  chooseAead,
  Dialer,
  encodePacket,
  type Instant,
  loadSodiumAead,
  type MonoNs,
  nativeAead,
  NonceSource,
  type WallNs,
} from "@bufferbane/protocol";
import { testRandom } from "@bufferbane/protocol/testing";
import { Dispatcher } from "./dispatch.ts";
import { type Exchange, newExchange } from "./exchange.ts";
import { testKey, testServer } from "./testing.ts";

/** Sealed beforehand; a session takes each of them once. */
const REQUESTS = 65_536;

const KEY = testKey(1);
const aead = chooseAead([await loadSodiumAead(), nativeAead]);
const libc = new FakeLibc({});
const policy = { echoPps: 1000, sessionTtlMs: 3_600_000, maxSessions: 100 };
const server = { ...testServer(libc, { keys: [KEY], policy }), aead };
const dispatcher = new Dispatcher(server);
const now: Instant = {
  mono: libc.clock("monotonicRaw") as MonoNs,
  wall: libc.clock("realtime") as WallNs,
};
const exchange: Exchange = {
  ...newExchange(4),
  reply: new Uint8Array(1400),
  address: new Uint8Array(28).fill(1),
  t2: now.mono,
  nowMs: server.clock.nowMs,
};
const tools = { aead, nonces: new NonceSource() };
const dialer = new Dialer({
  ...tools,
  secret: KEY.secret,
  features: 0,
  wantTtlS: 3600,
  random: testRandom(1),
}, now.mono);

function newRequests(): readonly Uint8Array[] {
  exchange.nowMs += 60_000;
  exchange.request = dialer.knock(now);
  const bytes = dispatcher.receive(exchange);
  const session = dialer.receive(exchange.reply.slice(0, bytes), now);
  if ("kind" in session) throw new Error(session.reason);
  return Array.from({ length: REQUESTS }, (_, seq) => {
    const request = new Uint8Array(164);
    encodePacket({
      kind: "echoRequest",
      seq,
      flags: 0,
      errorEstimate: 0,
      t1: now.mono,
      pathToken: session.agreement.ack.pathToken,
    }, request);
    session.seal(request, now);
    return request;
  });
}

let requests = newRequests();
let next = 0;

Deno.bench(
  `Dispatcher.receive() of an ECHO, ${aead.name}`,
  { n: 60_000 },
  () => {
    if (next === REQUESTS) {
      requests = newRequests();
      next = 0;
    }
    const request = requests[next++];
    if (request === undefined) throw new Error("Cannot run out of requests");
    exchange.request = request;
    exchange.nowMs += 1;
    if (dispatcher.receive(exchange) !== 164) throw new Error("Cannot answer");
  },
);
