import { readU16, readU32 } from "./bytes.ts";
import { FAULT, type PacketFault } from "./fault.ts";

// Every datagram, bytes counted from its start:
//
//   0      4   5    6            8         12        16             24
//   +------+---+----+------------+---------+---------+--------------+
//   | BFBN | 2 |type| sealed_len |  key_id |instance |   nonce_ts   |  clear,
//   +------+---+----+------------+---------+---------+--------------+  AAD
//   24     28         30       32                  24+sealed_len-16
//   +------+----------+--------+--------+---------+-----------------+
//   |  pn  | body_len | pflags |  body  | padding |    tag, 16 B    |  sealed
//   +------+----------+--------+--------+---------+-----------------+
//   | filler: DATA only; never read, its length is in the body      |  clear
//   +---------------------------------------------------------------+

/** The cleartext header, in bytes; the AEAD authenticates it. */
export const HEADER_BYTES = 24;

/** The AEAD's tag, in bytes. */
export const TAG_BYTES = 16;

/** Where the body starts. */
export const BODY_OFFSET = 32;

/** What a datagram has beside its body and padding, in bytes. */
export const OVERHEAD_BYTES: number = BODY_OFFSET + TAG_BYTES;

/** The longest UDP payload, in bytes; sent only where a probe has passed. */
export const MAX_DATAGRAM_BYTES = 1400;

/** The longest UDP payload before a probe of the path has passed, in bytes. */
export const SAFE_DATAGRAM_BYTES = 1200;

/** The version that this code speaks. */
export const VERSION = 2;

/** `BFBN`. */
export const MAGIC = 0x4246424e;

/** Offsets of the fields that are not in a body. */
export const AT = {
  magic: 0,
  version: 4,
  type: 5,
  sealedLength: 6,
  clientId: 8,
  keyId: 8,
  instance: 12,
  nonceTs: 16,
  pn: 24,
  bodyLength: 28,
  pflags: 30,
} as const;

/** The number of each kind of packet, byte 5. */
export const TYPE = {
  knock: 0x01,
  knockAck: 0x02,
  echoRequest: 0x10,
  echoReply: 0x11,
  throughputStart: 0x20,
  throughputData: 0x21,
  throughputEnd: 0x22,
  throughputStats: 0x23,
  downloadRequest: 0x30,
  downloadData: 0x31,
  downloadEnd: 0x32,
  bufferbloatStart: 0x40,
  bufferbloatEnd: 0x41,
  error: 0xff,
} as const;

/** A kind of packet, by name. */
export type PacketKind = keyof typeof TYPE;

/** The sealed part of a DATA datagram; filler follows. */
export const DATA_SEALED_BYTES = 72;

/**
 * The shortest datagram of each kind. Requests are padded to the length of
 * their longest answer, so that no answer is longer than what asked for it.
 */
export const MIN_DATAGRAM_BYTES: Readonly<Record<PacketKind, number>> = {
  knock: 176,
  knockAck: 160,
  echoRequest: 164,
  echoReply: 164,
  throughputStart: 144,
  throughputData: DATA_SEALED_BYTES,
  throughputEnd: 144,
  throughputStats: 144,
  downloadRequest: 144,
  downloadData: DATA_SEALED_BYTES,
  downloadEnd: 88,
  bufferbloatStart: 144,
  bufferbloatEnd: 144,
  error: 69,
};

/** {@linkcode MIN_DATAGRAM_BYTES} by number; 0 = not a type. */
const MIN_BYTES_OF_TYPE = new Uint8Array(256);
for (const [kind, type] of Object.entries(TYPE)) {
  MIN_BYTES_OF_TYPE[type] = MIN_DATAGRAM_BYTES[kind as PacketKind];
}

/**
 * Tells whether a packet carries cleartext filler behind its sealed part, and
 * is numbered by its own sequence.
 *
 * @param type Byte 5.
 * @returns `true` for `throughputData` and `downloadData`.
 */
export function isData(type: number): boolean {
  return type === TYPE.throughputData || type === TYPE.downloadData;
}

/**
 * The type byte.
 *
 * @param datagram At least a header.
 * @returns 0 to 255.
 */
export function typeOf(datagram: Uint8Array): number {
  return datagram[AT.type] ?? 0;
}

/**
 * Names the secret that the sender says it used.
 *
 * @param datagram At least a header.
 * @returns 0 to 2^32 - 1.
 */
export function keyIdOf(datagram: Uint8Array): number {
  return readU32(datagram, AT.keyId);
}

/**
 * Names the session, together with {@linkcode keyIdOf}.
 *
 * @param datagram At least a header.
 * @returns 0 to 2^32 - 1, random per KNOCK.
 */
export function instanceOf(datagram: Uint8Array): number {
  return readU32(datagram, AT.instance);
}

/**
 * Four bytes of a body, without decoding the rest.
 *
 * @param datagram Opened, hence authentic.
 * @param offset Where in the body.
 * @returns 0 to 2^32 - 1.
 */
export function numberAt(datagram: Uint8Array, offset: number): number {
  return readU32(datagram, BODY_OFFSET + offset);
}

/**
 * How long the body is.
 *
 * @param datagram Opened, hence authentic.
 * @returns 0 to 65535, without padding.
 */
export function bodyBytesOf(datagram: Uint8Array): number {
  return readU16(datagram, AT.bodyLength);
}

/**
 * Everything that can be refused before any key is looked up.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(inspect(new Uint8Array(64)), {
 *   kind: "fault",
 *   reason: "bad_magic",
 * });
 * ```
 *
 * @param datagram As received, exactly as long as it was.
 * @returns Why to drop it, or `undefined` if it is worth a look.
 */
export function inspect(datagram: Uint8Array): PacketFault | undefined {
  const length = datagram.length;
  if (length < OVERHEAD_BYTES) return FAULT.too_short;
  if (length > MAX_DATAGRAM_BYTES) return FAULT.too_long;
  if (readU32(datagram, AT.magic) !== MAGIC) return FAULT.bad_magic;
  if (datagram[AT.version] !== VERSION) return FAULT.unknown_version;
  const type = typeOf(datagram);
  const minBytes = MIN_BYTES_OF_TYPE[type] ?? 0;
  if (minBytes === 0) return FAULT.unknown_type;
  if (length < minBytes) return FAULT.bad_length;
  const sealed = HEADER_BYTES + readU16(datagram, AT.sealedLength);
  const expected = isData(type) ? DATA_SEALED_BYTES : length;
  return sealed === expected ? undefined : FAULT.bad_length;
}
