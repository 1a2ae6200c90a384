import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { createHash, hkdfSync } from "node:crypto";
import {
  ackKey,
  ackLabel,
  deriveSecretKeys,
  deriveSessionKeys,
  knockKey,
  knockLabel,
} from "./keys.ts";

const ASCII = new TextEncoder();

function bytes(first: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => first + i);
}

function hex(...parts: readonly (string | Uint8Array)[]): string {
  return parts.map((part) =>
    (typeof part === "string" ? ASCII.encode(part) : part).toHex()
  ).join("");
}

/** What docs/protocol.md says of a key: HKDF-SHA256, 32 bytes. */
function expected(salt: Uint8Array, material: string, label: string): string {
  const key = hkdfSync(
    "sha256",
    Uint8Array.fromHex(material),
    salt,
    Uint8Array.fromHex(label),
    32,
  );
  return new Uint8Array(key).toHex();
}

const SECRET = bytes(0, 32);
const SALT = ASCII.encode("bfbn-v2");
const CLIENT_ID = bytes(0xa0, 8);
const KEYS = deriveSecretKeys(SECRET);

Deno.test("deriveSecretKeys() takes 32 bytes and no others", () => {
  for (const length of [0, 16, 31, 33, 64]) {
    throws(() => deriveSecretKeys(new Uint8Array(length)), {
      name: "RangeError",
      message:
        `Cannot derive keys from a secret of ${length} bytes (allowed: 32)`,
    });
  }
});

Deno.test("deriveSecretKeys() keeps a copy, and the first four bytes of a key as its name", () => {
  const secret = SECRET.slice();
  const { keyId, secret: kept } = deriveSecretKeys(secret);
  secret.fill(0);
  deepStrictEqual(kept, SECRET);
  strictEqual(
    keyId.toHex(),
    expected(SALT, hex(SECRET), hex("bfbn2 id")).slice(0, 8),
  );
});

Deno.test("knockLabel() and ackLabel() name the very KNOCK, and no other", () => {
  const datagram = bytes(0x98, 24);
  for (const [offset, id] of [[8, CLIENT_ID], [9, bytes(0xa1, 8)]] as const) {
    strictEqual(knockLabel(datagram, offset).toHex(), hex("bfbn2 knock", id));
  }
  const random = bytes(0x40, 32);
  strictEqual(
    ackLabel(CLIENT_ID, random).toHex(),
    hex("bfbn2 ack", CLIENT_ID, random),
  );
});

Deno.test("knockKey() and ackKey() are of the secret and those labels", () => {
  strictEqual(
    knockKey(KEYS, CLIENT_ID).toHex(),
    expected(SALT, hex(SECRET), hex("bfbn2 knock", CLIENT_ID)),
  );
  const clientRandom = bytes(0x40, 32);
  strictEqual(
    ackKey(KEYS, CLIENT_ID, { clientRandom }).toHex(),
    expected(SALT, hex(SECRET), hex("bfbn2 ack", CLIENT_ID, clientRandom)),
  );
});

Deno.test("deriveSessionKeys() are of the whole transcript, each for one direction", () => {
  const [knock, ack] = [bytes(1, 200), bytes(2, 180)];
  const [clientRandom, serverRandom] = [bytes(3, 32), bytes(4, 32)];
  const salt = createHash("sha256").update(knock).update(ack).digest();
  const material = hex(KEYS.root, clientRandom, serverRandom);
  const keys = deriveSessionKeys(KEYS, {
    knock,
    ack,
    clientRandom,
    serverRandom,
  });
  deepStrictEqual(
    [
      keys.clientToServer,
      keys.serverToClient,
      keys.tcpClientToServer,
      keys.tcpServerToClient,
    ].map((key) => key.toHex()),
    ["c2s", "s2c", "tcp c2s", "tcp s2c"].map((way) =>
      expected(salt, material, hex(`bfbn2 ${way}`))
    ),
  );
});
