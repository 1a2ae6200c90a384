/**
 * Addresses of IPv4 as a line without IPv4 reaches them: through a translator
 * (NAT64), under a prefix that the line's resolvers give away.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6052 | RFC 6052}
 * @see {@link https://www.rfc-editor.org/rfc/rfc7050 | RFC 7050}
 */

/** A name that has IPv6 addresses only where there is a translator. */
export const IPV4_ONLY_NAME = "ipv4only.arpa";
/** Its IPv4 addresses, which everybody knows. */
export const IPV4_ONLY_ADDRESSES = ["192.0.0.170", "192.0.0.171"] as const;
/** How long a prefix may be, bits; nearly all have the first. */
const LENGTHS = [96, 64, 56, 48, 40, 32] as const;
/** This byte is always 0: RFC 6052 section 2.2. */
const RESERVED_BYTE = 8;

/** Under which IPv6 addresses a translator has those of IPv4. */
export interface Nat64Prefix {
  /** Its first address, e.g. `"64:ff9b::"`. */
  readonly address: string;
  /** Its length, bits. */
  readonly length: (typeof LENGTHS)[number];
}

/**
 * The prefix that an address of {@linkcode IPV4_ONLY_NAME} gives away.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(
 *   nat64PrefixOf("64:ff9b::192.0.0.170"),
 *   { address: "64:ff9b::", length: 96 },
 * );
 * ```
 *
 * @param address An IPv6 address, without scope.
 * @returns `undefined` if there is none in it.
 */
export function nat64PrefixOf(address: string): Nat64Prefix | undefined {
  const bytes = bytesOf(address);
  for (const length of LENGTHS) {
    const places = placesOf(length);
    const found = places.map((at) => bytes[at]).join(".");
    if (!IPV4_ONLY_ADDRESSES.some((known) => known === found)) continue;
    const rest = bytes.map((byte, at) => 8 * at < length ? byte : 0);
    return { address: textOf(rest), length };
  }
  return undefined;
}

/**
 * The IPv6 address under which a translator has an IPv4 address.
 *
 * @param prefix The translator's.
 * @param ipv4 The address, e.g. `"192.0.2.33"`.
 * @returns E.g. `"64:ff9b::c000:221"`.
 */
export function throughNat64(prefix: Nat64Prefix, ipv4: string): string {
  const bytes = bytesOf(prefix.address);
  const places = placesOf(prefix.length);
  ipv4.split(".").forEach((byte, index) => {
    bytes[places[index] ?? 0] = Number(byte);
  });
  return textOf(bytes);
}

/**
 * What a prefix means, for a person.
 *
 * @param prefix The translator's.
 */
export function nat64Text({ address, length }: Nat64Prefix): string {
  return `addresses of IPv4 are reached through the provider's translator (NAT64, ${address}/${length})`;
}

/** Which bytes hold the IPv4 address. */
function placesOf(length: Nat64Prefix["length"]): readonly number[] {
  return [0, 1, 2, 3].map((index) => length / 8 + index)
    .map((at) => length < 96 && at >= RESERVED_BYTE ? at + 1 : at);
}

function bytesOf(address: string): number[] {
  // The URL parser knows the grammar, and writes all of it in one way.
  const [head = "", tail = ""] = canonical(address).split("::");
  const groups = (text: string) => text.split(":").filter((one) => one !== "");
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function textOf(bytes: readonly number[]): string {
  const groups = Array.from(
    { length: 8 },
    (_, at) => ((bytes[2 * at] ?? 0) << 8 | (bytes[2 * at + 1] ?? 0)),
  );
  return canonical(groups.map((group) => group.toString(16)).join(":"));
}

function canonical(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}
