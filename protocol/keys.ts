import { createHash } from "node:crypto";
import { hkdf, hkdfExtract } from "./hkdf.ts";

/** The length of a shared secret and of every key, in bytes. */
export const KEY_BYTES = 32;

/** The length of a key id and of an instance, in bytes. */
export const ID_BYTES = 4;

const ASCII = new TextEncoder();
const SALT = ASCII.encode("bfbn-v2");

/** Says which KNOCK's key it is; the client id is filled in behind it. */
const KNOCK_LABEL = concat(
  ASCII.encode("bfbn2 knock"),
  new Uint8Array(2 * ID_BYTES),
);

/** What both ends make of a shared secret once, and keep. */
export interface SecretKeys {
  /** Names the secret in cleartext and reveals nothing of it; 4 bytes. */
  readonly keyId: Uint8Array;
  /** The shared secret itself, 32 bytes. */
  readonly secret: Uint8Array;
  /** What a session's keys grow from; secret, 32 bytes. */
  readonly root: Uint8Array;
}

/** The four keys of a session, 32 bytes each; no key seals both ways. */
export interface SessionKeys {
  /** UDP, client to server. */
  readonly clientToServer: Uint8Array;
  /** UDP, server to client. */
  readonly serverToClient: Uint8Array;
  /** TCP prefaces, client to server. */
  readonly tcpClientToServer: Uint8Array;
  /** TCP prefaces, server to client. */
  readonly tcpServerToClient: Uint8Array;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Prepares a shared secret for use.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const secret = Uint8Array.from({ length: 32 }, (_, i) => i);
 * strictEqual(deriveSecretKeys(secret).keyId.toHex(), "1b21125a");
 * ```
 *
 * @param secret The shared secret, 32 random bytes.
 * @returns What to keep of it.
 * @throws {RangeError} When the secret is not 32 bytes long.
 */
export function deriveSecretKeys(secret: Uint8Array): SecretKeys {
  if (secret.length !== KEY_BYTES) {
    throw new RangeError(
      `Cannot derive keys from a secret of ${secret.length} bytes (allowed: ${KEY_BYTES})`,
    );
  }
  const keys = { secret: secret.slice(), root: hkdfExtract(SALT, secret) };
  const keyId = labelledKey(keys, ASCII.encode("bfbn2 id"));
  return { ...keys, keyId: keyId.slice(0, ID_BYTES) };
}

/**
 * A key that is made of a secret alone.
 *
 * @param secret The prepared secret.
 * @param label What it is for: {@linkcode knockLabel}, {@linkcode ackLabel}.
 * @returns 32 bytes.
 */
export function labelledKey(
  secret: Pick<SecretKeys, "secret">,
  label: Uint8Array,
): Uint8Array {
  const source = { salt: SALT, material: secret.secret };
  return hkdf(source, label, { lengthBytes: KEY_BYTES });
}

/**
 * What the key of one KNOCK is for.
 *
 * @param datagram Where its key id and instance are.
 * @param offset Where there.
 * @returns 19 bytes, until the next call: a flood of KNOCKs must not allocate.
 */
export function knockLabel(datagram: Uint8Array, offset: number): Uint8Array {
  const at = KNOCK_LABEL.length - 2 * ID_BYTES;
  for (let i = 0; i < 2 * ID_BYTES; i++) {
    KNOCK_LABEL[at + i] = datagram[offset + i] ?? 0;
  }
  return KNOCK_LABEL;
}

/**
 * What the key of the KNOCK_ACK is for that answers one KNOCK.
 *
 * @param clientId The KNOCK's key id and instance, 8 bytes.
 * @param clientRandom From inside the KNOCK, 32 bytes.
 * @returns 49 bytes.
 */
export function ackLabel(
  clientId: Uint8Array,
  clientRandom: Uint8Array,
): Uint8Array {
  return concat(ASCII.encode("bfbn2 ack"), clientId, clientRandom);
}

/**
 * The key of one KNOCK.
 *
 * @param secret The prepared secret.
 * @param clientId The KNOCK's key id and instance, 8 bytes.
 * @returns 32 bytes.
 */
export function knockKey(secret: SecretKeys, clientId: Uint8Array): Uint8Array {
  return labelledKey(secret, knockLabel(clientId, 0));
}

/**
 * The key of the KNOCK_ACK that answers one KNOCK.
 *
 * @param secret The prepared secret.
 * @param clientId The KNOCK's key id and instance, 8 bytes.
 * @param options `clientRandom` from inside the KNOCK, 32 bytes.
 * @returns 32 bytes.
 */
export function ackKey(
  secret: SecretKeys,
  clientId: Uint8Array,
  options: { readonly clientRandom: Uint8Array },
): Uint8Array {
  return labelledKey(secret, ackLabel(clientId, options.clientRandom));
}

/** What a handshake was, to the last bit: what session keys are made of. */
export interface Transcript {
  /** The KNOCK as sent, sealed. */
  readonly knock: Uint8Array;
  /** The KNOCK_ACK as sent, sealed. */
  readonly ack: Uint8Array;
  /** From inside the KNOCK, 32 bytes. */
  readonly clientRandom: Uint8Array;
  /** From inside the KNOCK_ACK, 32 bytes. */
  readonly serverRandom: Uint8Array;
}

/**
 * The keys of the session that a handshake opens. Both datagrams go in whole,
 * so two ends that saw different headers, versions or limits get different
 * keys and never understand each other.
 *
 * @param secret The prepared secret.
 * @param transcript What was sent and answered.
 * @returns The four keys.
 */
export function deriveSessionKeys(
  secret: SecretKeys,
  transcript: Transcript,
): SessionKeys {
  const { knock, ack, clientRandom, serverRandom } = transcript;
  const hash = createHash("sha256").update(knock).update(ack).digest();
  const material = concat(secret.root, clientRandom, serverRandom);
  const keyFor = (label: string) =>
    hkdf({ salt: hash, material }, ASCII.encode(label), {
      lengthBytes: KEY_BYTES,
    });
  return {
    clientToServer: keyFor("bfbn2 c2s"),
    serverToClient: keyFor("bfbn2 s2c"),
    tcpClientToServer: keyFor("bfbn2 tcp c2s"),
    tcpServerToClient: keyFor("bfbn2 tcp s2c"),
  };
}
