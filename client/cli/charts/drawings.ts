/** What each chart type is drawn from: a chart is one file and one row. @module */

import {
  bufferbloatImpact,
  type ChartTypeName,
  connectionComparison,
  dailyHeatmap,
  type Figure,
  jitterOverTime,
  latencyDistribution,
  latencyOverTime,
  type LookOptions,
  packetLossOverTime,
  throughputOverTime,
} from "../../charts/mod.ts";
import { expectedRates } from "../../monitor/passive_watch.ts";
import { bloatImpacts } from "./bloat_impacts.ts";
import { connectionsOf } from "./connections.ts";
import type { ChartMaterial, DelayName } from "./material.ts";

/** Draws a chart in a size and theme. */
export type Drawing = (look: LookOptions) => Figure;

/** What a delay is called. */
const MEASURES: Readonly<Record<DelayName, string>> = {
  "round-trip": "Round-trip time",
  "one-way": "One-way delay",
  "queue": "Queueing delay",
};

const DRAWINGS: Readonly<
  Record<
    ChartTypeName,
    (material: ChartMaterial, delay: DelayName) => Promise<Drawing | null>
  >
> = {
  "latency_over_time": async (material, delay) => {
    const input = await material.segments();
    return input.series.length === 0
      ? null
      : (look) => latencyOverTime({ ...input, measure: MEASURES[delay] }, look);
  },
  "jitter_over_time": async (material) => {
    const input = await material.segments();
    const hasAny = input.series.some(({ segments }) =>
      segments.some(({ ipdvMeanUs }) => !Number.isNaN(ipdvMeanUs))
    );
    return hasAny ? (look) => jitterOverTime(input, look) : null;
  },
  "packet_loss_over_time": async (material) => {
    const input = await material.segments();
    return input.series.length === 0
      ? null
      : (look) => packetLossOverTime(input, look);
  },
  "throughput_over_time": (material) => {
    const { timeline, at: { settings } } = material;
    const tests = material.tests().filter((test) =>
      test.uploadBps !== null || test.downloadBps !== null
    );
    const input = {
      ...timeline,
      tests,
      contractBps: expectedRates(settings),
      guaranteedPct: settings.line.guaranteedPct,
    };
    return Promise.resolve(
      tests.length === 0 ? null : (look) => throughputOverTime(input, look),
    );
  },
  "latency_distribution": (material) => {
    const series = material.totals().map(({ series, total }) => ({
      series,
      rtt: total.rtt,
    }));
    const input = { ...material.timeline, series };
    return Promise.resolve(
      series.length === 0 ? null : (look) => latencyDistribution(input, look),
    );
  },
  "connection_comparison": (material) => {
    const input = { ...material.timeline, ...connectionsOf(material) };
    return Promise.resolve(
      input.connections.length === 0
        ? null
        : (look) => connectionComparison(input, look),
    );
  },
  "daily_heatmap": async (material) => {
    const input = await material.hours();
    return input.series.length === 0
      ? null
      : (look) => dailyHeatmap(input, look);
  },
  "bufferbloat_impact": (material) => {
    const impacts = bloatImpacts(material);
    const input = { ...material.timeline, impacts };
    return Promise.resolve(
      impacts.length === 0 ? null : (look) => bufferbloatImpact(input, look),
    );
  },
};

/**
 * Reads what a chart needs.
 *
 * @param type Which chart.
 * @param material Where from.
 * @param delay Which delay, for those that draw one.
 * @returns What draws it; `null`: there is nothing to draw.
 */
export function drawingOf(
  type: ChartTypeName,
  material: ChartMaterial,
  delay: DelayName = "round-trip",
): Promise<Drawing | null> {
  return DRAWINGS[type](material, delay);
}
