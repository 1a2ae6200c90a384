import type { Figure, LookOptions } from "./figure.ts";
import { type LatencyInput, latencyOverTime } from "./latency_over_time.ts";
import { nearestName } from "./nearest_name.ts";

/** A chart type is one row: its name and how it is drawn. */
const CHARTS = {
  latency_over_time: latencyOverTime,
} satisfies Readonly<
  Record<string, (input: LatencyInput, look?: LookOptions) => Figure>
>;

/** The name of a chart type, as `bufferbane chart TYPE` takes it. */
export type ChartTypeName = keyof typeof CHARTS;

/** The names of all chart types, in the order in which they are offered. */
export const CHART_TYPES: readonly ChartTypeName[] = Object.keys(
  CHARTS,
) as ChartTypeName[]; // keys() forgets them; CHARTS has no others

/**
 * How a chart type is drawn.
 *
 * @example Usage
 * ```ts
 * import { throws } from "node:assert/strict";
 *
 * throws(() => chartOf("latency_overtime"), /did you mean latency_over_time/);
 * ```
 *
 * @param name As the user wrote it.
 * @returns The function that makes the figure.
 * @throws {RangeError} When there is no such type; names the nearest.
 */
export function chartOf(
  name: string,
): (input: LatencyInput, look?: LookOptions) => Figure {
  const type = CHART_TYPES.find((type) => type === name);
  if (type !== undefined) return CHARTS[type];
  const nearest = nearestName(name, CHART_TYPES);
  throw new RangeError(
    `Cannot draw "${name}": there is no such chart type (have: ${
      CHART_TYPES.join(", ")
    })${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
  );
}
