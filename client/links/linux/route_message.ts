import { NetlinkAttributes, type NetlinkMessage } from "@bufferbane/ffi";
import { addressText } from "../address_text.ts";
import {
  AF_INET,
  AF_INET6,
  MAIN_TABLE,
  NEXT_HOP_DEAD,
  RTA,
  RTM,
  RTMSG,
  RTNEXTHOP,
  UNICAST,
} from "./constants.ts";

/** One of the ways that a route offers. */
export interface NextHop {
  /** The interface's index; 0 if the message named none. */
  readonly interfaceIndex: number;
  /** The next router; `null` if there is none. */
  readonly gateway: string | null;
  /** Whether its interface is without carrier. */
  readonly isDead: boolean;
}

/** What an RTM_NEWROUTE message says. */
export interface RouteRecord {
  /** The IP version. */
  readonly family: 4 | 6;
  /** Whether it is the main table's route for whatever fits no other. */
  readonly isDefault: boolean;
  /** The lowest is taken. */
  readonly metric: number;
  /** The source address that it prescribes, or that the kernel chose. */
  readonly source: string | null;
  /** One, or several that share the traffic. */
  readonly nextHops: readonly NextHop[];
}

/**
 * Reads a route.
 *
 * @returns `undefined` for any other message, and for what is not IP.
 */
export function readRoute(
  { type, body }: NetlinkMessage,
): RouteRecord | undefined {
  if (type !== RTM.newRoute || body.length < RTMSG.bytes) return undefined;
  const view = new DataView(body.buffer, body.byteOffset);
  const family = view.getUint8(RTMSG.family);
  if (family !== AF_INET && family !== AF_INET6) return undefined;
  const attributes = new NetlinkAttributes(body.subarray(RTMSG.bytes));
  // Tables beyond 255 do not fit the byte.
  const table = attributes.u32(RTA.table) ?? view.getUint8(RTMSG.table);
  const single: NextHop = {
    interfaceIndex: attributes.u32(RTA.interface) ?? 0,
    gateway: gatewayIn(attributes),
    isDead: (view.getUint32(RTMSG.flags, true) & NEXT_HOP_DEAD) !== 0,
  };
  const several = attributes.bytes(RTA.multipath);
  return {
    family: family === AF_INET ? 4 : 6,
    isDefault: table === MAIN_TABLE && view.getUint8(RTMSG.targetBits) === 0 &&
      view.getUint8(RTMSG.type) === UNICAST,
    metric: attributes.u32(RTA.metric) ?? 0,
    source: textOf(attributes.bytes(RTA.source)),
    nextHops: several === undefined ? [single] : [...nextHopsIn(several)],
  };
}

/** The ways in RTA_MULTIPATH; ends before one whose length cannot be. */
function* nextHopsIn(bytes: Uint8Array): Generator<NextHop, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + RTNEXTHOP.bytes <= bytes.length;) {
    const length = view.getUint16(at + RTNEXTHOP.length, true);
    if (length < RTNEXTHOP.bytes || at + length > bytes.length) return;
    const attributes = new NetlinkAttributes(
      bytes.subarray(at + RTNEXTHOP.bytes, at + length),
    );
    yield {
      interfaceIndex: view.getUint32(at + RTNEXTHOP.index, true),
      gateway: gatewayIn(attributes),
      isDead: (view.getUint8(at + RTNEXTHOP.flags) & NEXT_HOP_DEAD) !== 0,
    };
    at += (length + 3) & ~3; // RTNH_ALIGN
  }
}

function gatewayIn(attributes: NetlinkAttributes): string | null {
  // struct rtvia { u16 family; u8 addr[]; }: IPv4 by way of an IPv6 router.
  const via = attributes.bytes(RTA.via)?.subarray(2);
  const gateway = textOf(attributes.bytes(RTA.gateway) ?? via);
  // Some programs write "no gateway" as the unspecified address.
  return gateway === "0.0.0.0" || gateway === "::" ? null : gateway;
}

function textOf(bytes: Uint8Array | undefined): string | null {
  return addressText(bytes ?? new Uint8Array()) ?? null;
}
