/** Secrets that documents print: a document is no place to get one from. */
const PUBLISHED: readonly string[] = [
  // The sample in the set-up guide of an earlier implementation.
  "a7b3c9d8e1f4a2b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9",
  // The key of RFC 8439's test vectors, section 2.8.2.
  "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
  // The key of our own test vector in docs/protocol.md.
  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
];

/**
 * What is wrong with a shared secret, if anything.
 *
 * Random secrets pass: each rule refuses fewer than one in 10^10 of them.
 *
 * @param secret As it stands in the configuration, ideally 64 hex digits.
 * @returns A phrase that does not repeat the secret, e.g. `"a text of 12
 * characters"`, or `undefined` when it is a good one.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { secretFault } from "@bufferbane/protocol/secret";
 *
 * strictEqual(secretFault("swordfish"), "a text of 9 characters");
 * strictEqual(secretFault("ab".repeat(32)), "too regular to be random");
 * ```
 */
export function secretFault(secret: string): string | undefined {
  const digits = secret.toLowerCase();
  if (!/^[0-9a-f]*$/.test(digits)) {
    return `a text of ${secret.length} characters`;
  }
  if (digits.length !== 64) {
    return `a text of ${secret.length} hexadecimal digits`;
  }
  if (PUBLISHED.includes(digits)) return "a published sample";
  if (isRegular(digits)) return "too regular to be random";
  return undefined;
}

/** Whether 64 hex digits were made by hand, by a pattern, or from a text. */
function isRegular(digits: string): boolean {
  const bytes = Uint8Array.from(
    digits.match(/../g) ?? [],
    (pair) => parseInt(pair, 16),
  );
  const steps = bytes.slice(1).map((byte, i) => byte - (bytes[i] ?? 0));
  return (
    // 32 random bytes have 16 or fewer different values once in 10^14.
    new Set(bytes).size <= 16 || new Set(steps).size <= 16 ||
    bytes.every((byte) => byte >= 0x20 && byte < 0x7f) || // 10^-13: a text
    /^\d+$/.test(digits) || // 10^-13: typed on a number pad
    // 10^-20 each: letters and digits in turn, as people type "random" hex
    /^([a-f]\d)+$/.test(digits) || /^(\d[a-f])+$/.test(digits)
  );
}
