/** Traffic as the API tells it. @module */

import type { TrafficClass } from "../model/mod.ts";
import type { Flow } from "./flows.ts";
import { bothWays, type TrafficSample } from "./sampler.ts";
import type { Total, TrafficMode } from "./source.ts";

/** Classes whose share of the bytes is told; the rest is `other`. */
const PROTOCOLS = [
  "tcp",
  "udp",
  "icmp",
  "http",
  "https",
  "quic",
  "dns",
] as const satisfies readonly TrafficClass[];

/** What is counted, and how. */
export interface TrafficContext {
  /** The interface. */
  readonly interface: string;
  /** How it is counted. */
  readonly mode: TrafficMode;
  /** What is missing, and why. */
  readonly notes: readonly string[];
  /** Since when, Unix milliseconds. */
  readonly startedMs: number;
}

/**
 * The last second: first the documented fields, in their order, then ours.
 * A class that this mode cannot tell apart is `null`.
 *
 * @param sample The last second; `null` before the first, and while the
 * interface is gone: then the rates are 0.
 * @param context What is counted.
 */
export function realtimeReport(
  sample: TrafficSample | null,
  context: TrafficContext,
): Readonly<Record<string, unknown>> {
  const rate = (kind: TrafficClass) => rateOf(sample, kind);
  const way = (which: "received" | "sent") =>
    sample && perSecond(sample.growth[which].all, sample.spanMs);
  const all = rate("all");
  const tcp = rate("tcp");
  const http = rate("http");
  const https = rate("https");
  const total = sample && bothWays(sample.totals, "all");
  const others = ["udp", "icmp", "quic", "dns"] as const;
  return {
    bandwidth_bps: all?.bps ?? 0,
    packets_per_sec: all?.pps ?? 0,
    tcp_bandwidth_bps: tcp?.bps ?? null,
    tcp_packets_per_sec: tcp?.pps ?? null,
    http_bandwidth_bps: http?.bps ?? null,
    http_packets_per_sec: http?.pps ?? null,
    https_bandwidth_bps: https?.bps ?? null,
    https_packets_per_sec: https?.pps ?? null,
    total_packets: total?.packets ?? 0,
    total_bytes: total?.bytes ?? 0,
    ...Object.fromEntries(others.flatMap((kind) => [
      [`${kind}_bandwidth_bps`, rate(kind)?.bps ?? null],
      [`${kind}_packets_per_sec`, rate(kind)?.pps ?? null],
    ])),
    received_bandwidth_bps: way("received")?.bps ?? 0,
    received_packets_per_sec: way("received")?.pps ?? 0,
    sent_bandwidth_bps: way("sent")?.bps ?? 0,
    sent_packets_per_sec: way("sent")?.pps ?? 0,
    timestamp_ms: sample?.atMs ?? null,
    interface: context.interface,
    mode: context.mode,
    ...(sample === null || sample.topFlows === null ? {} : {
      top_flows: sample.topFlows.map((flow) => flowReport(flow, sample.spanMs)),
    }),
  };
}

function flowReport(
  { direction, protocol, from, to, growth }: Flow,
  spanMs: number,
): Readonly<Record<string, unknown>> {
  const { bps, pps } = perSecond(growth, spanMs);
  return {
    direction,
    protocol,
    from,
    to,
    bandwidth_bps: bps,
    packets_per_sec: pps,
  };
}

/** Everything since counting began, and how much of it was what. */
export function summaryReport(
  sample: TrafficSample | null,
  context: TrafficContext,
  { drops, nowMs }: {
    /** Packets that the kernel dropped; `null` if unknown. */
    readonly drops: number | null;
    /** Unix milliseconds. */
    readonly nowMs: number;
  },
): Readonly<Record<string, unknown>> {
  const all = sample && bothWays(sample.totals, "all");
  const bytes = all?.bytes ?? 0;
  const share = (of: number) => bytes === 0 ? 0 : rounded(100 * of / bytes);
  const protocols = PROTOCOLS.map((kind) => {
    const total = sample && bothWays(sample.totals, kind);
    return [
      kind,
      total && { ...total, bytes_pct: share(total.bytes) },
    ] as const;
  });
  const told = protocols.slice(0, 3).map(([, total]) => total?.bytes);
  const isTold = told.every((one) => one !== undefined);
  const rest = bytes - told.reduce((sum: number, one) => sum + (one ?? 0), 0);
  return {
    interface: context.interface,
    mode: context.mode,
    notes: context.notes,
    uptime_s: Math.round((nowMs - context.startedMs) / 1000),
    total_packets: all?.packets ?? 0,
    total_bytes: bytes,
    received_packets: sample?.totals.received.all.packets ?? 0,
    received_bytes: sample?.totals.received.all.bytes ?? 0,
    sent_packets: sample?.totals.sent.all.packets ?? 0,
    sent_bytes: sample?.totals.sent.all.bytes ?? 0,
    dropped_packets: drops,
    protocols: Object.fromEntries(protocols),
    other_bytes: isTold ? rest : null,
    other_bytes_pct: isTold ? share(rest) : null,
  };
}

/**
 * A class's rate in a sample, both ways.
 *
 * @returns Bits and packets per second; `null` if it is not told apart.
 */
export function rateOf(
  sample: TrafficSample | null,
  kind: TrafficClass,
): { readonly bps: number; readonly pps: number } | null {
  const total = sample && bothWays(sample.growth, kind);
  return sample && total && perSecond(total, sample.spanMs);
}

function perSecond(
  total: Total,
  spanMs: number,
): { readonly bps: number; readonly pps: number } {
  return {
    bps: Math.round(total.bytes * 8 * 1000 / spanMs),
    pps: Math.round(total.packets * 1000 / spanMs),
  };
}

/** To a hundredth of a percent. */
function rounded(pct: number): number {
  return Math.round(pct * 100) / 100;
}
