/** A megabyte: longer than what any compressor on the path looks back. */
const FILLER_BYTES = 1 << 20;

/**
 * Makes the incompressible bytes that DATA datagrams are filled up with, once
 * a test. They lie outside the seal, so they come from nothing but the seed:
 * never from a key, nor from memory that held something else.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(makeFiller(42).length, 2 ** 20);
 * ```
 *
 * @see {@link https://doi.org/10.18637/jss.v008.i14 | Marsaglia, Xorshift RNGs}
 *
 * @param seed Any number but 0; differs from test to test.
 * @returns 1 MiB, to be sent in slices from anywhere.
 * @throws {RangeError} When the seed is 0, from which only zeros come.
 */
export function makeFiller(seed: number): Uint8Array {
  const words = new Uint32Array(FILLER_BYTES / 4);
  let state = seed >>> 0;
  if (state === 0) {
    throw new RangeError(
      "Cannot make filler from seed 0 (allowed: 1 to 2^32 - 1)",
    );
  }
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer);
}
