/** Series to pictures: figures as data, then PNG or one HTML file. @module */
export { ASSETS, assetSource } from "./assets.ts";
export {
  type BloatImpact,
  type BloatInput,
  bufferbloatImpact,
} from "./bufferbloat_impact.ts";
export { CHART_TYPES, type ChartTypeName, chartTypeOf } from "./charts.ts";
export {
  type ComparisonInput,
  type Connection,
  connectionComparison,
} from "./connection_comparison.ts";
export { dailyHeatmap, MOST_GRIDS } from "./daily_heatmap.ts";
export { escapeHtml } from "./escape_html.ts";
export type {
  ChartEvent,
  Figure,
  HoverTable,
  LookOptions,
  SegmentsInput,
  Timeline,
} from "./figure.ts";
export { interactivePage } from "./html.ts";
export { jitterOverTime } from "./jitter_over_time.ts";
export { seriesLabels } from "./labels.ts";
export {
  type DistributionInput,
  latencyDistribution,
} from "./latency_distribution.ts";
export { type LatencyInput, latencyOverTime } from "./latency_over_time.ts";
export { packetLossOverTime } from "./packet_loss_over_time.ts";
export { drawPng, PICTURE_SIDE } from "./png.ts";
export {
  type ThroughputInput,
  throughputOverTime,
} from "./throughput_over_time.ts";
