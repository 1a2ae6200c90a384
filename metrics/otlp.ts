/** Readings for OpenTelemetry: OTLP, as protobuf. @module */

import { type HrTime, ValueType } from "@opentelemetry/api";
import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type ExponentialHistogram,
  type Histogram,
  type MetricData,
  type ScopeMetrics,
} from "@opentelemetry/sdk-metrics";
import type { Batch } from "./batch.ts";
import type { Distribution, Metric, Reading } from "./reading.ts";

/** What a request's body is. */
export const OTLP_TYPE = "application/x-protobuf";

const MS_PER_S = 1_000;
const NS_PER_MS = 1_000_000;

/** As UCUM writes them. */
const UNITS: Readonly<Record<Metric["unit"], string>> = {
  "": "",
  seconds: "s",
  bytes: "By",
  ratio: "1",
  "bytes_per_second": "By/s",
};

/**
 * Writes a batch as the body of an OTLP request. Names are those of
 * Prometheus; distributions are exponential ones where they are known so finely,
 * counted from the beginning.
 *
 * @param batch What to tell.
 * @see {@link https://opentelemetry.io/docs/specs/otlp/#otlphttp-request | OTLP/HTTP request}
 */
export function otlpBody(batch: Batch): Uint8Array<ArrayBuffer> {
  const { program, version, host } = batch;
  const own: ScopeMetrics = {
    scope: { name: program, version },
    metrics: batch.readings.map((reading) => metricOf(reading, batch)),
  };
  const body = ProtobufMetricsSerializer.serializeRequest({
    resource: resourceFromAttributes({
      "service.name": program,
      "service.version": version,
      "service.instance.id": host,
      "host.name": host,
    }),
    scopeMetrics: [own],
  });
  if (body === undefined) {
    throw new TypeError("Cannot write metrics as OTLP: nothing came of it");
  }
  return new Uint8Array(body);
}

function metricOf({ metric, points }: Reading, batch: Batch): MetricData {
  const { name, type, unit, help } = metric;
  const base = {
    descriptor: {
      name,
      description: help,
      unit: UNITS[unit],
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const times = {
    startTime: hrTime(batch.fromMs),
    endTime: hrTime(batch.atMs),
  };
  const numbers: DataPoint<number>[] = [];
  const histograms: DataPoint<ExponentialHistogram>[] = [];
  const coarse: DataPoint<Histogram>[] = [];
  for (const { labels, value } of points) {
    const attributes = { ...labels };
    if (typeof value === "number") {
      numbers.push({ ...times, attributes, value });
    } else if (value.exponential !== undefined) {
      const finer = exponentialOf(value, value.exponential);
      histograms.push({ ...times, attributes, value: finer });
    } else coarse.push({ ...times, attributes, value: histogramOf(value) });
  }
  switch (type) {
    case "histogram": {
      if (coarse.length > 0) {
        const dataPointType = DataPointType.HISTOGRAM;
        return { ...base, dataPointType, dataPoints: coarse };
      }
      const dataPointType = DataPointType.EXPONENTIAL_HISTOGRAM;
      return { ...base, dataPointType, dataPoints: histograms };
    }
    case "gauge":
      return {
        ...base,
        dataPointType: DataPointType.GAUGE,
        dataPoints: numbers,
      };
    case "counter": {
      const sum = {
        dataPointType: DataPointType.SUM,
        isMonotonic: true,
      } as const;
      return { ...base, ...sum, dataPoints: numbers };
    }
  }
}

function histogramOf({ bounds, counts, sum }: Distribution): Histogram {
  const count = counts.reduce((all, more) => all + more, 0);
  const buckets = { boundaries: [...bounds], counts: [...counts] };
  return { buckets, sum, count };
}

function exponentialOf(
  { counts, sum }: Distribution,
  exponential: NonNullable<Distribution["exponential"]>,
): ExponentialHistogram {
  const { scale, offset, zeros, min, max } = exponential;
  const count = counts.reduce((all, more) => all + more, 0);
  return {
    count,
    sum,
    scale,
    zeroCount: zeros,
    positive: { offset, bucketCounts: [...exponential.counts] },
    negative: { offset: 0, bucketCounts: [] },
    ...(count === 0 ? {} : { min, max }),
  };
}

function hrTime(atMs: number): HrTime {
  const s = Math.floor(atMs / MS_PER_S);
  return [s, Math.round((atMs - s * MS_PER_S) * NS_PER_MS)];
}
