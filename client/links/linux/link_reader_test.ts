import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { FAKE_ERRNO, FakeLibc } from "@bufferbane/ffi/testing";
import { LinuxLinkReader } from "./link_reader.ts";

/** The third of the recorded messages: v0, index 3, up and with carrier. */
function recordedLink(sequence: number): Uint8Array {
  const url = new URL("testdata/links.hex", import.meta.url);
  const hex = Deno.readTextFileSync(url).replaceAll(/^#.*|\s/gm, "");
  const all = Uint8Array.fromHex(hex);
  let at = 0;
  for (let skipped = 0; skipped < 2; skipped++) {
    at += new DataView(all.buffer).getUint32(at, true) + 3 & ~3;
  }
  const length = new DataView(all.buffer).getUint32(at, true);
  const message = all.slice(at, at + length);
  new DataView(message.buffer).setUint32(8, sequence, true);
  return message;
}

function refusal(sequence: number): Uint8Array {
  const message = new Uint8Array(20);
  const view = new DataView(message.buffer);
  view.setUint32(0, 20, true);
  view.setUint16(4, 2, true);
  view.setUint32(8, sequence, true);
  view.setInt32(16, -FAKE_ERRNO.ENODEV, true);
  return message;
}

/** A kernel that answers the nth question by the nth of these. */
function reading(
  ...answers: readonly ((sequence: number) => readonly Uint8Array[])[]
) {
  let questions = 0;
  const libc: FakeLibc = new FakeLibc({
    onSend(socket) {
      const sequence = ++questions;
      for (const payload of answers[sequence - 1]?.(sequence) ?? []) {
        libc.deliver(socket, 0, { payload, peer: { address: "", port: 0 } });
      }
      return 0;
    },
  });
  return { libc, reader: new LinuxLinkReader(libc) };
}

Deno.test("LinuxLinkReader reads one interface, again and again", () => {
  const { libc, reader } = reading(
    (sequence) => [recordedLink(sequence)],
    (sequence) => [recordedLink(sequence)],
  );
  {
    using _ = reader;
    for (let second = 0; second < 2; second++) {
      const link = reader.read("v0");
      deepStrictEqual(
        [link?.isUp, link?.hasCarrier, link?.counters.received.bytes],
        [true, true, 516],
      );
    }
  }
  strictEqual(libc.sockets.length, 0, "closed in the end");
});

Deno.test("LinuxLinkReader knows nothing of what is not there", () => {
  const { reader } = reading(
    (sequence) => [refusal(sequence)],
    (sequence) => [recordedLink(sequence)],
    () => [],
    (sequence) => [recordedLink(sequence - 1), recordedLink(sequence)],
  );
  using _ = reader;
  strictEqual(reader.read("gone"), undefined, "no such interface");
  strictEqual(reader.read("alias"), undefined, "found by its other name");
  strictEqual(reader.read("v0"), undefined, "the kernel is short of memory");
  strictEqual(
    reader.read("v0")?.counters.index,
    3,
    "an answer that comes late is passed over",
  );
});
