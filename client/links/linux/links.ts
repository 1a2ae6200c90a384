import type { Libc } from "@bufferbane/ffi";
import { connectionType } from "../connection_type.ts";
import type { InterfaceCounters } from "../counters.ts";
import type { InterfaceAddress, NetworkInterface } from "../inventory.ts";
import type { Links } from "../links.ts";
import { byPreference, type DefaultRoute } from "../routes.ts";
import { readAddress } from "./address_message.ts";
import {
  IFADDRMSG,
  IFF,
  IFINFOMSG,
  IFLA,
  RTM,
  RTMSG,
  SKIP_STATS,
} from "./constants.ts";
import { type LinkRecord, readCounters, readLink } from "./link_message.ts";
import { LinuxLinkReader } from "./link_reader.ts";
import { chooseRoute } from "./route_choice.ts";
import { readRoute } from "./route_message.ts";
import { find, list } from "./rtnetlink.ts";
import { KnownSysfs, type SysfsFacts } from "./sysfs.ts";
import { watchLinks } from "./watch.ts";

type ReadText = (path: string) => string | undefined;

/** {@linkcode Links} by rtnetlink and /sys. */
export function linuxLinks(libc: Libc, readText: ReadText): Links {
  const sysfs = new KnownSysfs(readText);
  return {
    interfaces() {
      const addresses = addressesByIndex(libc);
      const records = linkRecords(libc);
      return sysfs.read(records).map(({ link, facts }) => ({
        ...describe(link, facts),
        addresses: addresses.get(link.index) ?? [],
      }));
    },
    counters: () => counters(libc),
    openReader: () => new LinuxLinkReader(libc),
    defaultRoutes: () => defaultRoutes(libc, namesByIndex(libc)),
    routeTo: (target, options) =>
      chooseRoute(libc, target, {
        interface: options?.interface ?? "",
        names: () => namesByIndex(libc),
        nameOf: (index) => nameOf(libc, index),
      }),
    watch: (context, onChange) => watchLinks(libc, context, onChange),
  };
}

function linkRecords(libc: Libc): readonly LinkRecord[] {
  const skipStats = new Uint8Array(Uint32Array.of(SKIP_STATS).buffer);
  return list(libc, {
    type: RTM.getLink,
    header: new Uint8Array(IFINFOMSG.bytes),
    attributes: [{ type: IFLA.extendedMask, value: skipStats }],
  }).flatMap((message) => readLink(message) ?? []);
}

function counters(libc: Libc): readonly InterfaceCounters[] {
  return list(libc, {
    type: RTM.getLink,
    header: new Uint8Array(IFINFOMSG.bytes),
    attributes: [],
  }).flatMap((message) => readCounters(message) ?? []);
}

function namesByIndex(libc: Libc): ReadonlyMap<number, string> {
  return new Map(linkRecords(libc).map(({ index, name }) => [index, name]));
}

/** One name: all of them take milliseconds where there are hundreds. */
function nameOf(libc: Libc, index: number): string | undefined {
  const header = new Uint8Array(IFINFOMSG.bytes);
  new DataView(header.buffer).setInt32(IFINFOMSG.index, index, true);
  const { messages } = find(libc, {
    type: RTM.getLink,
    header,
    attributes: [],
  });
  return messages[0] && readLink(messages[0])?.name;
}

function addressesByIndex(
  libc: Libc,
): ReadonlyMap<number, readonly InterfaceAddress[]> {
  const messages = list(libc, {
    type: RTM.getAddress,
    header: new Uint8Array(IFADDRMSG.bytes),
    attributes: [],
  });
  const records = messages.flatMap((message) => readAddress(message) ?? []);
  const byIndex = Map.groupBy(records, ({ interfaceIndex }) => interfaceIndex);
  return new Map([...byIndex].map(([index, records]) => [
    index,
    records.map(({ address }) => address),
  ]));
}

function defaultRoutes(
  libc: Libc,
  names: ReadonlyMap<number, string>,
): readonly DefaultRoute[] {
  const routes = list(libc, {
    type: RTM.getRoute,
    header: new Uint8Array(RTMSG.bytes),
    attributes: [],
    // The kernel tells all routes or none: there may be a million.
    keep: ({ body }) => body[RTMSG.targetBits] === 0,
  }).flatMap((message) => readRoute(message) ?? []);
  return routes.filter(({ isDefault }) => isDefault)
    .flatMap(({ family, metric, source, nextHops }) =>
      nextHops.flatMap(({ interfaceIndex, gateway, isDead }) => {
        const name = names.get(interfaceIndex);
        // Gone between the two questions: so is its route.
        if (name === undefined) return [];
        const where = { interface: name, interfaceIndex };
        return [{ family, gateway, ...where, metric, source, isDead }];
      })
    ).sort(byPreference);
}

function describe(
  link: LinkRecord,
  facts: SysfsFacts,
): Omit<NetworkInterface, "addresses"> {
  const { name, index, kind, flags } = link;
  const { isWireless, deviceType, speedBps, duplex } = facts;
  return {
    name,
    index,
    connectionType: connectionType({ name, isWireless, deviceType, kind }),
    kind,
    macAddress: link.macAddress,
    mtuBytes: link.mtuBytes,
    speedBps,
    duplex,
    operationalState: link.operationalState,
    // Not IFLA_CARRIER: an interface that is switched off keeps what it had.
    hasCarrier: (flags & IFF.lowerUp) !== 0,
    carrierChanges: link.carrierChanges,
    isUp: (flags & IFF.up) !== 0,
    isLoopback: (flags & IFF.loopback) !== 0,
    isWireless,
    isPointToPoint: (flags & IFF.pointToPoint) !== 0,
    supportsBroadcast: (flags & IFF.broadcast) !== 0,
    supportsMulticast: (flags & IFF.multicast) !== 0,
  };
}
