// What a packet costs by cipher. The last two call libraries of the system by
// FFI and show what a program may bring along as an `Aead`; they are left out
// where the library is not installed.

import { chooseAead, loadSodiumAead, nativeAead, nobleAead } from "./mod.ts";
import type { Aead, AeadKey } from "./mod.ts";

const HEADER_BYTES = 24;
const TAG_BYTES = 16;

/** An ECHO, and a full DATA datagram if it were sealed whole. */
const SIZES = [164, 1400] as const;

/** Where the libraries decrypt to, before the tag is known to fit. */
const opened = new Uint8Array(2048);

function openLibrary<Symbols extends Deno.ForeignLibraryInterface>(
  name: string,
  symbols: Symbols,
): Deno.DynamicLibrary<Symbols> | undefined {
  try {
    return Deno.dlopen(name, symbols);
  } catch {
    return undefined; // not installed: nothing to compare with
  }
}

/** libsodium: one call a packet, the key goes along each time. */
function sodiumAead(): Aead | undefined {
  const library = openLibrary("libsodium.so.23", {
    sodium_init: { parameters: [], result: "i32" },
    crypto_aead_chacha20poly1305_ietf_encrypt: {
      parameters: [
        "buffer",
        "buffer",
        "buffer",
        "u64",
        "buffer",
        "u64",
        "buffer",
        "buffer",
        "buffer",
      ],
      result: "i32",
    },
    crypto_aead_chacha20poly1305_ietf_decrypt: {
      parameters: [
        "buffer",
        "buffer",
        "buffer",
        "buffer",
        "u64",
        "buffer",
        "u64",
        "buffer",
        "buffer",
      ],
      result: "i32",
    },
  });
  if (library === undefined) return undefined;
  const lib = library.symbols;
  lib.sodium_init();
  return {
    name: "libsodium by FFI",
    withKey(key, { aadBytes }): AeadKey {
      const aadLength = BigInt(aadBytes);
      return {
        seal(message, nonce) {
          const text = message.subarray(aadBytes);
          lib.crypto_aead_chacha20poly1305_ietf_encrypt(
            text,
            null,
            text,
            BigInt(text.length - TAG_BYTES),
            message,
            aadLength,
            null,
            nonce,
            key,
          );
        },
        open(message, nonce) {
          const text = message.subarray(aadBytes);
          // Not in place: it overwrites a forged text with zeros.
          const code = lib.crypto_aead_chacha20poly1305_ietf_decrypt(
            opened,
            null,
            null,
            text,
            BigInt(text.length),
            message,
            aadLength,
            nonce,
            key,
          );
          if (code !== 0) return false;
          const textBytes = text.length - TAG_BYTES;
          message.set(opened.subarray(0, textBytes), aadBytes);
          return true;
        },
      };
    },
  };
}

/** OpenSSL's EVP with one context per key and direction, kept. */
function opensslAead(): Aead | undefined {
  const library = openLibrary("libcrypto.so.3", {
    EVP_CIPHER_CTX_new: { parameters: [], result: "pointer" },
    EVP_chacha20_poly1305: { parameters: [], result: "pointer" },
    EVP_CipherInit_ex: {
      parameters: ["pointer", "pointer", "pointer", "buffer", "buffer", "i32"],
      result: "i32",
    },
    EVP_CipherUpdate: {
      parameters: ["pointer", "buffer", "buffer", "buffer", "i32"],
      result: "i32",
    },
    EVP_CipherFinal_ex: {
      parameters: ["pointer", "buffer", "buffer"],
      result: "i32",
    },
    EVP_CIPHER_CTX_ctrl: {
      parameters: ["pointer", "i32", "i32", "buffer"],
      result: "i32",
    },
  });
  if (library === undefined) return undefined;
  const lib = library.symbols;
  const written = new Uint8Array(8);
  const GET_TAG = 0x10;
  const SET_TAG = 0x11;
  return {
    name: "libcrypto by FFI",
    withKey(key, { aadBytes }): AeadKey {
      const [sealing, opening] = [1, 0].map((isSealing) => {
        const context = lib.EVP_CIPHER_CTX_new();
        const cipher = lib.EVP_chacha20_poly1305();
        lib.EVP_CipherInit_ex(context, cipher, null, key, null, isSealing);
        return context;
      });
      if (!sealing || !opening) throw new Error("Cannot get a context");
      return {
        seal(message, nonce) {
          const textBytes = message.length - aadBytes - TAG_BYTES;
          const text = message.subarray(aadBytes);
          lib.EVP_CipherInit_ex(sealing, null, null, null, nonce, 1);
          lib.EVP_CipherUpdate(sealing, null, written, message, aadBytes);
          lib.EVP_CipherUpdate(sealing, text, written, text, textBytes);
          lib.EVP_CipherFinal_ex(sealing, text, written);
          const tag = message.subarray(aadBytes + textBytes);
          lib.EVP_CIPHER_CTX_ctrl(sealing, GET_TAG, TAG_BYTES, tag);
        },
        open(message, nonce) {
          const textBytes = message.length - aadBytes - TAG_BYTES;
          const text = message.subarray(aadBytes);
          const tag = message.subarray(aadBytes + textBytes);
          lib.EVP_CipherInit_ex(opening, null, null, null, nonce, 0);
          lib.EVP_CIPHER_CTX_ctrl(opening, SET_TAG, TAG_BYTES, tag);
          lib.EVP_CipherUpdate(opening, null, written, message, aadBytes);
          lib.EVP_CipherUpdate(opening, opened, written, text, textBytes);
          if (lib.EVP_CipherFinal_ex(opening, opened, written) !== 1) {
            return false;
          }
          message.set(opened.subarray(0, textBytes), aadBytes);
          return true;
        },
      };
    },
  };
}

const AEADS = [
  nobleAead,
  nativeAead,
  await loadSodiumAead(),
  sodiumAead(),
  opensslAead(),
].filter((aead) => aead !== undefined);

const nonce = new Uint8Array(12);

for (const size of SIZES) {
  for (const aead of AEADS) {
    const group = `${size} B`;
    const baseline = aead === nativeAead;
    if (chooseAead([aead]) !== aead) {
      throw new Error(`Cannot measure ${aead.name}: it fails the self-test`);
    }
    const key = aead.withKey(new Uint8Array(32).fill(1), {
      aadBytes: HEADER_BYTES,
    });
    const sealed = new Uint8Array(size);
    key.seal(sealed, nonce);
    const message = sealed.slice();
    Deno.bench(`seal(), ${group}, ${aead.name}`, {
      group: `seal ${group}`,
      baseline,
    }, () => key.seal(message, nonce));
    Deno.bench(`open(), ${group}, ${aead.name}`, {
      group: `open ${group}`,
      baseline,
    }, () => {
      message.set(sealed);
      if (!key.open(message, nonce)) throw new Error("Cannot open own seal");
    });
  }
}
