import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Clock, MonoNs, WallNs } from "../model/mod.ts";
import { realtimeReport, summaryReport } from "./report.ts";
import { bothWays, TrafficSampler, trafficSecond } from "./sampler.ts";
import type { Total, TrafficSource, TrafficTotals } from "./source.ts";

const NS_PER_MS = 1_000_000n;

function clockAt(ms: { now: number }): Clock {
  // The brands are of types only.
  const ns = () => BigInt(ms.now) * NS_PER_MS;
  return {
    wall: () => ns() as WallNs,
    mono: () => ns() as MonoNs,
    boot: () => ns() as MonoNs,
  };
}

function sourceOf(readings: readonly (TrafficTotals | null)[]): TrafficSource {
  const left = [...readings];
  return {
    mode: "tcx",
    notes: [],
    read: () => left.shift() ?? null,
    topFlows: () => null,
    [Symbol.dispose]() {},
  };
}

const total = (packets: number, bytes: number): Total => ({ packets, bytes });
const NONE = total(0, 0);

const START: TrafficTotals = {
  received: { all: total(10, 1000), tcp: total(5, 500), https: NONE },
  sent: { all: total(4, 400), tcp: NONE, https: NONE },
};
const LATER: TrafficTotals = {
  received: { all: total(110, 101_000), tcp: total(105, 100_500), https: NONE },
  sent: { all: total(54, 3_400), tcp: total(50, 3_000), https: NONE },
};
const CONTEXT = {
  interface: "eth0",
  mode: "tcx",
  notes: [],
  startedMs: 0,
} as const;

function sampled(spanMs: number) {
  const ms = { now: 5_000 };
  const sampler = new TrafficSampler(sourceOf([START, LATER]), clockAt(ms));
  ms.now += spanMs;
  return sampler.take();
}

Deno.test("TrafficSampler.take() gives what went by since the last time", () => {
  deepStrictEqual(sampled(500), {
    atMs: 5_500,
    spanMs: 500,
    growth: {
      received: {
        all: total(100, 100_000),
        tcp: total(100, 100_000),
        https: NONE,
      },
      sent: { all: total(50, 3_000), tcp: total(50, 3_000), https: NONE },
    },
    totals: LATER,
    topFlows: null,
  });
});

Deno.test("TrafficSampler.take() gives nothing while the interface is gone", () => {
  const ms = { now: 0 };
  const source = sourceOf([START, null, START, LATER]);
  const sampler = new TrafficSampler(source, clockAt(ms));
  const seen = [1, 2, 3].map((second) => {
    ms.now = second * 1000;
    return sampler.take()?.growth.sent.all.packets;
  });
  deepStrictEqual(seen, [undefined, undefined, 50]);
});

Deno.test("trafficSecond() stores what is not told apart as none", () => {
  const sample = sampled(1000);
  const second = sample && trafficSecond(sample, "eth0");
  deepStrictEqual(second?.counts.tcp, {
    receivedBytes: 100_000,
    sentBytes: 3_000,
    receivedPackets: 100,
    sentPackets: 50,
  });
  strictEqual(second?.counts.quic.receivedBytes, 0);
});

Deno.test("bothWays() is null where neither direction is told apart", () => {
  deepStrictEqual(bothWays(LATER, "all"), total(164, 104_400));
  strictEqual(bothWays(LATER, "quic"), null);
});

Deno.test("realtimeReport() begins with the documented fields, as rates of the real span", () => {
  const report = realtimeReport(sampled(500), CONTEXT);
  deepStrictEqual(Object.entries(report).slice(0, 10), [
    ["bandwidth_bps", 1_648_000],
    ["packets_per_sec", 300],
    ["tcp_bandwidth_bps", 1_648_000],
    ["tcp_packets_per_sec", 300],
    ["http_bandwidth_bps", null],
    ["http_packets_per_sec", null],
    ["https_bandwidth_bps", 0],
    ["https_packets_per_sec", 0],
    ["total_packets", 164],
    ["total_bytes", 104_400],
  ]);
  strictEqual(report["received_bandwidth_bps"], 1_600_000);
  strictEqual(report["sent_packets_per_sec"], 100);
  strictEqual(report["mode"], "tcx");
});

Deno.test("realtimeReport() is zero before the first second", () => {
  const report = realtimeReport(null, CONTEXT);
  strictEqual(report["bandwidth_bps"], 0);
  strictEqual(report["total_bytes"], 0);
  strictEqual(report["timestamp_ms"], null);
});

Deno.test("summaryReport() shares the bytes out", () => {
  const all: TrafficTotals = {
    received: {
      all: total(10, 1000),
      tcp: total(5, 600),
      udp: total(2, 200),
      icmp: total(1, 100),
      https: total(5, 600),
    },
    sent: { all: NONE, tcp: NONE, udp: NONE, icmp: NONE, https: NONE },
  };
  const sample = {
    atMs: 0,
    spanMs: 1000,
    growth: all,
    totals: all,
    topFlows: null,
  };
  const report = summaryReport(sample, CONTEXT, { drops: 3, nowMs: 61_200 });
  strictEqual(report["uptime_s"], 61);
  strictEqual(report["dropped_packets"], 3);
  strictEqual(report["other_bytes_pct"], 10);
  deepStrictEqual(report["protocols"], {
    tcp: { packets: 5, bytes: 600, bytes_pct: 60 },
    udp: { packets: 2, bytes: 200, bytes_pct: 20 },
    icmp: { packets: 1, bytes: 100, bytes_pct: 10 },
    http: null,
    https: { packets: 5, bytes: 600, bytes_pct: 60 },
    quic: null,
    dns: null,
  });
});
