import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { FakeLibc, type FakeSocket } from "@bufferbane/ffi/testing";
import {
  datagramBytes,
  decodePacket,
  Dialer,
  type EchoReply,
  encodePacket,
  type Instant,
  type MonoNs,
  type Session,
  type WallNs,
} from "@bufferbane/protocol";
import { testRandom, testTools } from "@bufferbane/protocol/testing";
import { Dispatcher } from "./dispatch.ts";
import { Listener } from "./listener.ts";
import { ServerSocket } from "./server_socket.ts";
import { testKey, testServer } from "./testing.ts";

const KEY = testKey(1);
const PEER = { address: "192.0.2.7", port: 5000 };

/** A listener on a fake network, and a client to talk to it. */
function listen(
  onSend: (socket: FakeSocket, payload: Uint8Array) => number = () => 0,
) {
  const sent: Uint8Array[] = [];
  const libc = new FakeLibc({
    onSend(socket, { payload }) {
      const errno = onSend(socket, payload);
      if (errno === 0) sent.push(payload);
      return errno;
    },
  });
  const server = testServer(libc, { keys: [KEY] });
  const socket = new ServerSocket(libc, {
    family: 4,
    address: "0.0.0.0",
    port: 9876,
    isShared: false,
  });
  let overflows = 0;
  const listener = new Listener(libc, {
    ...server,
    socket,
    dispatcher: new Dispatcher(server),
    queueOverflows: () => overflows,
  });
  const poller = libc.openPoller();
  poller.add(socket.fd, "read", (readiness) => listener.serve(readiness));
  const [fake] = libc.sockets;
  if (fake === undefined) throw new Error("Cannot find the socket");
  const now = (): Instant => ({
    mono: libc.clock("monotonicRaw") as MonoNs, // the clocks say which
    wall: libc.clock("realtime") as WallNs,
  });
  const dialer = new Dialer({
    ...testTools(),
    secret: KEY.secret,
    features: 0,
    wantTtlS: 300,
    random: testRandom(2),
  }, now().mono);

  /** Lets datagrams arrive now, and the server answer a little later. */
  function arrive(payloads: readonly Uint8Array[], isUnstamped = false) {
    for (const payload of payloads) {
      libc.deliver(fake as FakeSocket, 0, { payload, peer: PEER, isUnstamped });
    }
    libc.advance(30_000);
    const from = sent.length;
    poller.block(0);
    return sent.slice(from);
  }

  function session(): Session {
    const [answer] = arrive([dialer.knock(now())]);
    if (answer === undefined) throw new Error("Cannot begin: no answer");
    const begun = dialer.receive(answer, now());
    if ("kind" in begun) throw new Error(begun.reason);
    return begun;
  }

  function request(of: Session, seq: number): Uint8Array {
    const packet = {
      kind: "echoRequest",
      seq,
      flags: 0,
      errorEstimate: 0,
      t1: 1n as MonoNs,
      pathToken: of.agreement.ack.pathToken,
    } as const;
    const datagram = new Uint8Array(datagramBytes(packet));
    encodePacket(packet, datagram);
    of.seal(datagram, now());
    return datagram;
  }

  function reply(of: Session, datagram: Uint8Array | undefined): EchoReply {
    if (datagram === undefined) throw new Error("Cannot read: no reply");
    const fault = of.open(datagram, now());
    const packet = fault ?? decodePacket(datagram);
    if (packet.kind !== "echoReply") throw new Error(JSON.stringify(fault));
    return packet;
  }
  return {
    arrive,
    fake,
    libc,
    listener,
    poller,
    reply,
    request,
    server,
    session,
    overflow: (count: number) => void (overflows = count),
  };
}

Deno.test("Listener.serve() takes t2 from the kernel's stamp, and says when there is none", () => {
  const { arrive, libc, reply, request, session } = listen();
  const of = session();
  const arrivedAt = libc.clock("monotonicRaw");
  const stamped = reply(of, arrive([request(of, 0)])[0]);
  deepStrictEqual(
    [stamped.t2, stamped.t3, stamped.flags & 1],
    [arrivedAt, arrivedAt + 30_000n, 1],
  );
  const readAt = libc.clock("monotonicRaw") + 30_000n;
  const bare = reply(of, arrive([request(of, 1)], true)[0]);
  deepStrictEqual([bare.t2, bare.flags & 1], [readAt, 0]);
});

Deno.test("Listener.serve() tells in the next reply when the last one really left", () => {
  const { arrive, libc, poller, reply, request, session } = listen();
  libc.localQueueNs = 250_000;
  const of = session();
  arrive([request(of, 0)]);
  libc.advance(1_000_000);
  poller.block(0);
  const second = reply(of, arrive([request(of, 1)])[0]);
  deepStrictEqual(second.followUps[0], { seq: 0, txDeltaNs: 250_000 });
});

Deno.test("Listener.serve() marks a second of stamps after a step of the clock", () => {
  const { arrive, libc, reply, request, session } = listen();
  const of = session();
  libc.advance(2_000_000);
  libc.wallOffsetNs += 3_600_000_000_000n;
  const stepped = reply(of, arrive([request(of, 0)])[0]);
  strictEqual(stepped.flags & 3, 2, "clock stepped, no kernel stamp");
  ok(stepped.t2 <= stepped.t3);
  libc.advance(1_100_000_000);
  const later = reply(of, arrive([request(of, 1)])[0]);
  strictEqual(later.flags & 3, 1);
});

Deno.test("Listener.serve() answers more than one batch, and survives a full queue", () => {
  // By the last byte of the tag: the same each time it is tried.
  const isRefused = (payload: Uint8Array) =>
    payload.length === 164 && (payload[163] ?? 0) % 3 === 0;
  const refused = new Set<string>();
  const { arrive, request, server, session } = listen((_, payload) => {
    if (!isRefused(payload)) return 0;
    refused.add(payload.toHex());
    return 105;
  });
  const of = session();
  const requests = Array.from({ length: 30 }, (_, seq) => request(of, seq));
  const answered = arrive(requests).length;
  ok(refused.size > 0 && answered > 0);
  strictEqual(answered + refused.size, 30);
  strictEqual(server.counters.get("send_refused"), refused.size);
  const garbage = Array.from({ length: 200 }, () => new Uint8Array(60));
  strictEqual(arrive(garbage).length, 0);
  strictEqual(server.counters.get("bad_magic"), 200);
});

Deno.test("Listener.serve() tells clients what the kernel dropped, but not what its filter did", () => {
  const { arrive, fake, libc, overflow, reply, request, session } = listen();
  const of = session();
  libc.drop(fake, 500);
  const filtered = reply(of, arrive([request(of, 0)])[0]);
  strictEqual(filtered.dropKernel, 0, "the machine has lost none");
  overflow(7);
  const lost = reply(of, arrive([request(of, 1)])[0]);
  strictEqual(lost.dropKernel, 7);
});

Deno.test("Listener.countDrops() counts what nothing else would tell of", () => {
  const { arrive, fake, libc, listener, request, server, session } = listen();
  const of = session();
  libc.drop(fake, 500);
  listener.countDrops();
  listener.countDrops();
  strictEqual(server.counters.get("kernel_drops"), 500);
  arrive([request(of, 0)]);
  strictEqual(server.counters.get("kernel_drops"), 500, "once each");
});

Deno.test("Listener.serve() drops what is longer than any datagram of ours", () => {
  const { arrive, server } = listen();
  strictEqual(arrive([new Uint8Array(9000)]).length, 0);
  strictEqual(server.counters.get("too_long"), 1);
});
