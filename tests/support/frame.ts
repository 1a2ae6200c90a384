import ipaddr from "ipaddr.js";

/** An ICMP or ICMPv6 echo. */
export interface Echo {
  /** Request or reply. */
  readonly kind: "echo_request" | "echo_reply";
  /** The sender, text form. */
  readonly source: string;
  /** The receiver, text form. */
  readonly destination: string;
  /** Tells one pinging program from another. */
  readonly ident: number;
  /** Counts up from request to request, 16 bits. */
  readonly seq: number;
}

/** A UDP datagram. */
export interface UdpDatagram {
  /** What it is. */
  readonly kind: "udp";
  /** The sender, text form. */
  readonly source: string;
  /** The receiver, text form. */
  readonly destination: string;
  /** The sender's port. */
  readonly sourcePort: number;
  /** The receiver's port. */
  readonly destinationPort: number;
  /** What it carries, as far as captured. */
  readonly payload: Uint8Array;
}

const ETHERNET_BYTES = 14;
const IPV6_BYTES = 40;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const ICMP = 1;
const UDP = 17;
const ICMPV6 = 58;
const ECHO_KINDS: ReadonlyMap<number, Echo["kind"]> = new Map([
  [(ICMP << 8) | 8, "echo_request"],
  [(ICMP << 8) | 0, "echo_reply"],
  [(ICMPV6 << 8) | 128, "echo_request"],
  [(ICMPV6 << 8) | 129, "echo_reply"],
]);

interface IpPacket {
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly payload: DataView;
}

/**
 * Reads just enough of a frame to tell probes and their replies: Ethernet,
 * IPv4 and IPv6 without extension headers, ICMP echo, UDP.
 *
 * @param bytes From the Ethernet header on.
 * @returns The echo or datagram; `undefined` for everything else, and for
 * what the capture has cut off too early.
 */
export function parseFrame(bytes: Uint8Array): Echo | UdpDatagram | undefined {
  const ip = parseIp(bytes);
  if (ip === undefined || ip.payload.byteLength < 8) return undefined;
  const { protocol, source, destination, payload } = ip;
  if (protocol === UDP) {
    return {
      kind: "udp",
      source,
      destination,
      sourcePort: payload.getUint16(0),
      destinationPort: payload.getUint16(2),
      payload: new Uint8Array(
        payload.buffer,
        payload.byteOffset + 8,
        payload.byteLength - 8,
      ),
    };
  }
  const kind = ECHO_KINDS.get((protocol << 8) | payload.getUint8(0));
  if (kind === undefined) return undefined;
  const ident = payload.getUint16(4);
  return { kind, source, destination, ident, seq: payload.getUint16(6) };
}

function parseIp(bytes: Uint8Array): IpPacket | undefined {
  if (bytes.length < ETHERNET_BYTES) return undefined;
  const frame = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const ip = new DataView(
    bytes.buffer,
    bytes.byteOffset + ETHERNET_BYTES,
    bytes.length - ETHERNET_BYTES,
  );
  switch (frame.getUint16(12)) {
    case ETHERTYPE_IPV4:
      return parseIpv4(ip);
    case ETHERTYPE_IPV6:
      return parseIpv6(ip);
    default:
      return undefined;
  }
}

function parseIpv4(ip: DataView): IpPacket | undefined {
  if (ip.byteLength < 20) return undefined;
  const headerBytes = (ip.getUint8(0) & 0x0f) * 4;
  const isLaterFragment = (ip.getUint16(6) & 0x1fff) !== 0;
  // A short frame is padded to 60 bytes: only the length says where IP ends.
  const end = Math.min(ip.getUint16(2), ip.byteLength);
  if (isLaterFragment || end < headerBytes) return undefined;
  return {
    protocol: ip.getUint8(9),
    source: addressText(ip, 12, 4),
    destination: addressText(ip, 16, 4),
    payload: part(ip, headerBytes, end),
  };
}

function parseIpv6(ip: DataView): IpPacket | undefined {
  if (ip.byteLength < IPV6_BYTES) return undefined;
  const end = Math.min(IPV6_BYTES + ip.getUint16(4), ip.byteLength);
  return {
    protocol: ip.getUint8(6),
    source: addressText(ip, 8, 16),
    destination: addressText(ip, 24, 16),
    payload: part(ip, IPV6_BYTES, end),
  };
}

function part(view: DataView, start: number, end: number): DataView {
  return new DataView(view.buffer, view.byteOffset + start, end - start);
}

function addressText(view: DataView, at: number, size: 4 | 16): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, size);
  return ipaddr.fromByteArray([...bytes]).toString();
}
