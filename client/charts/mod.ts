/** Series to pictures: figures as data, then PNG or one HTML file. @module */
export { ASSETS, assetSource } from "./assets.ts";
export { CHART_TYPES, chartOf, type ChartTypeName } from "./charts.ts";
export type { ChartEvent, Figure, HoverTable, LookOptions } from "./figure.ts";
export { interactivePage } from "./html.ts";
export { type LatencyInput, latencyOverTime } from "./latency_over_time.ts";
export { drawPng, PICTURE_SIDE } from "./png.ts";
