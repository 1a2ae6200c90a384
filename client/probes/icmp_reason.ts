import { Origin } from "@bufferbane/ffi";

/** By type, then code. What is not listed has no name of its own. */
type Reasons = Readonly<Record<number, readonly string[]>>;

/**
 * ICMP for IPv4: types 3, 4, 11 and 12 of RFC 792, codes 3/6 to 3/12 of
 * RFC 1122 section 3.2.2.1, codes 3/13 to 3/15 of RFC 1812 section 5.2.7.1.
 */
const REASONS4: Reasons = {
  3: [
    "network unreachable",
    "host unreachable",
    "protocol unreachable",
    "port unreachable",
    "fragmentation needed",
    "source route failed",
    "network unknown",
    "host unknown",
    "source host isolated",
    "network administratively prohibited",
    "host administratively prohibited",
    "network unreachable for this type of service",
    "host unreachable for this type of service",
    "administratively prohibited",
    "host precedence violation",
    "precedence cutoff",
  ],
  4: ["source quench"],
  11: ["time exceeded in transit", "fragment reassembly time exceeded"],
  12: ["header field wrong", "option missing", "bad header length"],
};

/**
 * ICMPv6: RFC 4443 section 3, code 1/7 of RFC 6554 section 4.2, codes 1/8
 * and 4/5 to 4/10 of RFC 8883, code 4/3 of RFC 7112.
 */
const REASONS6: Reasons = {
  1: [
    "no route to destination",
    "administratively prohibited",
    "beyond scope of source address",
    "host unreachable",
    "port unreachable",
    "source address failed policy",
    "route rejected",
    "error in source routing header",
    "headers too long",
  ],
  2: ["packet too big"],
  3: ["time exceeded in transit", "fragment reassembly time exceeded"],
  4: [
    "header field wrong",
    "next header unknown",
    "IPv6 option unknown",
    "first fragment has incomplete header chain",
    "upper-layer header wrong",
    "next header unknown to a router on the path",
    "extension header too big",
    "extension header chain too long",
    "too many extension headers",
    "too many options in extension header",
    "option too big",
  ],
};

/**
 * What an ICMP error says, in words.
 *
 * @param origin `Origin.icmp4` or `Origin.icmp6`: the numbers' meaning differs.
 * @param type 0 to 255.
 * @param code 0 to 255.
 * @returns E.g. `"host unreachable"`; the numbers if they have no name.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { Origin } from "@bufferbane/ffi";
 * import { icmpReason } from "./icmp_reason.ts";
 *
 * strictEqual(
 *   icmpReason(Origin.icmp4, 3, 1),
 *   "host unreachable",
 * );
 * ```
 *
 * @see {@link https://www.iana.org/assignments/icmp-parameters | ICMP Parameters}
 * @see {@link https://www.iana.org/assignments/icmpv6-parameters | ICMPv6 Parameters}
 */
export function icmpReason(
  origin: number,
  type: number,
  code: number,
): string {
  const [reasons, protocol] = origin === Origin.icmp6
    ? [REASONS6, "ICMPv6"]
    : [REASONS4, "ICMP"];
  return reasons[type]?.[code] ?? `${protocol} type ${type} code ${code}`;
}

/**
 * Whether an ICMP error says that the host is there and the port is closed.
 *
 * @param origin `Origin.icmp4` or `Origin.icmp6`.
 * @param type 0 to 255.
 * @param code 0 to 255.
 */
export function isPortUnreachable(
  origin: number,
  type: number,
  code: number,
): boolean {
  return origin === Origin.icmp6
    ? type === 1 && code === 4
    : type === 3 && code === 3;
}

/**
 * Whether an ICMP error says that a packet is too long for a link.
 *
 * @param origin `Origin.icmp4` or `Origin.icmp6`.
 * @param type 0 to 255.
 * @param code 0 to 255.
 */
export function isTooBig(origin: number, type: number, code: number): boolean {
  return origin === Origin.icmp6 ? type === 2 : type === 3 && code === 4;
}
