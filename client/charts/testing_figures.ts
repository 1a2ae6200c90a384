/** Each chart with little in it, for tests of how charts look. @module */

import { Distribution, Segmenter } from "../analysis/mod.ts";
import { columnsOf, SERIES } from "../analysis/testing.ts";
import type { TestResult } from "../model/mod.ts";
import { bufferbloatImpact } from "./bufferbloat_impact.ts";
import { connectionComparison } from "./connection_comparison.ts";
import { dailyHeatmap } from "./daily_heatmap.ts";
import type { Figure, LookOptions, SegmentsInput } from "./figure.ts";
import { jitterOverTime } from "./jitter_over_time.ts";
import { latencyDistribution } from "./latency_distribution.ts";
import { packetLossOverTime } from "./packet_loss_over_time.ts";
import { throughputOverTime } from "./throughput_over_time.ts";

const HOUR_MS = 3_600_000;
const FROM_MS = Date.parse("2025-10-18T16:00:00Z");

/** Six hours: measured, some lost, not measured, all lost, measured twice. */
export function hours(): SegmentsInput {
  const at = (hour: number) => FROM_MS + hour * HOUR_MS;
  const period = { fromMs: FROM_MS, toMs: at(6) };
  const gaps = [{ fromMs: at(2), toMs: at(3) }];
  const segmenter = new Segmenter(period, { segments: 6, gaps });
  segmenter.add(columnsOf([
    [at(0), 10_000],
    [at(0) + 1000, 12_000],
    [at(1), 11_000],
    [at(1) + 1000, "timeout"],
    [at(3), "timeout"],
    [at(4), 30_000],
    [at(4) + 1000, 36_000],
    [at(5), 10_500],
    [at(5) + 1000, 10_000],
  ]));
  return {
    period,
    host: "desk.example",
    timeZone: "Europe/Berlin",
    series: [{ series: SERIES, segments: segmenter.finish() }],
    gaps,
    events: [{
      atMs: at(3),
      untilMs: at(4),
      label: "Outage on eth0",
      weight: "critical",
    }],
  };
}

function testAt(hour: number, mbps: number): TestResult {
  return {
    atMs: FROM_MS + hour * HOUR_MS,
    durationMs: 20_000,
    kind: "throughput",
    method: "tcp",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: mbps * 1e5,
    downloadBps: mbps * 1e6,
    sentBytes: 1,
    receivedBytes: 1,
    grade: null,
    details: "{}",
  };
}

function spread(): Distribution {
  const rtt = new Distribution();
  for (let us = 9_000; us < 20_000; us += 50) rtt.add(us);
  return rtt;
}

/** Each chart with little in it. */
export const FIGURES: Readonly<Record<string, (look?: LookOptions) => Figure>> =
  {
    "jitter_over_time": (look) => jitterOverTime(hours(), look),
    "packet_loss_over_time": (look) => packetLossOverTime(hours(), look),
    "throughput_over_time": (look) =>
      throughputOverTime({
        ...hours(),
        tests: [testAt(1, 90), testAt(4, 40)],
        contractBps: { up: 1e7, down: 1e8 },
        guaranteedPct: 60,
      }, look),
    "latency_distribution": (look) =>
      latencyDistribution({
        ...hours(),
        series: [{ series: SERIES, rtt: spread() }],
      }, look),
    "connection_comparison": (look) =>
      connectionComparison({
        ...hours(),
        by: "interface",
        targets: ["8.8.8.8"],
        connections: [
          {
            name: "wlan0 (wifi)",
            p50Ms: 28,
            p95Ms: 40.25,
            jitterMs: 8.5,
            lossPct: 2.3,
            downloadMbps: NaN,
            uploadMbps: 3.2,
          },
          {
            name: "eth0 (wired)",
            p50Ms: 15,
            p95Ms: 17,
            jitterMs: 0.8,
            lossPct: 0.1,
            downloadMbps: NaN,
            uploadMbps: NaN,
          },
        ],
      }, look),
    "daily_heatmap": (look) => dailyHeatmap(hours(), look),
    "bufferbloat_impact": (look) =>
      bufferbloatImpact({
        ...hours(),
        impacts: [{
          name: "eth0",
          grade: "D",
          hint: "round trip (ms), one test",
          delays: [
            { name: "at rest", p50Ms: 14, p95Ms: 16 },
            { name: "upload", p50Ms: 212, p95Ms: NaN },
          ],
        }],
      }, look),
  };
