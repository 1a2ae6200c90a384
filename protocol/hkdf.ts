import { createHmac } from "node:crypto";

/** The length of a SHA-256 digest, in bytes. */
const HASH_BYTES = 32;

/**
 * HKDF-Extract with SHA-256: makes one uniform key of uneven material.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc5869 | RFC 5869, section 2.2}
 *
 * @param salt Not secret; may be empty.
 * @param material The input keying material, any length.
 * @returns A pseudorandom key, 32 bytes.
 */
export function hkdfExtract(
  salt: Uint8Array,
  material: Uint8Array,
): Uint8Array {
  return new Uint8Array(createHmac("sha256", salt).update(material).digest());
}

/**
 * HKDF-Expand with SHA-256: makes independent keys, told apart by `label`.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc5869 | RFC 5869, section 2.3}
 *
 * @param key A pseudorandom key from {@linkcode hkdfExtract}.
 * @param label What the output is for ("info" in the RFC).
 * @param options `lengthBytes`: 1 to 8160.
 * @returns `lengthBytes` bytes.
 */
export function hkdfExpand(
  key: Uint8Array,
  label: Uint8Array,
  options: { readonly lengthBytes: number },
): Uint8Array {
  const output = new Uint8Array(options.lengthBytes);
  let block: Uint8Array = new Uint8Array(0);
  for (let at = 0; at < output.length; at += HASH_BYTES) {
    const counter = Uint8Array.of(at / HASH_BYTES + 1);
    block = createHmac("sha256", key)
      .update(block).update(label).update(counter).digest();
    output.set(block.subarray(0, output.length - at), at);
  }
  return output;
}
