/**
 * The packets of a traceroute. Routers that have several ways choose one by
 * addresses, ports and, for ICMP, the checksum: all must stay the same, or the
 * hops found belong to no way that a packet ever takes.
 *
 * @see Augustin et al., Avoiding traceroute anomalies with Paris traceroute, 2006
 * @module
 */

import { type EchoId, encodeEchoRequest } from "./icmp_packet.ts";

/** Where the word stands that keeps the checksum as it is. */
const BALANCE_AT = 8;
/** Bytes of a UDP probe's payload: the probe's identity. */
export const UDP_PATH_BYTES = 8;
/** Traceroute's own first port, behind which nobody listens. */
export const UDP_PATH_PORT = 33_434;

/**
 * Writes an echo request whose checksum is the same for every number.
 *
 * @param into At least `ECHO_BYTES` long; overwritten.
 * @param family IP version.
 * @param id Which probe it is; its number below 2^16.
 * @throws {RangeError} When the number is too large.
 */
export function encodePathRequest(
  into: Uint8Array,
  family: 4 | 6,
  id: EchoId,
): void {
  const { number } = id;
  if (!(number >= 0 && number <= 0xffff)) {
    throw new RangeError(
      `Cannot number a path probe: found ${number} (allowed: 0 to 65535)`,
    );
  }
  encodeEchoRequest(into, family, { ...id, number: 0 });
  const [high = 0, low = 0] = into.subarray(2, 4);
  encodeEchoRequest(into, family, id);
  into[2] = high;
  into[3] = low;
  // The number is in the packet twice; the three add up to 0xffff, which is 0.
  const twice = 2 * number;
  const balance = 0xffff - ((twice & 0xffff) + (twice >>> 16));
  into[BALANCE_AT] = balance >>> 8;
  into[BALANCE_AT + 1] = balance;
}

/**
 * Writes a UDP probe's payload.
 *
 * @param into At least {@linkcode UDP_PATH_BYTES} long.
 * @param id Which probe it is.
 */
export function encodePathDatagram(
  into: Uint8Array,
  { tag, number }: Pick<EchoId, "tag" | "number">,
): void {
  const view = new DataView(into.buffer, into.byteOffset, UDP_PATH_BYTES);
  view.setUint32(0, tag);
  view.setUint32(4, number);
}

/**
 * Reads the number off a UDP probe that an ICMP error quotes. Old routers quote
 * no more than the header, and so stay silent hops.
 *
 * @param quoted What follows the quoted UDP header.
 * @param tag The socket's tag.
 * @returns `undefined` if it is not of this socket.
 */
export function decodePathDatagram(
  quoted: Uint8Array,
  tag: number,
): number | undefined {
  if (quoted.length < UDP_PATH_BYTES) return undefined;
  const view = new DataView(quoted.buffer, quoted.byteOffset, UDP_PATH_BYTES);
  return view.getUint32(0) === tag ? view.getUint32(4) : undefined;
}
