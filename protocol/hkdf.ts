import { createHmac, hkdfSync } from "node:crypto";

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

/** What keys are made of. */
export interface KeySource {
  /** Not secret; may be empty. */
  readonly salt: Uint8Array;
  /** The input keying material, any length. */
  readonly material: Uint8Array;
}

/**
 * HKDF with SHA-256, extract and expand in one: independent keys, told apart
 * by `label`. Extracting anew for each costs less than expanding by
 * `createHmac()`, whose leavings only the slow collection frees.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc5869 | RFC 5869, section 2}
 *
 * @param source Where the key comes from.
 * @param label What it is for ("info" in the RFC), at most 1024 bytes.
 * @param options `lengthBytes`: 1 to 8160.
 * @returns `lengthBytes` bytes.
 */
export function hkdf(
  { salt, material }: KeySource,
  label: Uint8Array,
  options: { readonly lengthBytes: number },
): Uint8Array {
  const { lengthBytes } = options;
  return new Uint8Array(
    hkdfSync("sha256", material, salt, label, lengthBytes),
  );
}
