import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  bpf,
  hostOf,
  type Libc,
  openLibc,
  Origin,
  Phase,
  portOf,
} from "../mod.ts";

const PATIENCE_MS = 2000;

/** A UDP socket on a free port of an address. */
function bound(libc: Libc, address: string) {
  const domain = address.includes(":") ? "inet6" : "inet";
  const fd = libc.socket(domain, "datagram", 0);
  libc.bind(fd, libc.encodeAddress(address, 0) ?? new Uint8Array());
  const { port } = libc.decodeAddress(libc.localAddress(fd)) ?? { port: 0 };
  return { fd, port, [Symbol.dispose]: () => libc.close(fd) };
}

/** Waits until a descriptor has something, or has not for so long. */
function waitFor(libc: Libc, fd: number, timeoutMs: number = PATIENCE_MS) {
  using poller = libc.openPoller();
  poller.add(fd, "read", () => {});
  poller.block(timeoutMs);
}

Deno.test("DatagramBatch.local tells where a datagram came to, and sets where one comes from", () => {
  using libc = openLibc();
  const cases: readonly [any: string, asked: string, bytes: 4 | 16][] = [
    ["0.0.0.0", "127.3.2.1", 4],
    ["::", "::1", 16],
  ];
  for (const [any, asked, bytes] of cases) {
    using server = bound(libc, any);
    using client = bound(libc, any);
    const option = bytes === 4 ? "v4ReceiveLocal" : "v6ReceiveLocal";
    libc.setOption(server.fd, option, 1);
    const batch = libc.createBatch(2, 64);
    batch.address[0]?.set(
      libc.encodeAddress(asked, server.port) ?? new Uint8Array(),
    );
    batch.length[0] = 1;
    strictEqual(libc.send(client.fd, batch, { from: 0, to: 1 }), 1);
    waitFor(libc, server.fd);
    strictEqual(libc.receive(server.fd, batch, "data"), 1);
    strictEqual(batch.localBytes[0], bytes);
    const native = libc.encodeAddress(asked, 0) ?? new Uint8Array();
    deepStrictEqual(
      batch.local[0]?.slice(0, bytes),
      hostOf(native, bytes === 4 ? 4 : 6).slice(),
    );
    // The same slot goes back: from the address that was asked.
    strictEqual(libc.send(server.fd, batch, { from: 0, to: 1 }), 1);
    const answer = libc.createBatch(1, 64);
    waitFor(libc, client.fd);
    strictEqual(libc.receive(client.fd, answer, "data"), 1);
    const from = answer.address[0] ?? new Uint8Array();
    strictEqual(libc.decodeAddress(from)?.address, asked);
    strictEqual(portOf(from), server.port);
  }
});

Deno.test("Libc.enableTimestamps() stamps those that ask, once, as the kernel's clock has it", () => {
  using libc = openLibc();
  using sender = bound(libc, "127.0.0.1");
  using receiver = bound(libc, "127.0.0.1");
  libc.enableTimestamps(sender.fd, "asked");
  const batch = libc.createBatch(3, 64);
  for (let slot = 0; slot < 3; slot++) {
    batch.payload[slot]?.set([0xaa, slot]);
    batch.length[slot] = 2;
    batch.address[slot]?.set(libc.localAddress(receiver.fd));
  }
  batch.wantsStamp[1] = 1;
  const before = libc.clock("realtime");
  strictEqual(libc.send(sender.fd, batch, { from: 0, to: 3 }), 3);
  const returned = libc.createBatch(4, 256);
  waitFor(libc, sender.fd);
  strictEqual(libc.receive(sender.fd, returned, "errors"), 1);
  const after = libc.clock("realtime");
  deepStrictEqual(
    [returned.origin[0], returned.phase[0]],
    [Origin.transmit, Phase.sent],
  );
  const length = returned.length[0] ?? 0;
  deepStrictEqual(
    [...returned.payload[0]?.subarray(length - 2, length) ?? []],
    [0xaa, 1],
    "the frame ends with the datagram",
  );
  const stampNs = returned.stampNs[0] ?? 0n;
  ok(before <= stampNs && stampNs <= after);
});

Deno.test("Libc.attachFilter() keeps out what the program does not accept, and can be replaced", () => {
  using libc = openLibc();
  using client = bound(libc, "127.0.0.1");
  using server = bound(libc, "127.0.0.1");
  const batch = libc.createBatch(4, 64);
  for (let slot = 0; slot < 4; slot++) {
    batch.payload[slot]?.set([slot]);
    batch.length[slot] = 1;
    batch.address[slot]?.set(libc.localAddress(server.fd));
  }
  const arrived = (): readonly number[] => {
    libc.send(client.fd, batch, { from: 0, to: 4 });
    const into = libc.createBatch(8, 64);
    // Over the loopback interface sending is arriving.
    const count = libc.receive(server.fd, into, "data");
    return Array.from(
      { length: Math.max(0, count) },
      (_, slot) => into.payload[slot]?.[0] ?? -1,
    );
  };
  const only = (value: number) => [
    bpf.loadByte(8),
    bpf.ifEqual(value, 0, 1),
    bpf.give(65_535),
    bpf.give(0),
  ];
  deepStrictEqual(arrived(), [0, 1, 2, 3], "no filter");
  libc.attachFilter(server.fd, only(2), "accept");
  deepStrictEqual(arrived(), [2]);
  libc.attachFilter(server.fd, only(3), "accept");
  deepStrictEqual(arrived(), [3]);
  libc.attachFilter(server.fd, [bpf.give(0)], "accept");
  deepStrictEqual(arrived(), []);
});

Deno.test("Libc.attachFilter() steers datagrams between sockets that share a port", () => {
  using libc = openLibc();
  using client = bound(libc, "127.0.0.1");
  const sockets: number[] = [];
  try {
    let port = 0;
    for (let i = 0; i < 3; i++) {
      const fd = libc.socket("inet", "datagram", 0);
      sockets.push(fd);
      libc.setOption(fd, "reusePort", 1);
      libc.bind(fd, libc.encodeAddress("127.0.0.1", port) ?? new Uint8Array());
      port = libc.decodeAddress(libc.localAddress(fd))?.port ?? 0;
    }
    const [first = -1] = sockets;
    const program = [bpf.loadByte(0), bpf.modulo(3), bpf.giveLoaded()];
    libc.attachFilter(first, program, "steer");
    const batch = libc.createBatch(9, 64);
    for (let slot = 0; slot < 9; slot++) {
      batch.payload[slot]?.set([slot]);
      batch.length[slot] = 1;
      batch.address[slot]?.set(libc.localAddress(first));
    }
    strictEqual(libc.send(client.fd, batch, { from: 0, to: 9 }), 9);
    const got = sockets.map((fd) => {
      const count = libc.receive(fd, batch, "data");
      return Array.from(
        { length: count },
        (_, slot) => batch.payload[slot]?.[0],
      );
    });
    deepStrictEqual(got, [[0, 3, 6], [1, 4, 7], [2, 5, 8]]);
  } finally {
    for (const fd of sockets) libc.close(fd);
  }
});

Deno.test("Libc.clockErrorNs() is a number of nanoseconds, or nothing", () => {
  using libc = openLibc();
  const errorNs = libc.clockErrorNs();
  ok(errorNs === undefined || (errorNs >= 0 && errorNs < 1e12));
});
