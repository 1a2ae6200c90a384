/** How `bufferbane interfaces` looks on a terminal. Pure. @module */

import {
  type InterfaceCounters,
  type InterfaceRates,
  type NetworkInterface,
  RESOLVED_CONF,
  type SystemResolvers,
} from "../links/mod.ts";
import { printable } from "./console/format.ts";
import { GAP, table } from "./table.ts";

/** An interface, with what was counted on it. */
export interface Reading {
  /** What it is. */
  readonly link: NetworkInterface;
  /** Its gateways, as a probe could be sent to them. */
  readonly gateways: readonly string[];
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

/** Before what belongs to the row above. */
const INDENT = "    ";

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
  const rows = shown.map(({ link, rates }) => [
    printable(link.name),
    typeOf(link),
    stateOf(link),
    ...(rates === null ? ["-", "-", "-", "-"] : [
      bitRate(rates.received.bytesPerS * 8),
      rates.received.packetsPerS.toFixed(0),
      bitRate(rates.sent.bytesPerS * 8),
      rates.sent.packetsPerS.toFixed(0),
    ]),
  ]);
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
    ...wrapped(troublesOf(reading), columns),
  ]);
  const isFirst = shown.every(({ rates }) => rates === null);
  return isFirst
    ? [head, ...lines, "", "Rates come with the second sample."]
    : [head, ...lines];
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
    ...(duplex === "half" ? ["half duplex"] : []),
    ...(counters === null ? [] : [
      `${counters.received.packets} packets in, ${counters.sent.packets} out`,
    ]),
  ];
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

/** Items side by side, in as many lines as they need. */
function wrapped(items: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const longer = `${last}${GAP}${item}`;
    if (last !== undefined && longer.length <= columns) {
      lines[lines.length - 1] = longer;
    } else lines.push(`${INDENT}${item}`);
  }
  return lines;
}

/** E.g. `"345.7 MB"`: powers of ten, as networks count. */
function byteCount(bytes: number): string {
  return scaled(bytes, "B");
}

/** E.g. `"2.5 Gbit/s"`. */
function bitRate(bitsPerS: number): string {
  return scaled(bitsPerS, "bit/s");
}

function scaled(value: number, unit: string): string {
  const prefixes = ["", "k", "M", "G", "T"];
  let step = 0;
  let rest = value;
  // 999.95 would be written as 1000.0.
  while (rest >= 999.95 && step < prefixes.length - 1) {
    rest /= 1000;
    step++;
  }
  const digits = step === 0 || Number.isInteger(rest) ? 0 : 1;
  return `${rest.toFixed(digits)} ${prefixes[step]}${unit}`;
}
