import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import {
  DatagramSocket,
  type Libc,
  LibcError,
  openLibc,
  Origin,
  Phase,
} from "./mod.ts";

const UDP = {
  type: "datagram",
  protocol: 0,
  device: "",
  receiveBufferBytes: 1 << 20,
} as const;

const FAMILIES = [["inet", "127.0.0.1"], ["inet6", "::1"]] as const;

/** A socket bound to a free port of this machine, and its address. */
function open(libc: Libc, domain: "inet" | "inet6", host: string) {
  const socket = new DatagramSocket(libc, { ...UDP, domain });
  const any = libc.encodeAddress(host, 0);
  ok(any);
  libc.bind(socket.fd, any);
  return { socket, address: libc.localAddress(socket.fd) };
}

/** Waits until a queue gives something. */
async function receive(
  libc: Libc,
  socket: DatagramSocket,
  queue: "data" | "errors",
) {
  using poller = libc.openPoller();
  const batch = libc.createBatch(8, 256);
  let count = 0;
  poller.add(socket.fd, "read", () => {
    count ||= socket.receive(batch, queue);
  });
  const untilNs = libc.clock("monotonic") + 5_000_000_000n;
  while (count === 0 && libc.clock("monotonic") < untilNs) {
    await poller.wait(untilNs);
  }
  poller.remove(socket.fd);
  return { batch, count };
}

Deno.test("DatagramSocket.send() and receive() carry batches with the kernel's stamps", async (t) => {
  for (const [domain, host] of FAMILIES) {
    await t.step(domain, async () => {
      using libc = openLibc();
      const from = open(libc, domain, host);
      const to = open(libc, domain, host);
      using _from = from.socket;
      using _to = to.socket;
      const outgoing = libc.createBatch(4, 256);
      for (let slot = 0; slot < 3; slot++) {
        outgoing.address[slot]?.set(to.address);
        outgoing.payload[slot]?.fill(slot + 1, 0, 10 + slot);
        outgoing.length[slot] = 10 + slot;
      }
      const beforeNs = libc.clock("realtime");
      from.socket.send(outgoing, 3);
      deepStrictEqual([...outgoing.errno.subarray(0, 3)], [0, 0, 0]);
      const { batch, count } = await receive(libc, to.socket, "data");
      strictEqual(count, 3);
      const peer = libc.decodeAddress(from.address);
      for (let slot = 0; slot < 3; slot++) {
        strictEqual(batch.length[slot], 10 + slot);
        strictEqual(batch.payload[slot]?.[9], slot + 1);
        strictEqual(batch.ttl[slot], 64);
        deepStrictEqual(
          libc.decodeAddress(batch.address[slot] ?? new Uint8Array()),
          peer,
        );
        const stampNs = batch.stampNs[slot] ?? 0n;
        ok(stampNs > beforeNs && stampNs <= libc.clock("realtime"));
      }
    });
  }
});

Deno.test("DatagramSocket gets each packet back whole, stamped when queued and when sent", async () => {
  using libc = openLibc();
  const from = open(libc, "inet", "127.0.0.1");
  const to = open(libc, "inet", "127.0.0.1");
  using _from = from.socket;
  using _to = to.socket;
  const outgoing = libc.createBatch(1, 256);
  outgoing.address[0]?.set(to.address);
  outgoing.payload[0]?.fill(0xab, 0, 40);
  outgoing.length[0] = 40;
  from.socket.send(outgoing, 1);
  const { batch, count } = await receive(libc, from.socket, "errors");
  strictEqual(count, 2);
  deepStrictEqual([...batch.origin.subarray(0, 2)], [
    Origin.transmit,
    Origin.transmit,
  ]);
  deepStrictEqual([...batch.phase.subarray(0, 2)], [
    Phase.scheduled,
    Phase.sent,
  ]);
  ok((batch.stampNs[0] ?? 0n) <= (batch.stampNs[1] ?? 0n));
  const frame = batch.payload[0]?.subarray(0, batch.length[0]);
  ok(frame?.slice(-40).every((byte) => byte === 0xab), "its own last bytes");
});

Deno.test("DatagramSocket.receive() tells who reported an ICMP error, and of which packet", async () => {
  using libc = openLibc();
  const from = open(libc, "inet", "127.0.0.1");
  using _from = from.socket;
  const closed = open(libc, "inet", "127.0.0.1");
  closed.socket[Symbol.dispose]();
  const outgoing = libc.createBatch(1, 256);
  outgoing.address[0]?.set(closed.address);
  outgoing.payload[0]?.fill(7, 0, 20);
  outgoing.length[0] = 20;
  from.socket.send(outgoing, 1);
  const { batch, count } = await receive(libc, from.socket, "errors");
  const slots = Array.from({ length: count }, (_, slot) => slot);
  const slot = slots.find((slot) => batch.origin[slot] === Origin.icmp4);
  ok(slot !== undefined, "beside the two stamps");
  deepStrictEqual([batch.icmpType[slot], batch.icmpCode[slot]], [3, 3]);
  deepStrictEqual([
    ...batch.payload[slot]?.subarray(0, batch.length[slot]) ?? [],
  ], Array(20).fill(7));
  deepStrictEqual(
    libc.decodeAddress(batch.address[slot] ?? new Uint8Array()),
    libc.decodeAddress(closed.address),
  );
  strictEqual(
    libc.decodeAddress(batch.offender[slot] ?? new Uint8Array())?.address,
    "127.0.0.1",
  );
});

Deno.test("DatagramSocket.send() says of each packet why it was refused, and sends the others", () => {
  using libc = openLibc();
  const { socket, address } = open(libc, "inet", "127.0.0.1");
  using _socket = socket;
  const outgoing = libc.createBatch(3, 70_000);
  for (let slot = 0; slot < 3; slot++) {
    outgoing.address[slot]?.set(address);
    outgoing.length[slot] = slot === 1 ? 70_000 : 10;
  }
  socket.send(outgoing, 3);
  const codes = [...outgoing.errno].map((errno) =>
    errno === 0 ? "sent" : libc.errorCode(errno)
  );
  deepStrictEqual(codes, ["sent", "EMSGSIZE", "sent"]);
});

Deno.test("DatagramSocket.countDrops() counts what nobody read in time", () => {
  using libc = openLibc();
  using socket = new DatagramSocket(libc, {
    ...UDP,
    domain: "inet",
    receiveBufferBytes: 4096,
  });
  const any = libc.encodeAddress("127.0.0.1", 0);
  ok(any);
  libc.bind(socket.fd, any);
  const sender = open(libc, "inet", "127.0.0.1");
  using _sender = sender.socket;
  const outgoing = libc.createBatch(64, 1000);
  for (let slot = 0; slot < 64; slot++) {
    outgoing.address[slot]?.set(libc.localAddress(socket.fd));
    outgoing.length[slot] = 1000;
  }
  strictEqual(socket.countDrops(), 0);
  sender.socket.send(outgoing, 64);
  const batch = libc.createBatch(64, 1000);
  let received = 0;
  for (let count; (count = socket.receive(batch, "data")) > 0;) {
    received += count;
  }
  strictEqual(socket.countDrops(), 64 - received);
  ok(received < 64);
});

Deno.test("DatagramSocket names what is wrong with an interface", () => {
  using libc = openLibc();
  throws(
    () =>
      new DatagramSocket(libc, { ...UDP, domain: "inet", device: "nosuch0" }),
    (error) =>
      error instanceof LibcError && error.code === "ENODEV" &&
      error.message === "Cannot complete setsockopt(): ENODEV (No such device)",
  );
});
