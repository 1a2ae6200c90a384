import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { meterLibc } from "./meter.ts";
import { type Libc, openLibc, SegmentSender } from "./mod.ts";

const IPV4_BYTES = 20;
const UDP_BYTES = 8;
const TCP_BYTES = 32;

/** Waits until a descriptor is ready, at most 5 s. */
function waitFor(libc: Libc, fd: number, interest: "read" | "write"): void {
  using poller = libc.openPoller();
  poller.add(fd, interest, () => {});
  poller.block(5_000);
}

Deno.test("meterLibc() counts datagrams with their headers, one by one and in runs", () => {
  using libc = meterLibc(openLibc());
  const [sender, receiver] = [0, 0].map(() =>
    libc.socket("inet", "datagram", 0)
  );
  ok(sender !== undefined && receiver !== undefined);
  libc.bind(receiver, libc.encodeAddress("127.0.0.1", 0) ?? new Uint8Array());
  libc.connect(sender, libc.localAddress(receiver));
  const batch = libc.createBatch(16, 2048);
  batch.length[0] = 100;
  batch.length[1] = 50;
  strictEqual(libc.send(sender, batch, { from: 0, to: 2 }), 2);
  const single = 150 + 2 * (IPV4_BYTES + UDP_BYTES);
  deepStrictEqual(libc.moved(), {
    sentBytes: single,
    receivedBytes: 0,
    packets: 2,
  });
  const run = new SegmentSender(libc, { fd: sender, segmentBytes: 1200 });
  strictEqual(run.send(new Uint8Array(3000)), 3000);
  const sentBytes = single + 3000 + 3 * (IPV4_BYTES + UDP_BYTES);
  waitFor(libc, receiver, "read");
  strictEqual(libc.receive(receiver, batch, "data"), 5);
  libc.close(sender);
  libc.close(receiver);
  deepStrictEqual(libc.moved(), {
    sentBytes,
    receivedBytes: sentBytes,
    packets: 10,
  });
});

Deno.test("meterLibc() counts a connection's segments, while it is open and after", () => {
  using libc = meterLibc(openLibc());
  const listener = libc.socket("inet", "stream", 0);
  const client = libc.socket("inet", "stream", 0);
  libc.bind(listener, libc.encodeAddress("127.0.0.1", 0) ?? new Uint8Array());
  libc.listen(listener, 1);
  libc.connect(client, libc.localAddress(listener));
  waitFor(libc, listener, "read");
  const accepted = libc.accept(listener, new Uint8Array(28));
  waitFor(libc, client, "write");
  strictEqual(libc.write(client, new Uint8Array(1000)), 1000);
  waitFor(libc, accepted, "read");
  strictEqual(libc.discard(accepted, 2000), 1000);
  // SYN, its acknowledgement, and the data; SYN-ACK and an acknowledgement.
  const open = libc.moved();
  strictEqual(open.sentBytes, 1000 + 3 * (IPV4_BYTES + TCP_BYTES));
  ok(open.receivedBytes >= IPV4_BYTES + TCP_BYTES);
  ok(open.receivedBytes <= 2 * (IPV4_BYTES + TCP_BYTES));
  for (const fd of [client, accepted, listener]) libc.close(fd);
  ok(libc.moved().sentBytes >= open.sentBytes);
});
