/** Traffic in the terminal. @module */

import type { TrafficClass } from "../../model/mod.ts";
import {
  bothWays,
  rateOf,
  type TrafficContext,
  type TrafficSample,
} from "../../traffic/mod.ts";
import { bitRate, byteCount } from "../amounts.ts";
import { table } from "../table.ts";

const NAMES: readonly (readonly [TrafficClass, string])[] = [
  ["all", "everything"],
  ["tcp", "TCP"],
  ["https", "  HTTPS (443)"],
  ["http", "  HTTP (80)"],
  ["udp", "UDP"],
  ["quic", "  QUIC (443)"],
  ["dns", "DNS (53)"],
  ["icmp", "ICMP (ping)"],
];

/**
 * A second, as lines for a terminal.
 *
 * @param sample The second.
 * @param context What is counted, and how.
 */
export function trafficLines(
  sample: TrafficSample,
  context: TrafficContext,
): readonly string[] {
  const perS = 1000 / sample.spanMs;
  const all = bothWays(sample.totals, "all")?.bytes ?? 0;
  const rows = NAMES.map(([kind, name]) => {
    const rate = rateOf(sample, kind);
    const bytes = bothWays(sample.totals, kind)?.bytes;
    const way = (which: "received" | "sent") => {
      const total = sample.growth[which][kind];
      return total === undefined ? "?" : bitRate(total.bytes * 8 * perS);
    };
    return [
      name,
      way("received"),
      way("sent"),
      rate === null ? "?" : String(rate.pps),
      bytes === undefined ? "?" : byteCount(bytes),
      bytes === undefined || all === 0
        ? ""
        : `${(100 * bytes / all).toFixed(0)} %`,
    ];
  });
  return [
    `${context.interface}, counted by ${context.mode}`,
    ...table([
      ["", "received", "sent", "packets/s", "in all", "share"],
      ...rows,
    ], 1),
    ...flowLines(sample),
  ];
}

function flowLines(
  { topFlows, spanMs }: TrafficSample,
): readonly string[] {
  if (topFlows === null || topFlows.length === 0) return [];
  const rows = topFlows.map(({ protocol, from, to, growth }) => [
    `${protocol} ${from} > ${to}`,
    bitRate(growth.bytes * 8 * 1000 / spanMs),
  ]);
  return ["", ...table([["who talks most", ""], ...rows], 1)];
}
