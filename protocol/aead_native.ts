import { createCipheriv, createDecipheriv } from "node:crypto";
import { type Aead, type AeadKey, checkKey, checkLengths } from "./aead.ts";
import { TAG_BYTES } from "./header.ts";

const NAME = "chacha20-poly1305";
const OPTIONS = { authTagLength: TAG_BYTES } as const;

class NativeKey implements AeadKey {
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
    const end = message.length - TAG_BYTES;
    const cipher = createCipheriv(NAME, this.#key, nonce, OPTIONS);
    cipher.setAAD(message.subarray(0, aadBytes), {
      plaintextLength: end - aadBytes,
    });
    message.set(cipher.update(message.subarray(aadBytes, end)), aadBytes);
    cipher.final();
    message.set(cipher.getAuthTag(), end);
  }

  open(message: Uint8Array, nonce: Uint8Array): boolean {
    checkLengths(nonce, message, this.#options);
    const { aadBytes } = this.#options;
    const end = message.length - TAG_BYTES;
    const decipher = createDecipheriv(NAME, this.#key, nonce, OPTIONS);
    decipher.setAAD(message.subarray(0, aadBytes), {
      plaintextLength: end - aadBytes,
    });
    decipher.setAuthTag(message.subarray(end));
    const plain = decipher.update(message.subarray(aadBytes, end));
    try {
      decipher.final();
    } catch {
      return false; // final() throws for nothing but a wrong tag.
    }
    message.set(plain, aadBytes); // only now is it known to be authentic
    return true;
  }
}

/** ChaCha20-Poly1305 of the runtime (`node:crypto`). */
export const nativeAead: Aead = {
  name: "node:crypto",
  withKey: (key, options) => new NativeKey(key, options),
};
