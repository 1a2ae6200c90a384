import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { chacha20 } from "@noble/ciphers/chacha.js";
import fc from "fast-check";
import {
  chooseAead,
  loadSodiumAead,
  nativeAead,
  nobleAead,
  provesItself,
} from "./mod.ts";
import type { Aead, SingleMessage } from "./mod.ts";

const TAG_BYTES = 16;
const SODIUM = await loadSodiumAead();
const AEADS: readonly Aead[] = [
  nobleAead,
  nativeAead,
  SODIUM,
];

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function countingBytes(first: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => first + i);
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

for (const aead of AEADS) {
  Deno.test(`seal() gives the RFC's ciphertext with ${aead.name}`, () => {
    // RFC 8439, section 2.8.2.
    const aad = Uint8Array.fromHex("50515253c0c1c2c3c4c5c6c7");
    const nonce = Uint8Array.fromHex("070000004041424344454647");
    const text = new TextEncoder().encode(
      "Ladies and Gentlemen of the class of '99: If I could offer you only " +
        "one tip for the future, sunscreen would be it.",
    );
    const sealed = "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a7" +
      "36ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b6" +
      "7ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b" +
      "4831d7bc3ff4def08e4b7a9de576d26586cec64b6116" +
      "1ae10b594f09e26a7e902ecbd0600691";
    const key = aead.withKey(countingBytes(0x80, 32), { aadBytes: 12 });
    const message = concat(aad, text, new Uint8Array(TAG_BYTES));
    key.seal(message, nonce);
    strictEqual(message.subarray(12).toHex(), sealed);
    strictEqual(key.open(message, nonce), true);
    deepStrictEqual(message.subarray(12, 12 + text.length), text);
  });

  Deno.test(`open() undoes seal() at every length with ${aead.name}`, () => {
    const nonce = countingBytes(1, 12);
    for (const aadBytes of [0, 1, 15, 16, 17, 24]) {
      const key = aead.withKey(countingBytes(3, 32), { aadBytes });
      for (let textBytes = 0; textBytes <= 257; textBytes++) {
        const plain = countingBytes(5, aadBytes + textBytes + TAG_BYTES);
        const message = plain.slice();
        key.seal(message, nonce);
        ok(key.open(message, nonce), `${aadBytes} + ${textBytes}`);
        const end = aadBytes + textBytes;
        deepStrictEqual(message.subarray(0, end), plain.subarray(0, end));
      }
    }
  });

  Deno.test(`open() refuses every flipped bit and changes nothing with ${aead.name}`, () => {
    const nonce = countingBytes(1, 12);
    const key = aead.withKey(countingBytes(3, 32), { aadBytes: 24 });
    const sealed = countingBytes(5, 24 + 20 + TAG_BYTES);
    key.seal(sealed, nonce);
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const forged = flipped(sealed, bit);
      const before = forged.slice();
      strictEqual(key.open(forged, nonce), false, `bit ${bit}`);
      deepStrictEqual(forged, before, "a refused message stays sealed");
    }
    for (let bit = 0; bit < 96; bit++) {
      strictEqual(key.open(sealed.slice(), flipped(nonce, bit)), false);
    }
  });

  Deno.test(`withKey() makes keys that know nothing of each other with ${aead.name}`, () => {
    const nonce = countingBytes(1, 12);
    const bytes = countingBytes(3, 32);
    const [one, other] = [bytes, countingBytes(4, 32)].map((key) =>
      aead.withKey(key, { aadBytes: 2 })
    );
    bytes.fill(0); // it was copied
    const sealed = countingBytes(5, 2 + 20 + TAG_BYTES);
    one?.seal(sealed, nonce);
    for (const [key, opens] of [[other, false], [one, true]] as const) {
      other?.seal(countingBytes(0, 2 + 9 + TAG_BYTES), nonce);
      strictEqual(key?.open(sealed.slice(), nonce), opens);
    }
    const again = countingBytes(5, 2 + 20 + TAG_BYTES);
    one?.seal(again, nonce);
    deepStrictEqual(again, sealed);
  });

  Deno.test(`withKey() and seal() refuse wrong lengths with ${aead.name}`, () => {
    for (const bytes of [0, 8, 16, 31, 33, 64]) {
      throws(() => aead.withKey(new Uint8Array(bytes), { aadBytes: 0 }), {
        name: "RangeError",
        message: `Cannot use a key of ${bytes} bytes (allowed: 32)`,
      });
    }
    const key = aead.withKey(new Uint8Array(32), { aadBytes: 24 });
    const message = new Uint8Array(40);
    for (const bytes of [0, 8, 11, 13, 16, 24]) {
      const expected = {
        name: "RangeError",
        message: `Cannot use a nonce of ${bytes} bytes (allowed: 12)`,
      };
      throws(() => key.seal(message, new Uint8Array(bytes)), expected);
      throws(() => key.open(message, new Uint8Array(bytes)), expected);
    }
    throws(() => key.open(new Uint8Array(39), new Uint8Array(12)), {
      name: "RangeError",
      message: "Cannot seal or open 39 bytes (allowed: from 40)",
    });
  });

  Deno.test(`open() gets Poly1305's carries right with ${aead.name}`, () => {
    for (let round = 0; round < 16; round++) {
      for (const [why, sum] of edgesOfPoly1305()) {
        const { keyBytes, nonce, message } = messageWithSum(sum, round);
        const key = aead.withKey(keyBytes, { aadBytes: 0 });
        ok(key.open(message, nonce), `${why}, round ${round}`);
      }
    }
  });
}

/** The prime of Poly1305. */
const P = (1n << 130n) - 5n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function toBytes(value: bigint, length: number): Uint8Array {
  return Uint8Array.from(
    { length },
    (_, i) => Number((value >> BigInt(8 * i)) & 255n),
  );
}

function modulo(value: bigint): bigint {
  return ((value % P) + P) % P;
}

function inverse(value: bigint): bigint {
  let [result, base] = [1n, value];
  for (let power = P - 2n; power > 0n; power >>= 1n) {
    if ((power & 1n) === 1n) result = result * base % P;
    base = base * base % P;
  }
  return result;
}

/**
 * Final sums at which an implementation in limbs can carry wrongly: around
 * zero, the prime, and the powers of two where words and limbs end.
 */
function edgesOfPoly1305(): readonly [why: string, sum: bigint][] {
  const around = (why: string, middle: bigint) =>
    [-3n, -2n, -1n, 0n, 1n, 2n, 3n, 4n, 5n]
      .map((shift): [string, bigint] => [
        `${why} ${shift < 0n ? shift : `+${shift}`}`,
        middle + shift,
      ])
      .filter(([, sum]) => sum >= 0n && sum < P);
  const limbEnds = [13, 26, 32, 44, 52, 64, 78, 88, 96, 104, 117, 128, 129]
    .flatMap((bits) => around(`2^${bits}`, 1n << BigInt(bits)));
  return [...around("0", 0n), ...around("p", P), ...limbEnds];
}

/**
 * Makes an authentic message whose Poly1305 sum, before the last addition, is
 * a given number: solves for the second block of ciphertext.
 */
function messageWithSum(sum: bigint, round: number): {
  readonly keyBytes: Uint8Array;
  readonly nonce: Uint8Array;
  readonly message: Uint8Array;
} {
  const keyBytes = countingBytes(round, 32);
  const nonce = countingBytes(round, 12);
  const oneTimeKey = chacha20(keyBytes, nonce, new Uint8Array(32));
  const r = littleEndian(oneTimeKey.subarray(0, 16)) & CLAMP;
  const s = littleEndian(oneTimeKey.subarray(16));
  const hibit = 1n << 128n;
  const lengths = (32n << 64n) + hibit;
  const perR = inverse(r);
  for (let first = 0n;; first++) {
    const before = modulo(modulo(sum * perR - lengths) * perR);
    const second = modulo(before - (first + hibit) * r);
    if (second < hibit || second >= 2n * hibit) continue; // not 16 bytes
    const tag = BigInt.asUintN(128, sum + s);
    const message = concat(
      toBytes(first, 16),
      toBytes(second - hibit, 16),
      toBytes(tag, 16),
    );
    return { keyBytes, nonce, message };
  }
}

Deno.test("seal() gives the same bytes with every AEAD", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ minLength: 12, maxLength: 12 }),
      fc.uint8Array({ minLength: TAG_BYTES, maxLength: 1400 }),
      (keyBytes, nonce, plain) => {
        const aadBytes = Math.min(24, plain.length - TAG_BYTES);
        const [first, ...others] = AEADS.map((aead) => {
          const message = plain.slice();
          aead.withKey(keyBytes, { aadBytes }).seal(message, nonce);
          return message;
        });
        for (const other of others) deepStrictEqual(other, first);
      },
    ),
    { numRuns: 2_000 },
  );
});

/** The library's, which the last byte of what it opened is not right of. */
const BLUNT: Aead = {
  name: "blunt",
  withKey: (key, options) => {
    const right = nobleAead.withKey(key, options);
    return {
      seal: (...args) => right.seal(...args),
      open(message, nonce) {
        if (!right.open(message, nonce)) return false;
        const last = message.length - TAG_BYTES - 1;
        message[last] = (message[last] ?? 0) ^ 1;
        return true;
      },
    };
  },
};

/** libsodium's, but for how it opens single messages. */
function withSingle(
  openSingle: (single: SingleMessage, isRight: boolean) => boolean,
): Aead {
  return {
    ...SODIUM,
    openSingle(single) {
      const opened = single.opened.slice();
      const isRight = SODIUM.openSingle?.({ ...single, opened }) ?? false;
      if (openSingle(single, isRight)) {
        if (isRight) single.opened.set(opened);
        return true;
      }
      return false;
    },
  };
}

Deno.test("provesItself() is true of all that are offered, by whatever they can", () => {
  for (const aead of AEADS) strictEqual(provesItself(aead), true, aead.name);
  strictEqual(provesItself(withSingle((_, isRight) => isRight)), true);
});

// Around the blocks of Poly1305 (16) and of ChaCha20 (64), and the longest.
for (const textBytes of [0, 1, 15, 16, 17, 63, 64, 65, 124, 140, 1360]) {
  Deno.test(`provesItself() finds what is wrong with ${textBytes} bytes only`, () => {
    const wrong: Aead = {
      name: "nearly right",
      withKey(key, options) {
        const right = nobleAead.withKey(key, options);
        return {
          seal(message, nonce) {
            right.seal(message, nonce);
            const sealedBytes = message.length - options.aadBytes - TAG_BYTES;
            if (sealedBytes === textBytes) message.fill(0);
          },
          open: (message, nonce) => right.open(message, nonce),
        };
      },
    };
    strictEqual(provesItself(wrong), false);
  });
}

Deno.test("provesItself() expands a key for a label as long as a KNOCK's", () => {
  const lengths = new Set<number>();
  provesItself(withSingle(({ label }, isRight) => {
    lengths.add(label.length);
    return isRight;
  }));
  deepStrictEqual([...lengths], [19]);
});

Deno.test("chooseAead() takes the first that proves itself", () => {
  const broken: readonly [why: string, aead: Aead][] = [
    ["opens wrongly", BLUNT],
    [
      "writes though it refuses",
      withSingle(({ opened }, isRight) => {
        if (!isRight) opened[opened.length - 1] = 1;
        return isRight;
      }),
    ],
    ["says that it opened a single message, and writes nothing", {
      ...SODIUM,
      openSingle: (single) =>
        SODIUM.openSingle?.({ ...single, opened: single.opened.slice() }) ??
          false,
    }],
    ["seals nothing", {
      name: "idle",
      withKey: () => ({ seal() {}, open: () => true }),
    }],
    ["throws", {
      name: "absent",
      withKey() {
        throw new Error("no such cipher");
      },
    }],
    ["opens forgeries", {
      name: "trusting",
      withKey: (...args) => ({
        seal: (...a) => nobleAead.withKey(...args).seal(...a),
        open: () => true,
      }),
    }],
    ["expands another key", {
      ...nobleAead,
      name: "confused",
      openSingle: () => false,
    }],
    ["opens forged single messages", {
      ...nobleAead,
      name: "single-minded",
      openSingle: () => true,
    }],
    ["leaves plaintext of a forgery", {
      name: "leaking",
      withKey: (...args) => ({
        seal: (...a) => nobleAead.withKey(...args).seal(...a),
        open(message, nonce) {
          if (nobleAead.withKey(...args).open(message, nonce)) return true;
          message.fill(0);
          return false;
        },
      }),
    }],
  ];
  for (const [why, aead] of broken) {
    strictEqual(provesItself(aead), false, why);
    strictEqual(chooseAead([aead]), nobleAead, why);
    strictEqual(chooseAead([aead, nativeAead]), nativeAead, why);
  }
  strictEqual(chooseAead(), nativeAead);
});
