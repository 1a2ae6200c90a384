import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { TextSink } from "./text_sink.ts";

const decoder = new TextDecoder();

/** A reader that takes what it is given when it is told to. */
class Reader {
  taken = "";
  #next = Promise.withResolvers<void>();
  /** How many bytes it takes at a time. */
  readonly #atOnce: number;

  constructor(atOnce = Infinity) {
    this.#atOnce = atOnce;
  }

  readonly write = async (bytes: Uint8Array): Promise<number> => {
    await this.#next.promise;
    const part = bytes.subarray(0, this.#atOnce);
    this.taken += decoder.decode(part);
    return part.length;
  };

  open(): void {
    this.#next.resolve();
  }
}

function neverGone(): void {
  throw new Error("Cannot be gone: the reader is there");
}

Deno.test("TextSink.write() waits for nobody, flush() for all", async () => {
  const reader = new Reader(2);
  const sink = new TextSink(reader.write, neverGone);
  strictEqual(sink.isIdle, true);
  sink.write("one\n");
  sink.write("");
  sink.write("two\n");
  deepStrictEqual([sink.isIdle, reader.taken], [false, ""]);
  reader.open();
  await sink.flush();
  deepStrictEqual([sink.isIdle, reader.taken], [true, "one\ntwo\n"]);
});

Deno.test("TextSink.write() loses nothing that comes as the last write ends", async () => {
  // In each of the microtasks after a write, since that is where it was lost.
  for (let turns = 0; turns < 8; turns++) {
    let taken = "";
    const sink = new TextSink((bytes) => {
      taken += decoder.decode(bytes);
      return Promise.resolve(bytes.length);
    }, neverGone);
    sink.write("a");
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    sink.write("b");
    await sink.flush();
    strictEqual(taken, "ab", `after ${turns} microtasks`);
  }
});

Deno.test("TextSink.write() drops what a stopped reader would never catch up with", async () => {
  const reader = new Reader();
  const sink = new TextSink(reader.write, neverGone);
  const mebibyte = "x".repeat(1024 * 1024);
  for (let i = 0; i < 30; i++) sink.write(mebibyte);
  reader.open();
  await sink.flush();
  strictEqual(Math.floor(reader.taken.length / mebibyte.length), 18);
});

Deno.test("TextSink.flush() gives up a reader that never reads", async () => {
  const reader = new Reader();
  const sink = new TextSink(reader.write, neverGone);
  sink.write("last words");
  await sink.flush(1);
  deepStrictEqual([sink.isIdle, reader.taken], [false, ""]);
  reader.open();
  await sink.flush(60_000);
  deepStrictEqual([sink.isIdle, reader.taken], [true, "last words"]);
});

Deno.test("TextSink tells once that its reader has gone", async () => {
  let gone = 0;
  const sink = new TextSink(
    () => Promise.reject(new Deno.errors.BrokenPipe()),
    () => gone++,
  );
  sink.write("a");
  await sink.flush();
  sink.write("b");
  await sink.flush();
  strictEqual(gone, 1);
});

Deno.test("TextSink outlives a full disk", async () => {
  let isFull = true;
  let taken = "";
  const sink = new TextSink((bytes) => {
    // As the runtime words it: it has no code for this one.
    const full = new Error("Disk quota exceeded (os error 122)");
    if (isFull) return Promise.reject(full);
    taken += decoder.decode(bytes);
    return Promise.resolve(bytes.length);
  }, neverGone);
  sink.write("lost");
  await sink.flush();
  isFull = false;
  sink.write("kept");
  await sink.flush();
  strictEqual(taken, "kept");
});
