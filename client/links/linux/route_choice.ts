import type { Libc, NetlinkAttribute } from "@bufferbane/ffi";
import type { RouteChoice } from "../routes.ts";
import { AF_INET, RTA, RTM, RTMSG } from "./constants.ts";
import { readRoute } from "./route_message.ts";
import { find } from "./rtnetlink.ts";

/** linux/in.h, linux/in6.h: where a socket address has what. */
const SOCKADDR = { v4Address: 4, v6Address: 8, v6Scope: 24 } as const;

/**
 * Asks the kernel which way it would send a packet.
 *
 * @param libc The library.
 * @param target IPv4 or IPv6 text, a link-local one with `%scope`.
 * @param options `interface`: as if bound to it, empty for any; `names`: tells
 * the interfaces' names by index, `nameOf` that of one.
 * @throws {TypeError} If the target is no address.
 * @throws {LibcError} If the kernel cannot be asked.
 */
export function chooseRoute(
  libc: Libc,
  target: string,
  options: {
    readonly interface: string;
    readonly names: () => ReadonlyMap<number, string>;
    readonly nameOf: (index: number) => string | undefined;
  },
): RouteChoice {
  const native = libc.encodeAddress(target, 0);
  if (native === undefined) {
    throw new TypeError(
      `Cannot find a route as the target is no address: found "${target}"`,
    );
  }
  const { family, address, scopeIndex } = partsOf(native);
  const boundIndex = options.interface === ""
    ? scopeIndex
    : indexOf(options.names(), options.interface);
  if (boundIndex === undefined) return { kind: "unreachable", code: "ENODEV" };
  const attributes: NetlinkAttribute[] = [{ type: RTA.target, value: address }];
  if (boundIndex !== 0) {
    const value = new Uint8Array(Uint32Array.of(boundIndex).buffer);
    attributes.push({ type: RTA.interface, value });
  }
  const header = new Uint8Array(RTMSG.bytes);
  header[RTMSG.family] = family;
  header[RTMSG.targetBits] = address.length * 8;
  const { messages, errno } = find(libc, {
    type: RTM.getRoute,
    header,
    attributes,
  });
  const route = messages[0] && readRoute(messages[0]);
  const hop = route?.nextHops[0];
  if (route === undefined || hop === undefined) {
    return { kind: "unreachable", code: libc.errorCode(errno) };
  }
  return {
    kind: "route",
    interface: options.nameOf(hop.interfaceIndex) ?? "",
    interfaceIndex: hop.interfaceIndex,
    gateway: hop.gateway,
    source: route.source,
  };
}

function partsOf(native: Uint8Array) {
  const view = new DataView(native.buffer, native.byteOffset);
  const family = view.getUint16(0, true);
  if (family === AF_INET) {
    const at = SOCKADDR.v4Address;
    return { family, address: native.subarray(at, at + 4), scopeIndex: 0 };
  }
  const at = SOCKADDR.v6Address;
  return {
    family,
    address: native.subarray(at, at + 16),
    scopeIndex: view.getUint32(SOCKADDR.v6Scope, true),
  };
}

function indexOf(
  names: ReadonlyMap<number, string>,
  wanted: string,
): number | undefined {
  for (const [index, name] of names) if (name === wanted) return index;
  return undefined;
}
