/** Readings as text, as Prometheus and others fetch it. @module */

import {
  type Metric as Registered,
  Registry,
  type RegistryContentType,
} from "prom-client";
import type { Distribution, Metric, Point, Reading } from "./reading.ts";

/** A line of text: what prom-client writes as `name{labels} value`. */
interface Line {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A text with the `Content-Type` it is to be sent with. */
export interface Exposition {
  /** The whole. */
  readonly text: string;
  /** Says which of the two formats it is. */
  readonly contentType: string;
}

/**
 * Renders readings, in OpenMetrics for whoever asks for it.
 *
 * @param readings Of metrics of different names.
 * @param accept The request's `Accept`.
 *
 * @example Usage
 * ```ts
 * import { match } from "node:assert/strict";
 * import { expose } from "./exposition.ts";
 *
 * const { text } = await expose([{
 *   metric: {
 *     name: "lamps",
 *     type: "gauge",
 *     unit: "",
 *     help: "Lamps that burn",
 *     labels: ["room"],
 *   },
 *   points: [{ labels: { room: "attic" }, value: 2 }],
 * }], "text/plain");
 * match(text, /^lamps\{room="attic"\} 2$/m);
 * ```
 *
 * @see {@link https://prometheus.io/docs/instrumenting/exposition_formats/ | Exposition formats}
 */
export async function expose(
  readings: readonly Reading[],
  accept: string,
): Promise<Exposition> {
  const contentType = accept.includes("application/openmetrics-text")
    ? Registry.OPENMETRICS_CONTENT_TYPE
    : Registry.PROMETHEUS_CONTENT_TYPE;
  // A registry of its own each time: one that has written OpenMetrics has
  // renamed its counters for good.
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(contentType);
  for (const { metric, points } of readings) {
    if (points.length > 0) registry.registerMetric(registered(metric, points));
  }
  return { text: await registry.metrics(), contentType };
}

/** A registry asks no more of a metric than this. */
function registered(
  { name, type, help }: Metric,
  points: readonly Point[],
): Registered {
  const metric = {
    name,
    get() {
      const values = points.flatMap((point) => linesOf(this.name, point));
      return Promise.resolve({ name: this.name, type, help, values });
    },
    type,
  };
  // The declared type is that of its own instruments, which cannot be set to
  // what was counted elsewhere.
  return metric as unknown as Registered;
}

function linesOf(name: string, { labels, value }: Point): readonly Line[] {
  return typeof value === "number"
    ? [{ metricName: name, labels, value }]
    : histogramLines(name, labels, value);
}

function histogramLines(
  name: string,
  labels: Point["labels"],
  { bounds, counts, sum }: Distribution,
): readonly Line[] {
  let count = 0;
  const buckets = counts.map((more, i) => {
    count += more;
    const le = String(bounds[i] ?? "+Inf");
    return {
      metricName: `${name}_bucket`,
      labels: { ...labels, le },
      value: count,
    };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
