import { TAG_BYTES } from "./header.ts";
import { KEY_BYTES } from "./keys.ts";

/** The length of an AEAD nonce, in bytes. */
export const NONCE_BYTES = 12;

/**
 * ChaCha20-Poly1305 with one key. Works in place on a message of three parts:
 * associated data, text, tag (16 bytes).
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8439 | RFC 8439, section 2.8}
 */
export interface AeadKey {
  /**
   * Encrypts the text in place and writes the tag behind it.
   *
   * @param message Associated data, plaintext, 16 bytes for the tag.
   * @param nonce 12 bytes, never used with this key before.
   * @throws {RangeError} When `message` or `nonce` has an impossible length.
   */
  seal(message: Uint8Array, nonce: Uint8Array): void;

  /**
   * Decrypts the text in place, if the tag fits; else changes nothing. The
   * tags are compared in constant time.
   *
   * @param message Associated data, ciphertext, tag.
   * @param nonce The 12 bytes it was sealed with.
   * @returns Whether it is authentic.
   * @throws {RangeError} When `message` or `nonce` has an impossible length.
   */
  open(message: Uint8Array, nonce: Uint8Array): boolean;
}

/** A sealed message that is the only one of its key. */
export interface SingleMessage {
  /** Associated data, ciphertext, tag; left as it is. */
  readonly message: Uint8Array;
  /** The 12 bytes it was sealed with. */
  readonly nonce: Uint8Array;
  /** How many bytes at its start are authenticated but stay in clear. */
  readonly aadBytes: number;
  /** The pseudorandom key that its key is expanded from (HKDF), 32 bytes. */
  readonly root: Uint8Array;
  /** What its key is for ("info" in RFC 5869), at most 64 bytes. */
  readonly label: Uint8Array;
  /** Where it is opened to, associated data and all; at least as long. */
  readonly opened: Uint8Array;
}

/**
 * Makes keys ready for use. The library's, the runtime's, and whatever a
 * program brings along (such as libcrypto through FFI) stand behind this.
 */
export interface Aead {
  /** For logs and benchmarks. */
  readonly name: string;

  /**
   * Makes a key ready for use.
   *
   * @param key 32 bytes; copied.
   * @param options `aadBytes`: how many bytes at the start of each message are
   * authenticated but stay in clear.
   * @returns What seals and opens with it.
   * @throws {RangeError} When `key` is not 32 bytes long.
   */
  withKey(key: Uint8Array, options: { readonly aadBytes: number }): AeadKey;

  /**
   * Expands a key (HKDF-SHA256) and opens its only message, without making an
   * object: for whoever is flooded with forged ones. Left out where a library
   * cannot.
   *
   * @param single The message, and where its key comes from.
   * @returns Whether it is authentic; else nothing was written.
   * @throws {RangeError} When something has an impossible length.
   */
  openSingle?(single: SingleMessage): boolean;
}

/**
 * Refuses keys of a wrong length; for those who implement {@linkcode Aead}.
 *
 * @param key The key.
 * @throws {RangeError} When it is not 32 bytes long.
 */
export function checkKey(key: Uint8Array): void {
  if (key.length === KEY_BYTES) return;
  throw new RangeError(
    `Cannot use a key of ${key.length} bytes (allowed: ${KEY_BYTES})`,
  );
}

/**
 * Refuses nonces and messages of a wrong length; for those who implement
 * {@linkcode AeadKey}.
 *
 * @param nonce The nonce.
 * @param message The message.
 * @param options `aadBytes`, as in {@linkcode Aead.withKey}.
 * @throws {RangeError} When the nonce is not 12 bytes long, or the message too
 * short for associated data and tag.
 */
export function checkLengths(
  nonce: Uint8Array,
  message: Uint8Array,
  options: { readonly aadBytes: number },
): void {
  if (nonce.length !== NONCE_BYTES) {
    throw new RangeError(
      `Cannot use a nonce of ${nonce.length} bytes (allowed: ${NONCE_BYTES})`,
    );
  }
  const minBytes = options.aadBytes + TAG_BYTES;
  if (message.length < minBytes) {
    throw new RangeError(
      `Cannot seal or open ${message.length} bytes (allowed: from ${minBytes})`,
    );
  }
}
