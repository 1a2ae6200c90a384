import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type Libc, openLibc, SegmentSender } from "./mod.ts";

const SEGMENT_BYTES = 1200;

/** Two UDP sockets on loopback, the first connected to the second. */
function openPair(libc: Libc) {
  const [sender, receiver] = [0, 0].map(() =>
    libc.socket("inet", "datagram", 0)
  );
  if (sender === undefined || receiver === undefined) throw new TypeError();
  libc.bind(receiver, libc.encodeAddress("127.0.0.1", 0) ?? new Uint8Array());
  libc.connect(sender, libc.localAddress(receiver));
  return {
    sender,
    receiver,
    [Symbol.dispose]() {
      libc.close(sender);
      libc.close(receiver);
    },
  };
}

/** Waits until a descriptor has something, at most 5 s. */
function waitFor(libc: Libc, fd: number): void {
  using poller = libc.openPoller();
  poller.add(fd, "read", () => {});
  poller.block(5_000);
}

/** Ten datagrams and a shorter one, each filled with its number. */
function run(): Uint8Array {
  const bytes = new Uint8Array(10 * SEGMENT_BYTES + 700);
  return bytes.map((_, i) => Math.floor(i / SEGMENT_BYTES));
}

Deno.test("SegmentSender.send() sends datagrams of one length, the last perhaps shorter", () => {
  using libc = openLibc();
  for (const maxSegments of [64, 4, 1]) {
    using pair = openPair(libc);
    const segments = new SegmentSender(libc, {
      fd: pair.sender,
      segmentBytes: SEGMENT_BYTES,
      maxSegments,
    });
    strictEqual(segments.send(run()), run().length);
    waitFor(libc, pair.receiver);
    const batch = libc.createBatch(16, 2048);
    strictEqual(libc.receive(pair.receiver, batch, "data"), 11);
    deepStrictEqual([...batch.length].slice(0, 11), [
      ...Array(10).fill(SEGMENT_BYTES),
      700,
    ]);
    deepStrictEqual(
      batch.payload.slice(0, 11).map(([first]) => first),
      Array.from({ length: 11 }, (_, i) => i),
    );
  }
});

Deno.test("udpReceiveWhole hands a run over in one slot, with the length of each datagram", () => {
  using libc = openLibc();
  using pair = openPair(libc);
  libc.setOption(pair.receiver, "udpReceiveWhole", 1);
  const segments = new SegmentSender(libc, {
    fd: pair.sender,
    segmentBytes: SEGMENT_BYTES,
  });
  segments.send(run());
  libc.write(pair.sender, new Uint8Array(144));
  waitFor(libc, pair.receiver);
  const batch = libc.createBatch(4, 65_535);
  strictEqual(libc.receive(pair.receiver, batch, "data"), 2);
  deepStrictEqual([...batch.length].slice(0, 2), [run().length, 144]);
  deepStrictEqual([...batch.segmentBytes].slice(0, 2), [SEGMENT_BYTES, 0]);
  deepStrictEqual(batch.payload[0]?.slice(0, run().length), run());
});

Deno.test("SegmentSender.maxSegments keeps a run within one IP packet and what kernels take", () => {
  using libc = openLibc();
  using pair = openPair(libc);
  const of = (segmentBytes: number) =>
    new SegmentSender(libc, { fd: pair.sender, segmentBytes }).maxSegments;
  deepStrictEqual([100, 1200, 1400].map(of), [64, 54, 46]);
  const whole = new SegmentSender(libc, {
    fd: pair.sender,
    segmentBytes: 1400,
  });
  ok(whole.send(new Uint8Array(46 * 1400)) === 46 * 1400);
});
