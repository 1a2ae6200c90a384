/** Readings for InfluxDB: line protocol. @module */

import { Point as Line } from "@influxdata/influxdb-client";
import type { Batch } from "./batch.ts";
import type { Distribution } from "./reading.ts";

/** What a request's body is. */
export const LINE_TYPE = "text/plain; charset=utf-8";

const NS_PER_MS = 1_000_000n;

/**
 * Writes a batch as lines, one a series. A number is the field `value`; a
 * distribution has `count`, `sum`, and the values up to each bound by that
 * bound's name, as Telegraf writes what it scrapes.
 *
 * @param batch What to tell.
 * @see {@link https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/ | Line protocol}
 */
export function linesOf(batch: Batch): string {
  const { readings, atMs, host } = batch;
  const atNs = String(BigInt(Math.round(atMs)) * NS_PER_MS);
  return readings.flatMap(({ metric, points }) =>
    points.map(({ labels, value }) => {
      const line = new Line(metric.name).tag("host", host).timestamp(atNs);
      for (const [name, text] of Object.entries(labels)) {
        if (text !== "") line.tag(name, text);
      }
      if (typeof value === "number") line.floatField("value", value);
      else addDistribution(line, value);
      return `${line.toLineProtocol()}\n`;
    })
  ).join("");
}

function addDistribution(
  line: Line,
  { bounds, counts, sum }: Distribution,
): void {
  let count = 0;
  for (const [i, more] of counts.entries()) {
    count += more;
    line.floatField(String(bounds[i] ?? "+Inf"), count);
  }
  line.floatField("count", count).floatField("sum", sum);
}
