/** How `bufferbane interfaces` looks on a terminal. Pure. @module */

import {
  type DirectionRates,
  type InterfaceCounters,
  type InterfaceRates,
  type NetworkInterface,
  RESOLVED_CONF,
  type SystemResolvers,
} from "../links/mod.ts";
import type { WifiState } from "../model/mod.ts";
import { bitRate, byteCount } from "./amounts.ts";
import { printable } from "./console/format.ts";
import { INDENT, table, wrapped } from "./table.ts";
import { wifiFacts } from "./wifi_text.ts";

/** An interface, with what was counted on it. */
export interface Reading {
  /** What it is. */
  readonly link: NetworkInterface;
  /** Its gateways, as a probe could be sent to them. */
  readonly gateways: readonly string[];
  /** What it hears if it is Wi-Fi; `null` if it is none, or does not say. */
  readonly wifi: WifiState | null;
  /** Its counters; `null` if it went away while it was being asked about. */
  readonly counters: InterfaceCounters | null;
  /** Its rates; `null` before the second reading, and where unknown. */
  readonly rates: InterfaceRates | null;
}

/** All that is shown. */
export interface Snapshot {
  /** When, in Unix milliseconds. */
  readonly atMs: number;
  /** In the kernel's order. */
  readonly readings: readonly Reading[];
  /** Whom this machine asks for names. */
  readonly resolvers: SystemResolvers;
}

/**
 * The inventory: a row for each interface, and under it what has no column.
 *
 * @param snapshot What to show.
 * @param columns The terminal's width; lists are wrapped to it.
 * @returns Lines.
 */
export function inventoryLines(
  { readings, resolvers }: Snapshot,
  columns: number,
): readonly string[] {
  const rows = readings.map(({ link, counters }) => [
    printable(link.name),
    typeOf(link),
    stateOf(link),
    link.speedBps === null ? "-" : bitRate(link.speedBps),
    counters === null ? "-" : byteCount(counters.received.bytes),
    counters === null ? "-" : byteCount(counters.sent.bytes),
  ]);
  const [head = "", ...body] = table([
    ["INTERFACE", "TYPE", "STATE", "SPEED", "RECEIVED", "SENT"],
    ...rows,
  ], 4);
  const lines = readings.flatMap((reading, index) => [
    body[index] ?? "",
    ...wrapped(addressesOf(reading.link), columns),
    ...wrapped(wifiFacts(reading.wifi), columns),
    ...wrapped(factsOf(reading), columns),
    ...wrapped(troublesOf(reading), columns),
  ]);
  return [
    head,
    ...lines,
    "",
    ...resolverLines(resolvers),
    "Rates need two samples, a second apart: bufferbane interfaces --watch",
  ];
}

/**
 * The rates: a row for each interface that is up, and under it what is wrong.
 *
 * @param snapshot What to show.
 * @param columns The terminal's width.
 * @returns Lines.
 */
export function rateLines(
  { readings }: Snapshot,
  columns: number,
): readonly string[] {
  const shown = readings.filter(({ link }) => link.isUp);
  const total = totalRates(readings);
  const rows = [
    ...shown.map(({ link, rates }) => [
      printable(link.name),
      typeOf(link),
      stateOf(link),
      ...rateCells(rates),
    ]),
    ...(total === null ? [] : [["total", "", "", ...rateCells(total)]]),
  ];
  // Room for the widest figures, so that columns stand still.
  const [head = "", ...body] = table([
    [
      "INTERFACE",
      "TYPE",
      "STATE",
      "RECEIVING".padStart(12),
      "PKT/S".padStart(7),
      "SENDING".padStart(12),
      "PKT/S".padStart(7),
    ],
    ...rows,
  ], 3);
  const lines = shown.flatMap((reading, index) => [
    body[index] ?? "",
    ...wrapped(wifiFacts(reading.wifi), columns),
    ...wrapped(troublesOf(reading), columns),
  ]);
  if (shown.length === 0) return [head, "No interface is up."];
  const isFirst = shown.every(({ rates }) => rates === null);
  return isFirst
    ? [head, ...lines, "", "Rates come with the second sample."]
    : [head, ...lines, body[shown.length] ?? ""];
}

function rateCells(rates: InterfaceRates | null): readonly string[] {
  return rates === null ? ["-", "-", "-", "-"] : [
    bitRate(rates.received.bytesPerS * 8),
    rates.received.packetsPerS.toFixed(0),
    bitRate(rates.sent.bytesPerS * 8),
    rates.sent.packetsPerS.toFixed(0),
  ];
}

/**
 * What all interfaces but the loopback carry together. A packet that goes over
 * two of them, such as a tunnel and what it runs over, counts twice.
 *
 * @returns `null` before the second sample.
 */
export function totalRates(
  readings: readonly Reading[],
): InterfaceRates | null {
  const all = readings.flatMap(({ link, rates }) =>
    link.isLoopback || rates === null ? [] : [rates]
  );
  if (all.length === 0) return null;
  const sum = (direction: keyof InterfaceRates): DirectionRates => ({
    bytesPerS: all.reduce((sum, one) => sum + one[direction].bytesPerS, 0),
    packetsPerS: all.reduce((sum, one) => sum + one[direction].packetsPerS, 0),
  });
  return { received: sum("received"), sent: sum("sent") };
}

/** The kernel's kind where there is no better word. */
function typeOf({ connectionType, isLoopback, kind }: NetworkInterface) {
  if (isLoopback) return "loopback";
  if (connectionType !== "unknown") return connectionType;
  return kind === "" ? "unknown" : printable(kind);
}

function stateOf(
  { isUp, hasCarrier, operationalState }: NetworkInterface,
): string {
  if (!isUp) return "off";
  if (!hasCarrier) return "no link";
  return operationalState === "unknown" ? "up" : operationalState;
}

function addressesOf({ addresses }: NetworkInterface): readonly string[] {
  return addresses.map((one) => {
    const { address, prefixLength, peer, isUsable, isDeprecated } = one;
    const text = peer === null
      ? `${address}/${prefixLength}`
      : `${address} to ${peer}/${prefixLength}`;
    if (!isUsable) return `${text} (not usable yet)`;
    return isDeprecated ? `${text} (deprecated)` : text;
  });
}

function factsOf({ link, gateways, counters }: Reading): readonly string[] {
  const { macAddress, mtuBytes, duplex, isLoopback } = link;
  return [
    ...gateways.map((gateway) => `gateway ${gateway}`),
    ...(macAddress === null || isLoopback ? [] : [`MAC ${macAddress}`]),
    `MTU ${mtuBytes}`,
    ...(duplex === null ? [] : [`${duplex} duplex`]),
    ...flagsOf(link),
    `carrier changes: ${link.carrierChanges}`,
    ...(counters === null ? [] : [
      `${counters.received.packets} packets in, ${counters.sent.packets} out`,
    ]),
  ];
}

/** What it can do, in the kernel's words. */
function flagsOf(link: NetworkInterface): readonly string[] {
  const flags: readonly (readonly [isSet: boolean, name: string])[] = [
    [link.isLoopback, "loopback"],
    [link.isWireless, "wireless"],
    [link.isPointToPoint, "point-to-point"],
    [link.supportsBroadcast, "broadcast"],
    [link.supportsMulticast, "multicast"],
  ];
  const names = flags.filter(([isSet]) => isSet).map(([, name]) => name);
  return names.length === 0 ? [] : [names.join(" ")];
}

function troublesOf({ counters }: Reading): readonly string[] {
  if (counters === null) return [];
  const { received, sent, collisions } = counters;
  const counts: readonly (readonly [count: number, what: string])[] = [
    [received.errors, "errors receiving"],
    [received.dropped, "dropped receiving"],
    [sent.errors, "errors sending"],
    [sent.dropped, "dropped sending"],
    [collisions, "collisions"],
  ];
  return counts.filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`);
}

function resolverLines(
  { asked, behindStub }: SystemResolvers,
): readonly string[] {
  const dns = `DNS: ${asked.map(printable).join(", ")}`;
  if (behindStub.length === 0) return [dns];
  return [
    `${dns} (systemd-resolved, which asks`,
    `${INDENT}${behindStub.map(printable).join(", ")}: ${RESOLVED_CONF})`,
  ];
}
