import { NetlinkAttributes, type NetlinkMessage } from "@bufferbane/ffi";
import { addressText } from "../address_text.ts";
import type { AddressScope, InterfaceAddress } from "../inventory.ts";
import { AF_INET, AF_INET6, IFA, IFA_F, IFADDRMSG, RTM } from "./constants.ts";

/** linux/rtnetlink.h: RT_SCOPE_UNIVERSE to RT_SCOPE_NOWHERE. */
const SCOPES: Readonly<Record<number, AddressScope>> = {
  0: "global",
  200: "site",
  253: "link",
  254: "host",
  255: "nowhere",
};

/** An address, and whose it is. */
export interface AddressRecord {
  /** The interface's index. */
  readonly interfaceIndex: number;
  /** The address. */
  readonly address: InterfaceAddress;
}

/**
 * Reads an address.
 *
 * @returns `undefined` for any other message, and for one without an address.
 */
export function readAddress(
  { type, body }: NetlinkMessage,
): AddressRecord | undefined {
  if (type !== RTM.newAddress || body.length < IFADDRMSG.bytes) {
    return undefined;
  }
  const view = new DataView(body.buffer, body.byteOffset);
  const family = view.getUint8(IFADDRMSG.family);
  if (family !== AF_INET && family !== AF_INET6) return undefined;
  const attributes = new NetlinkAttributes(body.subarray(IFADDRMSG.bytes));
  // On a point-to-point link IFA_ADDRESS is the other end, elsewhere the same.
  const other = addressText(attributes.bytes(IFA.address) ?? new Uint8Array());
  const own = addressText(attributes.bytes(IFA.local) ?? new Uint8Array());
  const address = own ?? other;
  if (address === undefined) return undefined;
  const flags = attributes.u32(IFA.flags) ?? view.getUint8(IFADDRMSG.flags);
  const isTentative = (flags & IFA_F.tentative) !== 0 &&
    (flags & IFA_F.optimistic) === 0;
  return {
    interfaceIndex: view.getUint32(IFADDRMSG.index, true),
    address: {
      address,
      family: family === AF_INET ? 4 : 6,
      prefixLength: view.getUint8(IFADDRMSG.prefixLength),
      scope: SCOPES[view.getUint8(IFADDRMSG.scope)] ?? "global",
      peer: other === undefined || other === address ? null : other,
      isUsable: !isTentative && (flags & IFA_F.duplicate) === 0,
      isDeprecated: (flags & IFA_F.deprecated) !== 0,
      // On IPv4 the same bit says "secondary".
      isTemporary: family === AF_INET6 && (flags & IFA_F.temporary) !== 0,
    },
  };
}
