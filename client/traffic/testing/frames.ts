/**
 * Frames of every kind that matters to the traffic program, each with what it
 * is, written down by hand: the truth that counts are compared with.
 *
 * @module
 */

import type { TrafficClass } from "../../model/mod.ts";

/** A frame and the truth about it. */
export interface KnownFrame {
  /** What it is, for people. */
  readonly name: string;
  /** From the Ethernet header on, without checksum. */
  readonly bytes: Uint8Array;
  /** The classes it belongs to besides `all`. */
  readonly classes: readonly TrafficClass[];
  /**
   * The same by the kernel's packet filter (nft), as found out by sending it:
   * it does not look behind a second tag or an authentication header, takes
   * half a header, padding and the inside of fragments for ports, and believes
   * any extension header.
   */
  readonly nftClasses: readonly TrafficClass[];
  /** Whether the kernel drops it on arrival, where only XDP can see it. */
  readonly isLostOnArrival: boolean;
}

const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd, arp: 0x0806 } as const;
const TAG = { customer: 0x8100, provider: 0x88a8 } as const;
const MAC = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1] as const;

/** Every kind of frame. */
export const KNOWN_FRAMES: readonly KnownFrame[] = [
  ...ipFrames(4),
  ...ipFrames(6),
  ...extensionFrames(),
  ...brokenFrames(),
  known("arp", ethernet(ETHERTYPE.arp, bytes(28)), []),
  known("an unknown ethertype", ethernet(0x88b5, bytes(46)), []),
];

function ipFrames(version: 4 | 6): readonly KnownFrame[] {
  const type = version === 4 ? ETHERTYPE.ipv4 : ETHERTYPE.ipv6;
  const ip = version === 4 ? ipv4 : ipv6;
  const frame = (payload: readonly number[]) => ethernet(type, payload);
  const icmp = version === 4 ? 1 : 58;
  const otherIcmp = version === 4 ? 58 : 1;
  const v = `IPv${version}`;
  const http = ip(6, tcp(40_000, 80));
  const manyTags = [1, 2, 3].reduce(
    (inside) => vlan(TAG.customer, inside),
    vlan(type, http),
  );
  return [
    known(`${v} TCP`, frame(ip(6, tcp(40_000, 8080))), ["tcp"]),
    known(`${v} HTTP to`, frame(http), ["tcp", "http"]),
    known(`${v} HTTP from`, frame(ip(6, tcp(80, 40_000))), ["tcp", "http"]),
    known(`${v} HTTPS to`, frame(ip(6, tcp(5, 443))), ["tcp", "https"]),
    known(`${v} HTTPS from`, frame(ip(6, tcp(443, 5))), ["tcp", "https"]),
    known(`${v} DNS over TCP`, frame(ip(6, tcp(5, 53))), ["tcp", "dns"]),
    known(`${v} UDP`, frame(ip(17, udp(5, 6))), ["udp"]),
    known(`${v} UDP 80 is not HTTP`, frame(ip(17, udp(5, 80))), ["udp"]),
    known(`${v} QUIC to`, frame(ip(17, udp(5, 443))), ["udp", "quic"]),
    known(`${v} QUIC from`, frame(ip(17, udp(443, 5))), ["udp", "quic"]),
    known(`${v} DNS to`, frame(ip(17, udp(5, 53))), ["udp", "dns"]),
    known(`${v} DNS from`, frame(ip(17, udp(53, 5))), ["udp", "dns"]),
    known(`${v} ICMP`, frame(ip(icmp, bytes(8))), ["icmp"]),
    known(`${v} the other ICMP`, frame(ip(otherIcmp, bytes(8))), []),
    known(`${v} SCTP`, frame(ip(132, tcp(80, 443))), []),
    known(`${v} with a tag`, ethernet(TAG.customer, vlan(type, http)), [
      "tcp",
      "http",
    ]),
    toNft(
      [],
      known(
        `${v} with two tags`,
        ethernet(TAG.provider, vlan(TAG.customer, vlan(type, http))),
        [
          "tcp",
          "http",
        ],
      ),
    ),
    toNft(
      [], // The kernel may have taken the first, and two are looked behind.
      known(`${v} with four tags`, ethernet(TAG.provider, manyTags), []),
    ),
    known(`${v} cut before the ports`, frame(ip(6, [])), ["tcp"]),
    toNft(
      ["udp", "dns"],
      known(`${v} cut within the ports`, frame(ip(17, [0, 53, 0])), ["udp"]),
    ),
    toNft(
      ["tcp", "http"],
      known(`${v} padding is no ports`, [
        ...frame(ip(6, [])),
        ...tcp(80, 80),
      ], ["tcp"]),
    ),
    known(`${v} with padding`, [...frame(ip(17, udp(5, 53))), ...bytes(18)], [
      "udp",
      "dns",
    ]),
  ];
}

function extensionFrames(): readonly KnownFrame[] {
  const v4 = (payload: readonly number[]) => ethernet(ETHERTYPE.ipv4, payload);
  const v6 = (payload: readonly number[]) => ethernet(ETHERTYPE.ipv6, payload);
  const options = [...bytes(40)];
  const chain = (count: number) => {
    const header = (next: number) => [next, 0, ...bytes(6)];
    return [
      ...Array.from({ length: count - 1 }, () => header(60)).flat(),
      ...header(17),
      ...udp(5, 53),
    ];
  };
  const ah = [6, 4, ...bytes(22)];
  const fragment = (next: number, place: number, more: number) => [
    ...[next, 0, ...u16(place << 3 | more)],
    ...bytes(4),
  ];
  return [
    known("IPv4 with options", v4(ipv4(6, tcp(5, 443), { options })), [
      "tcp",
      "https",
    ]),
    known(
      "IPv4 first fragment",
      v4(ipv4(17, udp(5, 443), { fragment: 0x2000 })),
      ["udp", "quic"],
    ),
    toNft(
      ["udp", "quic"],
      known(
        "IPv4 later fragment",
        v4(ipv4(17, udp(5, 443), { fragment: 0x2001 })),
        ["udp"],
      ),
    ),
    toNft(
      ["tcp", "http"],
      known(
        "IPv4 last fragment",
        v4(ipv4(6, tcp(80, 80), { fragment: 0x1fff })),
        ["tcp"],
      ),
    ),
    known("IPv6 hop-by-hop", v6(ipv6(0, [6, 0, ...bytes(6), ...tcp(5, 80)])), [
      "tcp",
      "http",
    ]),
    known("IPv6 routing", v6(ipv6(43, [17, 2, ...bytes(22), ...udp(5, 443)])), [
      "udp",
      "quic",
    ]),
    toNft(
      [],
      known("IPv6 authentication", v6(ipv6(51, [...ah, ...tcp(443, 5)])), [
        "tcp",
        "https",
      ]),
    ),
    known(
      "IPv6 first fragment",
      v6(ipv6(44, [...fragment(17, 0, 1), ...udp(5, 53)])),
      ["udp", "dns"],
    ),
    known(
      "IPv6 later fragment",
      v6(ipv6(44, [...fragment(17, 1, 0), ...udp(5, 53)])),
      ["udp"],
    ),
    known(
      "IPv6 later fragment of ICMP",
      v6(ipv6(44, [...fragment(58, 9, 1), ...bytes(8)])),
      ["icmp"],
    ),
    known(
      "IPv6 options before a first fragment",
      v6(ipv6(60, [44, 0, ...bytes(6), ...fragment(6, 0, 1), ...tcp(1, 80)])),
      ["tcp", "http"],
    ),
    known("IPv6 seven extensions", v6(ipv6(60, chain(7))), ["udp", "dns"]),
    toNft(
      ["udp", "dns"],
      known("IPv6 nine extensions", v6(ipv6(60, chain(9))), []),
    ),
    known("IPv6 no next header", v6(ipv6(59, tcp(80, 80))), []),
    known("IPv6 encrypted", v6(ipv6(50, tcp(80, 80))), []),
    toNft(
      ["tcp"],
      known("IPv6 extension beyond its end", v6(ipv6(60, [6, 200])), []),
    ),
  ];
}

function brokenFrames(): readonly KnownFrame[] {
  const v4 = ethernet(ETHERTYPE.ipv4, ipv4(6, tcp(40_000, 80)));
  const v6 = ethernet(ETHERTYPE.ipv6, ipv6(6, tcp(40_000, 80)));
  const changed = (frame: readonly number[], at: number, to: number) =>
    frame.map((byte, index) => index === at ? to : byte);
  return [
    known("nothing but a header", v4.slice(0, 14), []),
    known("a cut IPv4 header", v4.slice(0, 33), []),
    known("a cut IPv6 header", v6.slice(0, 53), []),
    {
      ...known("a cut tag", ethernet(TAG.customer, [0, 1]), []),
      isLostOnArrival: true,
    },
    known("IPv4 that is not all there", v4.slice(0, -1), []),
    known("IPv6 that is not all there", v6.slice(0, -1), []),
    known("IPv4 of version 5", changed(v4, 14, 0x55), []),
    known("IPv6 of version 4", changed(v6, 14, 0x40), []),
    known("IPv4 with too short a header", changed(v4, 14, 0x44), []),
    known("IPv4 with a header beyond its end", changed(v4, 14, 0x4f), []),
    known("IPv4 of length 0", changed(changed(v4, 16, 0), 17, 0), []),
    known("IPv4 shorter than its header", changed(v4, 17, 19), []),
  ];
}

/** 14 bytes of header and a payload. */
function ethernet(type: number, payload: readonly number[]): number[] {
  return [...MAC, ...u16(type), ...payload];
}

/** The inside of a tag: its number, and what follows. */
function vlan(type: number, payload: readonly number[]): number[] {
  return [...u16(7), ...u16(type), ...payload];
}

function ipv4(
  protocol: number,
  payload: readonly number[],
  { options = [], fragment = 0 }: {
    readonly options?: readonly number[];
    readonly fragment?: number;
  } = {},
): number[] {
  const headerBytes = 20 + options.length;
  return [
    ...[0x40 | headerBytes / 4, 0, ...u16(headerBytes + payload.length)],
    ...[0, 0, ...u16(fragment), 64, protocol, 0, 0],
    ...[10, 200, 0, 1, 10, 200, 0, 2],
    ...options,
    ...payload,
  ];
}

function ipv6(next: number, payload: readonly number[]): number[] {
  const address = (last: number) => [0xfd, ...bytes(14), last];
  return [
    ...[0x60, 0, 0, 0, ...u16(payload.length), next, 64],
    ...address(1),
    ...address(2),
    ...payload,
  ];
}

function tcp(from: number, to: number): number[] {
  return [...u16(from), ...u16(to), ...bytes(8), 0x50, 0x10, ...bytes(6)];
}

function udp(from: number, to: number): number[] {
  return [...u16(from), ...u16(to), ...u16(8), 0, 0];
}

function u16(value: number): number[] {
  return [value >> 8 & 0xff, value & 0xff];
}

function bytes(count: number): number[] {
  return new Array<number>(count).fill(0);
}

function known(
  name: string,
  frame: readonly number[],
  classes: readonly TrafficClass[],
): KnownFrame {
  return {
    name,
    bytes: Uint8Array.from(frame),
    classes,
    nftClasses: classes,
    isLostOnArrival: false,
  };
}

/** What is something else to nft. */
function toNft(
  nftClasses: readonly TrafficClass[],
  frame: KnownFrame,
): KnownFrame {
  return { ...frame, nftClasses };
}
