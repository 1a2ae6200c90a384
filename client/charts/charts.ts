import { nearest } from "@bufferbane/wording";

/** The names of all chart types, in the order in which they are offered. */
export const CHART_TYPES = [
  "latency_over_time",
  "jitter_over_time",
  "packet_loss_over_time",
  "throughput_over_time",
  "latency_distribution",
  "connection_comparison",
  "daily_heatmap",
  "bufferbloat_impact",
] as const;

/** The name of a chart type, as `bufferbane chart TYPE` takes it. */
export type ChartTypeName = typeof CHART_TYPES[number];

/**
 * The chart type that a user means.
 *
 * @example Usage
 * ```ts
 * import { throws } from "node:assert/strict";
 *
 * throws(() => chartTypeOf("heatmap"), /did you mean daily_heatmap/);
 * ```
 *
 * @param name As the user wrote it.
 * @throws {RangeError} When there is no such type; names the nearest.
 */
export function chartTypeOf(name: string): ChartTypeName {
  const type = CHART_TYPES.find((type) => type === name);
  if (type !== undefined) return type;
  const meant =
    CHART_TYPES.find((type) => name !== "" && type.includes(name)) ??
      nearest(name, CHART_TYPES);
  throw new RangeError(
    `Cannot draw "${name}": there is no such chart type (have: ${
      CHART_TYPES.join(", ")
    })${meant === undefined ? "" : `; did you mean ${meant}?`}`,
  );
}
