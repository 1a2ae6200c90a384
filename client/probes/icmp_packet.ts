/**
 * ICMP and ICMPv6 echo, as bytes. Pure.
 *
 * ```text
 *  0      1      2             4             6             8
 *  | type | code |  checksum   | identifier  |  sequence   | zeros ... | tag u32 | number u32 |
 * ```
 *
 * The last eight bytes say which probe it is: `tag` is random for each
 * socket, `number` counts its probes. They find the probe again in a reply, in
 * the kernel's looped copy, and prove that the reply is to us. An ICMP error
 * quotes only the first eight bytes for certain; there the sequence number
 * (the low 16 bits of `number`) has to do.
 *
 * @see RFC 792, RFC 4443 section 4
 * @module
 */

/** Bytes of an echo request: 8 of header and 56 of data, as ping's. */
export const ECHO_BYTES = 64;

/** Bytes at the end that identify the probe. */
const TOKEN_BYTES = 8;

/** Message types. */
const TYPES = {
  4: { request: 8, reply: 0 },
  6: { request: 128, reply: 129 },
} as const;

/** Which probe a packet belongs to. */
export interface EchoId {
  /** Which socket: random, 16 bits. Ping sockets have their own instead. */
  readonly identifier: number;
  /** Which socket: random, 32 bits. */
  readonly tag: number;
  /** Which of its probes, 32 bits. */
  readonly number: number;
}

/**
 * Writes an echo request.
 *
 * @param into At least {@linkcode ECHO_BYTES} long; overwritten.
 * @param family IP version. ICMPv6's checksum is left to the kernel, which
 * alone knows the source address.
 * @param id Which probe it is.
 */
export function encodeEchoRequest(
  into: Uint8Array,
  family: 4 | 6,
  id: EchoId,
): void {
  into.fill(0, 0, ECHO_BYTES);
  into[0] = TYPES[family].request;
  setWord16(into, 4, id.identifier);
  setWord16(into, 6, id.number);
  setWord32(into, ECHO_BYTES - TOKEN_BYTES, id.tag);
  setWord32(into, ECHO_BYTES - 4, id.number);
  if (family === 4) setWord16(into, 2, internetChecksum(into, ECHO_BYTES));
}

/**
 * Where the ICMP message begins in what a raw IPv4 socket receives.
 *
 * @param packet An IPv4 packet.
 * @returns Offset in bytes; past the end if the packet is mangled.
 */
export function ipv4HeaderBytes(packet: Uint8Array): number {
  return ((packet[0] ?? 0x0f) & 0x0f) * 4;
}

/**
 * Reads an echo reply.
 *
 * @param bytes An ICMP message.
 * @param family IP version.
 * @param tag The socket's tag.
 * @returns The probe's number, or `undefined` if it is no reply to us.
 */
export function decodeEchoReply(
  bytes: Uint8Array,
  family: 4 | 6,
  tag: number,
): number | undefined {
  return bytes[0] === TYPES[family].reply && bytes.length >= ECHO_BYTES
    ? decodeToken(bytes, tag)
    : undefined;
}

/**
 * Reads the probe's number off the end of a packet of ours, whatever headers
 * stand before it.
 *
 * @param bytes A frame, packet or message.
 * @param tag The socket's tag.
 * @returns The probe's number, or `undefined` if it is not of this socket.
 */
export function decodeToken(
  bytes: Uint8Array,
  tag: number,
): number | undefined {
  const at = bytes.length - TOKEN_BYTES;
  return at >= 0 && word32(bytes, at) === tag
    ? word32(bytes, at + 4)
    : undefined;
}

/**
 * Reads the sequence number of a request of ours that an ICMP error quotes.
 *
 * @param quoted The quoted ICMP message, at least its first 8 bytes.
 * @param family IP version.
 * @returns Identifier and sequence, or `undefined` if it is no echo request.
 */
export function decodeQuotedRequest(
  quoted: Uint8Array,
  family: 4 | 6,
): { readonly identifier: number; readonly sequence: number } | undefined {
  if (quoted.length < 8 || quoted[0] !== TYPES[family].request) {
    return undefined;
  }
  return { identifier: word16(quoted, 4), sequence: word16(quoted, 6) };
}

/**
 * The probe number whose low 16 bits are `sequence`, at or before `newest`.
 *
 * @param sequence 0 to 65535.
 * @param newest The last number given out.
 * @returns A number at most 65535 before `newest`.
 */
export function numberOfSequence(sequence: number, newest: number): number {
  return (newest - ((newest - sequence) & 0xffff)) >>> 0;
}

/** @see RFC 1071 */
function internetChecksum(bytes: Uint8Array, length: number): number {
  let sum = 0;
  for (let at = 0; at < length; at += 2) sum += word16(bytes, at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function word16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function word32(bytes: Uint8Array, at: number): number {
  return (word16(bytes, at) * 0x10000 + word16(bytes, at + 2)) >>> 0;
}

function setWord16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

function setWord32(bytes: Uint8Array, at: number, value: number): void {
  setWord16(bytes, at, value >>> 16);
  setWord16(bytes, at + 2, value);
}
