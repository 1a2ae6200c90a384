/** What the traffic is that fills a line. @module */

import type { TrafficClass, TrafficSecond } from "../model/mod.ts";
import type { Metrics } from "./incident.ts";

/** Kinds that no packet shares; what is left of TCP and UDP stands for itself. */
const KINDS = [
  "https",
  "http",
  "quic",
  "dns",
  "icmp",
] as const satisfies readonly TrafficClass[];
/** What is part of what; DNS is mostly UDP. */
const PARTS = {
  tcp: ["https", "http"],
  udp: ["quic", "dns"],
} as const satisfies Partial<Record<TrafficClass, readonly TrafficClass[]>>;

const BITS_PER_MBIT = 1e6;
/** Less than this share is not what fills the line. */
const MOST = 0.5;

/** Kinds in the words of people. */
const NAMES: Readonly<Record<string, string>> = {
  https: "HTTPS",
  http: "HTTP",
  quic: "QUIC (web and video)",
  dns: "DNS",
  icmp: "pings",
  tcp: "TCP other than the web",
  udp: "UDP other than the web",
};

/**
 * What fills the line, as evidence.
 *
 * @param second A second of it.
 * @returns `own_traffic_mbps`, and `own_traffic`, the kind that is more than
 * half of it, where one is.
 */
export function ownTraffic({ counts }: TrafficSecond): Metrics {
  const bytes = (kind: TrafficClass) =>
    counts[kind].receivedBytes + counts[kind].sentBytes;
  const rest = (kind: keyof typeof PARTS) =>
    bytes(kind) - PARTS[kind].reduce((sum, part) => sum + bytes(part), 0);
  const all = bytes("all");
  const most = [
    ...KINDS.map((kind) => [kind, bytes(kind)] as const),
    ["tcp", rest("tcp")] as const,
    ["udp", rest("udp")] as const,
  ].find(([, share]) => share > MOST * all);
  return {
    "own_traffic_mbps": Math.round(10 * 8 * all / BITS_PER_MBIT) / 10,
    ...(most === undefined ? {} : { "own_traffic": most[0] }),
  };
}

/**
 * The kind of traffic in an incident's evidence, in words.
 *
 * @param metrics The incident's.
 * @returns `undefined` if it is not known.
 */
export function ownTrafficText(metrics: Metrics): string | undefined {
  return NAMES[String(metrics["own_traffic"])];
}
