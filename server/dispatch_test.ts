import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { FakeLibc } from "@bufferbane/ffi/testing";
import {
  datagramBytes,
  decodePacket,
  Dialer,
  encodePacket,
  FEATURE,
  type Instant,
  type MonoNs,
  type Packet,
  type Session,
  type WallNs,
} from "@bufferbane/protocol";
import { testRandom, testTools } from "@bufferbane/protocol/testing";
import type { DropCause } from "./counters.ts";
import { Dispatcher } from "./dispatch.ts";
import { type Exchange, newExchange } from "./exchange.ts";
import { testKey, testServer } from "./testing.ts";

const KEY = testKey(1);

/** A client and a server that talk through function calls. */
function talk(policy?: Parameters<typeof testServer>[1]["policy"]) {
  const libc = new FakeLibc({});
  const server = testServer(libc, {
    keys: [KEY],
    ...(policy === undefined ? {} : { policy }),
  });
  const dispatcher = new Dispatcher(server);
  const now = (): Instant => ({
    mono: libc.clock("monotonicRaw") as MonoNs, // the clocks say which
    wall: libc.clock("realtime") as WallNs,
  });
  const dialer = new Dialer({
    ...testTools(),
    secret: KEY.secret,
    features: FEATURE.seenAddress,
    wantTtlS: 300,
    random: testRandom(2),
  }, now().mono);
  const room = new Uint8Array(1400);

  /** The server's answer, if any. */
  function send(
    datagram: Uint8Array,
    address: Uint8Array = addressOf(1),
  ): Uint8Array | undefined {
    server.clock.refresh();
    const exchange: Exchange = {
      ...newExchange(4),
      request: datagram.slice(),
      reply: room,
      address,
      t2: now().mono,
      nowMs: server.clock.nowMs,
    };
    const bytes = dispatcher.receive(exchange);
    return bytes === 0 ? undefined : room.slice(0, bytes);
  }

  /** A session; confirmed by its first ECHO only. */
  function knock(address?: Uint8Array): Session {
    const answer = send(dialer.knock(now()), address);
    if (answer === undefined) throw new Error("Cannot begin: no answer");
    const session = dialer.receive(answer, now());
    if ("kind" in session) throw new Error(session.reason);
    return session;
  }

  function seal(session: Session, packet: Packet): Uint8Array {
    const datagram = new Uint8Array(datagramBytes(packet));
    encodePacket(packet, datagram);
    session.seal(datagram, now());
    return datagram;
  }

  function open(session: Session, answer: Uint8Array | undefined): Packet {
    if (answer === undefined) throw new Error("Cannot open: no answer");
    const fault = session.open(answer, now());
    const packet = fault ?? decodePacket(answer);
    if (packet.kind === "fault") throw new Error(packet.reason);
    return packet;
  }

  const dropped = (cause: DropCause) => server.counters.get(cause);
  return { libc, server, dialer, now, send, knock, seal, open, dropped };
}

/** 10.0.n.1:5000 as Linux writes it. */
function addressOf(network: number): Uint8Array {
  const native = new Uint8Array(28);
  native.set([2, 0, 0x13, 0x88, 10, 0, network, 1]);
  return native;
}

function echo(seq: number, pathToken: Uint8Array = new Uint8Array(8)): Packet {
  return {
    kind: "echoRequest",
    seq,
    flags: 0,
    errorEstimate: 0,
    t1: 1n as MonoNs,
    pathToken,
  };
}

Deno.test("Dispatcher.receive() grants what the policy allows, and tells who asks where he is", () => {
  const { knock, libc } = talk();
  libc.advance(2_500_000_000);
  const { ack } = knock(addressOf(9)).agreement;
  strictEqual(ack.seenAddress?.toHex(), "00000000000000000000ffff0a000901");
  deepStrictEqual(
    [ack.ttlMs, ack.maxEchoPps, ack.bootId, ack.uptimeMs],
    [300_000, 20, 0x1122_3344_5566_7788n, 2500n],
  );
  deepStrictEqual([ack.tcpPort, ack.bytesLeftToday], [0, 0n], "no load tests");
});

Deno.test("Dispatcher.receive() says nothing, and counts why", () => {
  const { send, knock, seal, now, dialer, dropped } = talk();
  const session = knock();
  const stranger = new Dialer({
    ...testTools(),
    secret: testKey(2).secret,
    features: 0,
    wantTtlS: 300,
    random: testRandom(3),
  }, now().mono);
  const good = dialer.knock(now());
  const forged = good.slice();
  forged[100] = (forged[100] ?? 0) ^ 1;
  const request = seal(session, echo(0));
  const unknown = request.slice();
  unknown[12] = (unknown[12] ?? 0) ^ 1;
  const tampered = request.slice();
  tampered[40] = (tampered[40] ?? 0) ^ 1;
  const answered = send(good);
  ok(answered);
  const cases: readonly [Uint8Array, DropCause, string][] = [
    [new Uint8Array(0), "too_short", "an empty datagram"],
    [new Uint8Array(1401), "too_long", "longer than any path"],
    [new Uint8Array(200), "bad_magic", "zeros"],
    [stranger.knock(now()), "unknown_key", "a secret that is not here"],
    [forged, "not_authentic", "a KNOCK with a bit flipped"],
    [good, "knock_repeated", "a KNOCK again"],
    [answered, "unexpected", "a KNOCK_ACK, which only servers send"],
    [unknown, "no_session", "an ECHO of no session"],
    [tampered, "not_authentic", "an ECHO with a bit flipped"],
  ];
  for (const [datagram, cause, why] of cases) {
    const before = dropped(cause);
    strictEqual(send(datagram), undefined, why);
    strictEqual(dropped(cause), before + 1, why);
  }
  ok(send(request), "the true one is answered all the same");
});

Deno.test("Dispatcher.receive() answers 40 ECHOs at once, then 20 a second, and counts the rest for the client", () => {
  const { send, knock, seal, open, libc, dropped } = talk();
  const session = knock();
  let answered = 0;
  for (let seq = 0; seq < 50; seq++) {
    if (send(seal(session, echo(seq))) !== undefined) answered += 1;
  }
  strictEqual(answered, 40);
  strictEqual(dropped("echo_limit"), 10);
  libc.advance(50_000_000);
  const reply = open(session, send(seal(session, echo(50))));
  ok(reply.kind === "echoReply");
  strictEqual(reply.dropLimit, 10);
  strictEqual(reply.rxCount, 41);
  strictEqual(reply.flags & 8, 8, "rate limit soon");
});

Deno.test("Dispatcher.receive() lets a network knock five times at once, and others all the same", () => {
  const { send, dialer, now, dropped } = talk();
  const from = (network: number) =>
    send(dialer.knock(now()), addressOf(network)) !== undefined;
  const first = Array.from({ length: 7 }, () => from(1));
  deepStrictEqual(first, [true, true, true, true, true, false, false]);
  strictEqual(dropped("knock_network_limit"), 2);
  strictEqual(from(2), true);
});

Deno.test("Dispatcher.receive() slows down a path that is mostly forged", () => {
  const { send, knock, seal, dropped, libc } = talk();
  const session = knock();
  send(seal(session, echo(0)));
  const forged = seal(session, echo(1));
  forged[50] = (forged[50] ?? 0) ^ 1;
  for (let i = 0; i < 1000; i++) {
    libc.advance(1_000_000);
    send(forged);
  }
  const opened = dropped("not_authentic");
  // Some 45 until the share is above a half; then a burst of 50, and 50 a second.
  ok(opened > 100 && opened < 200, `${opened} of 1000 cost a cipher`);
  strictEqual(dropped("path_limit"), 1000 - opened);
});

Deno.test("Dispatcher.receive() follows a client that moves, by its token", () => {
  const { send, knock, seal, open } = talk();
  const session = knock(addressOf(1));
  const home = open(session, send(seal(session, echo(0)), addressOf(1)));
  ok(home.kind === "echoReply");
  const old = seal(session, echo(1, home.pathToken));
  const moved = open(session, send(seal(session, echo(2)), addressOf(2)));
  ok(moved.kind === "echoReply");
  ok(!moved.pathToken.every((byte, i) => byte === home.pathToken[i]));
  strictEqual(
    send(old, addressOf(3)),
    undefined,
    "an old packet from a third address: whoever copies packets",
  );
  ok(send(seal(session, echo(3, moved.pathToken)), addressOf(2)));
});

Deno.test("Dispatcher.receive() lets no more than 200 a second in from new addresses", () => {
  const { send, knock, seal, dropped } = talk({
    echoPps: 1000,
    sessionTtlMs: 300_000,
    maxSessions: 10,
  });
  const session = knock(addressOf(0));
  for (let seq = 0; seq < 150; seq++) {
    send(seal(session, echo(seq)), addressOf(1 + seq));
  }
  strictEqual(dropped("new_path_limit"), 50, "a burst of 100");
});

Deno.test("Dispatcher.receive() chooses the life of a session where a client does not, and meets other versions with silence", () => {
  const { send, server, now, dropped } = talk();
  const dialer = new Dialer({
    ...testTools(),
    secret: KEY.secret,
    features: 0,
    wantTtlS: 0,
    random: testRandom(4),
  }, now().mono);
  const answer = send(dialer.knock(now()));
  ok(answer);
  const session = dialer.receive(answer, now());
  ok(!("kind" in session));
  strictEqual(
    session.agreement.ack.ttlMs,
    server.policy.sessionTtlMs,
    "no wish is the server's choice",
  );
  const versionOne = dialer.knock(now());
  versionOne[4] = 1;
  strictEqual(send(versionOne), undefined);
  strictEqual(dropped("unknown_version"), 1);
});
