import type { Aead } from "./aead.ts";
import { datagramBytes, decodePacket, encodePacket } from "./codec.ts";
import { FAULT, type PacketFault } from "./fault.ts";
import { AT, inspect, TYPE, typeOf } from "./header.ts";
import {
  ackKey,
  ackLabel,
  deriveSessionKeys,
  ID_BYTES,
  knockKey,
  knockLabel,
  type SecretKeys,
  type SessionKeys,
} from "./keys.ts";
import type { Knock, KnockAck } from "./knock_packets.ts";
import type { NonceSource } from "./nonce.ts";
import { openOnly, Sealer } from "./seal.ts";
import type { Instant } from "./time.ts";

/** The longest random padding of a KNOCK or an ECHO, in bytes. */
export const MAX_PADDING_BYTES = 255;

/** What both ends need for every handshake. */
export interface HandshakeTools {
  /** The cipher. */
  readonly aead: Aead;
  /** The process's one source of nonces. */
  readonly nonces: NonceSource;
}

/** A KNOCK that was sent, and may yet be answered. */
export interface SentKnock {
  /** What goes on the wire. */
  readonly datagram: Uint8Array;
  /** Key id and instance: the answer carries the same; 8 bytes. */
  readonly clientId: Uint8Array;
  /** What was said. */
  readonly knock: Knock;
  /** When. */
  readonly sentAt: Instant;
}

/** What the client chooses for one KNOCK. */
export interface KnockChoice {
  /** Random for each, 4 bytes. */
  readonly instance: Uint8Array;
  /** Random padding, 0 to 255 bytes, so that lengths tell little. */
  readonly paddingBytes: number;
}

/**
 * Makes a KNOCK.
 *
 * @param secret The shared secret, prepared.
 * @param knock What to say.
 * @param options The instance, the padding, when it is, cipher and nonces.
 * @returns What to send, and to keep for {@linkcode openKnockAck}.
 */
export function sealKnock(
  secret: SecretKeys,
  knock: Knock,
  options: KnockChoice & HandshakeTools & { readonly now: Instant },
): SentKnock {
  const { aead, nonces, now } = options;
  const clientId = new Uint8Array(2 * ID_BYTES);
  clientId.set(secret.keyId);
  clientId.set(options.instance, ID_BYTES);
  const datagram = new Uint8Array(datagramBytes(knock) + options.paddingBytes);
  encodePacket(knock, datagram);
  const key = knockKey(secret, clientId);
  new Sealer({ aead, nonces, key, clientId }).seal(datagram, now.wall);
  return { datagram, clientId, knock, sentAt: now };
}

/** A KNOCK that the server has opened. */
export interface ReceivedKnock {
  /** As it came, sealed: part of the transcript. */
  readonly datagram: Uint8Array;
  /** Key id and instance: the session's name; 8 bytes. */
  readonly clientId: Uint8Array;
  /** What it says. */
  readonly knock: Knock;
}

/**
 * Opens a KNOCK, on the server. That it is authentic does not mean that it is
 * fresh: whoever recorded it can send it again, but cannot use the answer.
 *
 * @param secret The shared secret that its key id names.
 * @param datagram As received; left as it is.
 * @param options The cipher.
 * @returns The KNOCK, or why to drop it in silence.
 */
export function openKnock(
  secret: SecretKeys,
  datagram: Uint8Array,
  options: { readonly aead: Aead },
): ReceivedKnock | PacketFault {
  const fault = inspect(datagram);
  if (fault !== undefined) return fault;
  if (typeOf(datagram) !== TYPE.knock) return FAULT.unexpected;
  const label = knockLabel(datagram, AT.clientId);
  const { aead } = options;
  const opened = openOnly(datagram, { aead, secret, label });
  if ("kind" in opened) return opened;
  const packet = decodePacket(opened);
  if (packet.kind === "fault") return packet;
  if (packet.kind !== "knock") return FAULT.unexpected;
  return {
    datagram: datagram.slice(),
    clientId: clientIdOf(datagram),
    knock: packet,
  };
}

/** An answered KNOCK: all that a session needs, on either end. */
export interface Agreement {
  /** Key id and instance: the session's name; 8 bytes. */
  readonly clientId: Uint8Array;
  /** The session's keys. */
  readonly keys: SessionKeys;
  /** What the client said. */
  readonly knock: Knock;
  /** What the server granted. */
  readonly ack: KnockAck;
}

/**
 * Makes the answer to a KNOCK, on the server.
 *
 * @param secret The shared secret.
 * @param received The KNOCK.
 * @param options What to grant, padding (cut so that the answer is not longer
 * than the KNOCK), when it is, cipher and nonces.
 * @returns What to send, and the session's keys.
 */
export function sealKnockAck(
  secret: SecretKeys,
  received: ReceivedKnock,
  options: HandshakeTools & {
    readonly ack: KnockAck;
    readonly paddingBytes: number;
    readonly now: Instant;
  },
): Agreement & { readonly datagram: Uint8Array } {
  const { ack, aead, nonces, now } = options;
  const { clientId, knock } = received;
  const { clientRandom } = knock;
  const datagram = new Uint8Array(
    Math.min(
      datagramBytes(ack) + options.paddingBytes,
      received.datagram.length,
    ),
  );
  encodePacket(ack, datagram);
  const key = ackKey(secret, clientId, { clientRandom });
  new Sealer({ aead, nonces, key, clientId }).seal(datagram, now.wall);
  const keys = deriveSessionKeys(secret, {
    knock: received.datagram,
    ack: datagram,
    clientRandom,
    serverRandom: ack.serverRandom,
  });
  return { datagram, clientId, keys, knock, ack };
}

/**
 * Opens the answer to a KNOCK, on the client.
 *
 * @param secret The shared secret.
 * @param sent The KNOCK that it must answer.
 * @param options The datagram as received, left as it is; the cipher.
 * @returns The session's keys, or why to drop it.
 */
export function openKnockAck(
  secret: SecretKeys,
  sent: SentKnock,
  options: { readonly datagram: Uint8Array; readonly aead: Aead },
): Agreement | PacketFault {
  const { datagram, aead } = options;
  const { clientId, knock } = sent;
  const { clientRandom } = knock;
  const fault = inspect(datagram);
  if (fault !== undefined) return fault;
  if (typeOf(datagram) !== TYPE.knockAck) return FAULT.unexpected;
  const label = ackLabel(clientId, clientRandom);
  const opened = openOnly(datagram, { aead, secret, label });
  if ("kind" in opened) return opened;
  const ack = decodePacket(opened);
  if (ack.kind === "fault") return ack;
  if (ack.kind !== "knockAck") return FAULT.unexpected;
  const keys = deriveSessionKeys(secret, {
    knock: sent.datagram,
    ack: datagram,
    clientRandom,
    serverRandom: ack.serverRandom,
  });
  return { clientId, keys, knock, ack };
}

/**
 * The session that a datagram belongs to.
 *
 * @param datagram At least a header.
 * @returns A copy of key id and instance, 8 bytes.
 */
export function clientIdOf(datagram: Uint8Array): Uint8Array {
  return datagram.slice(AT.clientId, AT.clientId + 2 * ID_BYTES);
}

/**
 * Tells whether somebody on the path has dropped the KNOCKs of newer versions.
 *
 * @param knock What the client can speak; sealed, so nobody can lower it.
 * @param chosen The version that the KNOCK arrived in.
 * @param options `newestVersion`: the newest that the server speaks.
 * @returns Whether both could have spoken a newer one.
 */
export function isDowngraded(
  knock: Knock,
  chosen: number,
  options: { readonly newestVersion: number },
): boolean {
  return Math.min(knock.maxVersion, options.newestVersion) > chosen;
}
