/**
 * The part of the traffic program that finds out what a packet is. A header is
 * believed only if it is whole, within its packet, and the packet whole within
 * the frame; else the frame is counted as far as it is understood.
 *
 * @module
 */

import type { TrafficClass } from "../model/mod.ts";
import {
  compute,
  fromNetwork,
  goTo,
  jumpIf,
  label,
  type Line,
  load,
} from "./instruction.ts";
import {
  flowAddresses4,
  flowAddresses6,
  flowPorts,
  flowProtocol,
} from "./packet_flow.ts";
import {
  bitOf,
  frameLength,
  isTcx,
  type ProgramOptions,
  SKB,
} from "./program_options.ts";

/** Extension headers that an IPv6 packet may have and still be understood. */
const MOST_EXTENSIONS = 8;

/** linux/if_ether.h */
const ETHERTYPE = {
  vlan: 0x8100,
  provider: 0x88a8,
  ipv4: 0x0800,
  ipv6: 0x86dd,
};
const ETHERNET_BYTES = 14;
const VLAN_BYTES = 4;

/** IANA's protocol numbers. */
const PROTOCOL = { hopByHop: 0, icmp: 1, tcp: 6, udp: 17, routing: 43 };
const PROTOCOL6 = { fragment: 44, authentication: 51, icmp: 58, options: 60 };

/** Where a class is told by a port at either end. */
const PORTS = {
  tcp: { 80: "http", 443: "https", 53: "dns" },
  udp: { 443: "quic", 53: "dns" },
} as const satisfies Record<string, Record<number, TrafficClass>>;

/**
 * Sets r5 to the packet's classes and r9 to where its ports are; comes out at
 * `count`, with all else lost.
 *
 * @param options Where it runs.
 */
export function packetHeaders(options: ProgramOptions): readonly Line[] {
  return [
    compute("r5", "=", bitOf("all")),
    ...(options.isEthernet ? ethernet() : bareIp()),
    ...ipv4(options),
    ...ipv6(options),
    ...transport("tcp", options),
    ...transport("udp", options),
  ];
}

/** What the packet is, behind up to two VLAN tags. */
function ethernet(): readonly Line[] {
  const tag = (at: number) => [
    compute("r9", "=", at),
    compute("r2", "=", "r7"),
    compute("r2", "+=", at),
    jumpIf("r2", ">", { right: "r8", target: "count" }),
    load("r1", "u16", ["r7", at - 2]),
    fromNetwork("r1"),
  ];
  const unlessTag = (isTag: string) => [
    jumpIf("r1", "==", { right: ETHERTYPE.vlan, target: isTag }),
    jumpIf("r1", "!=", { right: ETHERTYPE.provider, target: "network" }),
    label(isTag),
  ];
  return [
    ...tag(ETHERNET_BYTES),
    ...unlessTag("tag1"),
    ...tag(ETHERNET_BYTES + VLAN_BYTES),
    ...unlessTag("tag2"),
    ...tag(ETHERNET_BYTES + 2 * VLAN_BYTES),
    ...network(),
  ];
}

/** On tunnels and modems the kernel has to say what the packet is. */
function bareIp(): readonly Line[] {
  return [
    compute("r9", "=", 0),
    load("r1", "u32", ["r6", SKB.protocol]),
    fromNetwork("r1"),
    ...network(),
  ];
}

function network(): readonly Line[] {
  return [
    label("network"),
    jumpIf("r1", "==", { right: ETHERTYPE.ipv6, target: "ipv6" }),
    jumpIf("r1", "!=", { right: ETHERTYPE.ipv4, target: "count" }),
  ];
}

/** Points r2 at the header, and leaves unless so many bytes can be read. */
function header(bytes: number): readonly Line[] {
  return [
    compute("r2", "=", "r7"),
    compute("r2", "+=", "r9"),
    compute("r1", "=", "r2"),
    compute("r1", "+=", bytes),
    jumpIf("r1", ">", { right: "r8", target: "count" }),
  ];
}

/** RFC 791, section 3.1. */
function ipv4(options: ProgramOptions): readonly Line[] {
  return [
    ...header(20),
    load("r0", "u8", ["r2", 0]),
    compute("r1", "=", "r0"),
    compute("r1", ">>=", 4),
    jumpIf("r1", "!=", { right: 4, target: "count" }),
    compute("r0", "&=", 15),
    compute("r0", "<<=", 2),
    jumpIf("r0", "<", { right: 20, target: "count" }),
    load("r4", "u8", ["r2", 9]),
    load("r3", "u16", ["r2", 2]),
    fromNetwork("r3"),
    ...ifTooLong(options, "4"),
    jumpIf("r3", "<", { right: "r0", target: "count" }),
    compute("r3", "+=", "r9"),
    label("bounded4"),
    ...frameLength("r1", options),
    jumpIf("r3", ">", { right: "r1", target: "count" }),
    ...(options.hasFlows ? flowAddresses4() : []),
    load("r1", "u16", ["r2", 6]),
    fromNetwork("r1"),
    compute("r1", "&=", 0x1fff),
    compute("r9", "+=", "r0"),
    jumpIf("r4", "!=", { right: PROTOCOL.icmp, target: "upper" }),
    compute("r5", "|=", bitOf("icmp")),
    goTo("count"),
  ];
}

/**
 * In the kernel a packet of many segments may be too long for its own length
 * field, which is 0 then (BIG TCP): it goes up to the end.
 */
function ifTooLong(options: ProgramOptions, version: string): readonly Line[] {
  if (!isTcx(options)) return [];
  return [
    jumpIf("r3", "!=", { right: 0, target: `length${version}` }),
    load("r1", "u32", ["r6", SKB.segments]),
    jumpIf("r1", "!=", { right: 0, target: `whole${version}` }),
    goTo(`length${version}`),
    label(`whole${version}`),
    ...frameLength("r3", options),
    goTo(`bounded${version}`),
    label(`length${version}`),
  ];
}

/** RFC 8200, sections 3 and 4. */
function ipv6(options: ProgramOptions): readonly Line[] {
  const { hopByHop, routing } = PROTOCOL;
  const { fragment, authentication, options: destination } = PROTOCOL6;
  return [
    label("ipv6"),
    ...header(40),
    load("r1", "u8", ["r2", 0]),
    compute("r1", ">>=", 4),
    jumpIf("r1", "!=", { right: 6, target: "count" }),
    load("r4", "u8", ["r2", 6]),
    load("r3", "u16", ["r2", 4]),
    fromNetwork("r3"),
    compute("r9", "+=", 40),
    ...ifTooLong(options, "6"),
    compute("r3", "+=", "r9"),
    label("bounded6"),
    ...frameLength("r1", options),
    jumpIf("r3", ">", { right: "r1", target: "count" }),
    ...(options.hasFlows ? flowAddresses6() : []),
    // r5 counts down; until here only "all" is known.
    compute("r5", "=", MOST_EXTENSIONS),
    label("extension"),
    compute("r1", "=", 0),
    jumpIf("r4", "==", { right: fragment, target: "known" }),
    jumpIf("r4", "==", { right: authentication, target: "known" }),
    jumpIf("r4", "==", { right: hopByHop, target: "known" }),
    jumpIf("r4", "==", { right: routing, target: "known" }),
    jumpIf("r4", "!=", { right: destination, target: "upper6" }),
    label("known"),
    compute("r1", "=", "r9"),
    compute("r1", "+=", 8),
    jumpIf("r1", ">", { right: "r3", target: "unclear" }),
    compute("r2", "=", "r7"),
    compute("r2", "+=", "r9"),
    compute("r1", "=", "r2"),
    compute("r1", "+=", 8),
    jumpIf("r1", ">", { right: "r8", target: "unclear" }),
    load("r0", "u8", ["r2", 1]),
    jumpIf("r4", "==", { right: fragment, target: "fragment" }),
    jumpIf("r4", "==", { right: authentication, target: "fours" }),
    compute("r0", "+=", 1),
    compute("r0", "<<=", 3),
    goTo("next"),
    label("fours"), // RFC 4302, section 2.2
    compute("r0", "+=", 2),
    compute("r0", "<<=", 2),
    label("next"),
    load("r4", "u8", ["r2", 0]),
    compute("r9", "+=", "r0"),
    label("more"),
    compute("r5", "-=", 1),
    jumpIf("r5", "!=", { right: 0, target: "extension" }),
    label("unclear"),
    compute("r5", "=", bitOf("all")),
    goTo("count"),
    label("fragment"),
    load("r4", "u8", ["r2", 0]),
    compute("r9", "+=", 8),
    load("r1", "u16", ["r2", 2]),
    fromNetwork("r1"),
    compute("r1", ">>=", 3),
    jumpIf("r1", "==", { right: 0, target: "more" }),
    label("upper6"),
    ...(options.hasFlows ? [flowProtocol()] : []),
    compute("r5", "=", bitOf("all")),
    jumpIf("r4", "!=", { right: PROTOCOL6.icmp, target: "upper" }),
    compute("r5", "|=", bitOf("icmp")),
    goTo("count"),
    label("upper"),
    jumpIf("r4", "==", { right: PROTOCOL.tcp, target: "tcp" }),
    jumpIf("r4", "==", { right: PROTOCOL.udp, target: "udp" }),
    goTo("count"),
  ];
}

/** Ports are in the first fragment only, and never in padding. */
function transport(
  protocol: "tcp" | "udp",
  options: ProgramOptions,
): readonly Line[] {
  const ports = Object.entries(PORTS[protocol]).flatMap(([port, name]) => [
    jumpIf("r1", "==", { right: Number(port), target: `${protocol}_${name}` }),
    jumpIf("r0", "!=", {
      right: Number(port),
      target: `${protocol}_no_${name}`,
    }),
    label(`${protocol}_${name}`),
    compute("r5", "|=", bitOf(name)),
    label(`${protocol}_no_${name}`),
  ]);
  return [
    label(protocol),
    compute("r5", "|=", bitOf(protocol)),
    jumpIf("r1", "!=", { right: 0, target: "count" }),
    compute("r1", "=", "r9"),
    compute("r1", "+=", 4),
    jumpIf("r1", ">", { right: "r3", target: "count" }),
    ...header(4),
    ...(options.hasFlows ? flowPorts() : []),
    load("r0", "u16", ["r2", 0]),
    fromNetwork("r0"),
    load("r1", "u16", ["r2", 2]),
    fromNetwork("r1"),
    ...ports,
    goTo("count"),
  ];
}
