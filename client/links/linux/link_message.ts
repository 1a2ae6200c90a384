import { NetlinkAttributes, type NetlinkMessage } from "@bufferbane/ffi";
import type { DirectionCounters, InterfaceCounters } from "../counters.ts";
import type { OperationalState } from "../inventory.ts";
import { IFINFOMSG, IFLA, IFLA_INFO_KIND, RTM, STATS64 } from "./constants.ts";

/** linux/if.h: IF_OPER_UNKNOWN to IF_OPER_UP. */
const OPERATIONAL_STATES: readonly OperationalState[] = [
  "unknown",
  "not present",
  "down",
  "lower layer down",
  "testing",
  "dormant",
  "up",
];

/** What an RTM_NEWLINK message says of an interface. */
export interface LinkRecord {
  /** Its name. */
  readonly name: string;
  /** Its index. */
  readonly index: number;
  /** The driver's kind; empty for hardware. */
  readonly kind: string;
  /** Six bytes in hexadecimal with colons, or `null`. */
  readonly macAddress: string | null;
  /** The largest packet, in bytes. */
  readonly mtuBytes: number;
  /** Whether it works. */
  readonly operationalState: OperationalState;
  /** How often the link was lost or came back. */
  readonly carrierChanges: number;
  /** {@linkcode IFF}, or'ed. */
  readonly flags: number;
}

/**
 * Reads an interface.
 *
 * @returns `undefined` for any other message, and for one without a name.
 */
export function readLink(message: NetlinkMessage): LinkRecord | undefined {
  const link = openLink(message);
  if (link === undefined) return undefined;
  const { name, index, flags, attributes } = link;
  const state = attributes.u8(IFLA.operationalState) ?? 0;
  return {
    name,
    index,
    kind: attributes.nested(IFLA.linkInfo)?.text(IFLA_INFO_KIND) ?? "",
    macAddress: macText(attributes.bytes(IFLA.address)),
    mtuBytes: attributes.u32(IFLA.mtu) ?? 0,
    operationalState: OPERATIONAL_STATES[state] ?? "unknown",
    carrierChanges: attributes.u32(IFLA.carrierChanges) ?? 0,
    flags,
  };
}

/**
 * Reads an interface's counters.
 *
 * @returns `undefined` for any other message, and for one without counters.
 */
export function readCounters(
  message: NetlinkMessage,
): InterfaceCounters | undefined {
  const link = openLink(message);
  const stats = link?.attributes.bytes(IFLA.stats64);
  if (link === undefined || stats === undefined) return undefined;
  if (stats.length < STATS64.bytes) return undefined;
  const view = new DataView(stats.buffer, stats.byteOffset);
  const u64 = (at: number) =>
    view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  const received: DirectionCounters = {
    bytes: u64(STATS64.receivedBytes),
    packets: u64(STATS64.receivedPackets),
    errors: u64(STATS64.receiveErrors),
    dropped: u64(STATS64.receiveDropped),
  };
  const sent: DirectionCounters = {
    bytes: u64(STATS64.sentBytes),
    packets: u64(STATS64.sentPackets),
    errors: u64(STATS64.sendErrors),
    dropped: u64(STATS64.sendDropped),
  };
  return {
    name: link.name,
    index: link.index,
    received,
    sent,
    collisions: u64(STATS64.collisions),
  };
}

function openLink({ type, body }: NetlinkMessage) {
  if (type !== RTM.newLink || body.length < IFINFOMSG.bytes) return undefined;
  const view = new DataView(body.buffer, body.byteOffset);
  const attributes = new NetlinkAttributes(body.subarray(IFINFOMSG.bytes));
  const name = attributes.text(IFLA.name);
  if (name === undefined) return undefined;
  const index = view.getInt32(IFINFOMSG.index, true);
  const flags = view.getUint32(IFINFOMSG.flags, true);
  return { name, index, flags, attributes };
}

/**
 * A hardware address in hexadecimal with colons; `null` if it has not six
 * bytes: tunnels give an IP address in its place.
 */
export function macText(bytes: Uint8Array | undefined): string | null {
  if (bytes?.length !== 6) return null;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join(":");
}
