import {
  deepStrictEqual,
  notDeepStrictEqual,
  ok,
  strictEqual,
  throws,
} from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { makeFiller } from "./mod.ts";

Deno.test("makeFiller() makes bytes that do not compress", () => {
  const filler = makeFiller(42);
  ok(deflateRawSync(filler).length > 0.99 * filler.length);
});

Deno.test("makeFiller() comes from the seed alone", () => {
  deepStrictEqual(makeFiller(42), makeFiller(42));
  notDeepStrictEqual(makeFiller(42), makeFiller(43));
});

Deno.test("makeFiller() refuses the seed that gives only zeros", () => {
  throws(() => makeFiller(0), {
    name: "RangeError",
    message: "Cannot make filler from seed 0 (allowed: 1 to 2^32 - 1)",
  });
});

/** Marsaglia's xorshift32 (Journal of Statistical Software 8:14), bit by bit. */
function xorshift32(state: bigint): bigint {
  const shifts: readonly ((x: bigint) => bigint)[] = [
    (x) => x << 13n,
    (x) => x >> 17n,
    (x) => x << 5n,
  ];
  return shifts.reduce((x, shift) => BigInt.asUintN(32, x ^ shift(x)), state);
}

Deno.test("makeFiller() is a megabyte of xorshift32", () => {
  const filler = makeFiller(1);
  strictEqual(filler.length, 1_048_576);
  const words = new Uint32Array(filler.buffer);
  strictEqual(words[0], 270_369, "as published, from state 1");
  for (const seed of [1, 42, 2 ** 32 - 1]) {
    let state = BigInt(seed);
    for (const word of new Uint32Array(makeFiller(seed).buffer, 0, 1_000)) {
      state = xorshift32(state);
      strictEqual(word, Number(state));
    }
  }
});
