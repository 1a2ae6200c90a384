import { type Aead, NONCE_BYTES } from "./aead.ts";
import { nativeAead } from "./aead_native.ts";
import { nobleAead } from "./aead_noble.ts";
import { TAG_BYTES } from "./header.ts";
import { hkdf, hkdfExtract } from "./hkdf.ts";
import { KEY_BYTES } from "./keys.ts";

/**
 * The runtime's own AEAD if it proves itself against the library, else the
 * library's, which is several times slower. Takes about a millisecond.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const key = chooseAead().withKey(new Uint8Array(32), { aadBytes: 2 });
 * const message = new Uint8Array(2 + 5 + 16);
 * const nonce = new Uint8Array(12);
 * key.seal(message, nonce);
 * strictEqual(key.open(message, nonce), true);
 * ```
 *
 * @param candidates Tried in this order before the library.
 * @returns The first that proves itself.
 */
export function chooseAead(
  candidates: readonly Aead[] = [nativeAead],
): Aead {
  return candidates.find(provesItself) ?? nobleAead;
}

/** Text lengths around the block sizes of Poly1305 (16) and ChaCha20 (64). */
const SELF_TEST_LENGTHS = [0, 1, 15, 16, 17, 63, 64, 65, 124, 140, 1360];

/** As long as a KNOCK's. */
const SELF_TEST_LABEL_BYTES = 19;

/**
 * Compares an AEAD with the library: same bytes sealed, same bytes opened,
 * nothing opened or changed when a bit is wrong.
 *
 * @param candidate The AEAD to try.
 * @returns Whether it may be used; `false` also if it throws.
 */
export function provesItself(candidate: Aead): boolean {
  try {
    return SELF_TEST_LENGTHS.every((textBytes) =>
      agreesOn(candidate, textBytes)
    );
  } catch {
    return false; // An AEAD that throws is not one to use.
  }
}

function agreesOn(candidate: Aead, textBytes: number): boolean {
  const aadBytes = 24;
  const key = Uint8Array.from({ length: 32 }, (_, i) => 7 * i + textBytes);
  const nonce = Uint8Array.from({ length: NONCE_BYTES }, (_, i) => 11 * i);
  const plain = Uint8Array.from(
    { length: aadBytes + textBytes + TAG_BYTES },
    (_, i) => 13 * i,
  );
  const mine = candidate.withKey(key, { aadBytes });
  const theirs = nobleAead.withKey(key, { aadBytes });

  const sealed = plain.slice();
  mine.seal(sealed, nonce);
  const expected = plain.slice();
  theirs.seal(expected, nonce);
  if (!same(sealed, expected)) return false;

  const forged = sealed.slice();
  forged[forged.length - 1] = (forged[forged.length - 1] ?? 0) ^ 1;
  const untouched = forged.slice();
  if (mine.open(forged, nonce) || !same(forged, untouched)) return false;

  if (!opensSingle(candidate, { plain, nonce, aadBytes })) return false;

  const textEnd = aadBytes + textBytes;
  return mine.open(sealed, nonce) &&
    same(sealed.subarray(0, textEnd), plain.subarray(0, textEnd));
}

/** Compares keys of single messages with the runtime's, if it makes any. */
function opensSingle(
  candidate: Aead,
  { plain, nonce, aadBytes }: {
    readonly plain: Uint8Array;
    readonly nonce: Uint8Array;
    readonly aadBytes: number;
  },
): boolean {
  if (candidate.openSingle === undefined) return true;
  const [salt, material] = [nonce, plain];
  const label = plain.slice(0, SELF_TEST_LABEL_BYTES);
  const key = hkdf({ salt, material }, label, { lengthBytes: KEY_BYTES });
  const message = plain.slice();
  nobleAead.withKey(key, { aadBytes }).seal(message, nonce);
  const root = hkdfExtract(salt, material);
  const opened = new Uint8Array(plain.length);
  const single = { message, nonce, aadBytes, root, label, opened };
  const forgedNonce = nonce.toReversed();
  if (candidate.openSingle({ ...single, nonce: forgedNonce })) return false;
  if (opened.some((byte) => byte !== 0)) return false;
  const end = plain.length - TAG_BYTES;
  return candidate.openSingle(single) &&
    same(opened.subarray(0, end), plain.subarray(0, end));
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.every((byte, i) => byte === right[i]);
}
