import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { type Aead, type AeadKey, checkKey, checkLengths } from "./aead.ts";
import { TAG_BYTES } from "./header.ts";

class NobleKey implements AeadKey {
  readonly #key: Uint8Array;
  readonly #options: { readonly aadBytes: number };

  constructor(key: Uint8Array, options: { readonly aadBytes: number }) {
    checkKey(key);
    this.#key = key.slice();
    this.#options = options;
  }

  seal(message: Uint8Array, nonce: Uint8Array): void {
    checkLengths(nonce, message, this.#options);
    const { aadBytes } = this.#options;
    const aad = message.subarray(0, aadBytes);
    const text = message.slice(aadBytes, message.length - TAG_BYTES);
    const sealed = message.subarray(aadBytes);
    chacha20poly1305(this.#key, nonce, aad).encrypt(text, sealed);
  }

  open(message: Uint8Array, nonce: Uint8Array): boolean {
    checkLengths(nonce, message, this.#options);
    const { aadBytes } = this.#options;
    const aad = message.subarray(0, aadBytes);
    const sealed = message.subarray(aadBytes);
    try {
      message.set(
        chacha20poly1305(this.#key, nonce, aad).decrypt(sealed),
        aadBytes,
      );
      return true;
    } catch {
      return false; // The lengths are right, so only the tag can be wrong.
    }
  }
}

/** ChaCha20-Poly1305 of `@noble/ciphers`, written to be audited. */
export const nobleAead: Aead = {
  name: "@noble/ciphers",
  withKey: (key, options) => new NobleKey(key, options),
};
