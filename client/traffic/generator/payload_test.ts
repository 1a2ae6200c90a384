import { deepStrictEqual, notDeepStrictEqual, ok } from "node:assert/strict";
import { Payload } from "./payload.ts";

function counting(): (bytes: Uint8Array) => void {
  let next = 0;
  return (bytes) => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = next++ * 7 >> 3;
  };
}

Deno.test("Payload gives as much as it is asked for, each time something else", () => {
  const payload = new Payload(100_000, counting());
  const [first, second] = [payload.next(100_000), payload.next(100_000)];
  deepStrictEqual([first.length, second.length], [100_000, 100_000]);
  notDeepStrictEqual(first, second);
});

Deno.test("Payload cannot be compressed by what looks back 32 KiB", async () => {
  const payload = new Payload(1_000, (bytes) => {
    crypto.getRandomValues(bytes);
  });
  const sent = Array.from({ length: 2_000 }, () => payload.next(1_000));
  const packed = await new Response(
    new Blob(sent).stream().pipeThrough(new CompressionStream("gzip")),
  ).bytes();
  ok(packed.length >= 2_000_000);
});

Deno.test("Payload is filled to its end, wherever the window stands", () => {
  const payload = new Payload(10, (bytes) => bytes.fill(1));
  for (let i = 0; i < 2_000; i++) {
    if (payload.next(10).length !== 10) throw new Error("too short");
  }
  deepStrictEqual(payload.next(10), new Uint8Array(10).fill(1));
});
