/** Spoils what was valid, so that parsers get far before it goes wrong. @module */

import { below, type Chance, pick } from "./chance.ts";

/** Numbers on which readers of lengths and sizes stumble. */
const BYTES = [0, 1, 2, 4, 0x10, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff];
/** As many faults as a message has at most. */
const MAX_FAULTS = 8;

/**
 * A message like one of those given: some bytes changed, cut off, or put in.
 *
 * @param random Where chance comes from.
 * @param samples Valid ones.
 * @returns A copy; now and then nothing but noise.
 */
export function mangledBytes(
  random: Chance,
  samples: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  if (random() < 0.1) return noise(random, below(random, 200));
  let bytes = pick(random, samples).slice();
  for (let fault = below(random, MAX_FAULTS); fault > 0; fault--) {
    const at = below(random, bytes.length + 1);
    const chance = random();
    if (chance < 0.7) {
      bytes[at] = random() < 0.5 ? pick(random, BYTES) : below(random, 256);
    } else if (chance < 0.85) bytes = bytes.slice(0, at);
    else {
      const put = noise(random, 1 + below(random, 8));
      bytes = Uint8Array.of(
        ...bytes.subarray(0, at),
        ...put,
        ...bytes.subarray(at),
      );
    }
  }
  return bytes;
}

function noise(random: Chance, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => below(random, 256));
}

/**
 * A text like one of those given: pieces changed for words, for characters, or
 * for pieces of the text itself.
 *
 * @param random Where chance comes from.
 * @param samples Valid ones.
 * @param words What the language has, and what is nearly of it.
 */
export function mangledText(
  random: Chance,
  samples: readonly string[],
  words: readonly string[],
): string {
  let text = pick(random, samples);
  for (let fault = 1 + below(random, MAX_FAULTS); fault > 0; fault--) {
    const at = below(random, text.length + 1);
    const end = at + below(random, 30);
    const chance = random();
    const put = chance < 0.6
      ? pick(random, words)
      : chance < 0.8
      ? character(random)
      : text.slice(below(random, text.length), below(random, text.length));
    text = text.slice(0, at) + put + text.slice(random() < 0.5 ? at : end);
  }
  return text;
}

/** Of all planes, lone surrogates included, but mostly of ASCII. */
function character(random: Chance): string {
  const isPlain = random() < 0.7;
  return isPlain
    ? String.fromCharCode(below(random, 128))
    : String.fromCharCode(below(random, 0x10000));
}

/**
 * A value such as JSON can say, of a few levels.
 *
 * @param random Where chance comes from.
 * @param words Texts and names.
 * @param depth How many levels are left.
 */
export function madeUpValue(
  random: Chance,
  words: readonly string[],
  depth = 3,
): unknown {
  const kind = below(random, depth > 0 ? 7 : 5);
  if (kind === 0) return pick(random, words);
  if (kind === 1) return pick(random, NUMBERS);
  if (kind === 2) return below(random, 100_000);
  if (kind === 3) return random() < 0.5;
  if (kind === 4) return null;
  const inner = Array.from(
    { length: below(random, 6) },
    () => madeUpValue(random, words, depth - 1),
  );
  return kind === 5 ? inner : Object.fromEntries(
    inner.map((value) => [pick(random, words), value]),
  );
}

/** Which readers of numbers take for others. */
const NUMBERS = [0, -0, -1, 0.5, 1e9, 1e21, 1e308, 2 ** 31, 2 ** 53, -1e-9];
