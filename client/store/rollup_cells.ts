/** How a minute or an hour of a series lies in the store. @module */

import type { Distribution } from "../analysis/distribution.ts";
import { bucketOf, type Moments } from "../analysis/distribution.ts";
import type { Rollup } from "../analysis/rollup.ts";
import { VarintReader, VarintWriter } from "./varints.ts";

const writer = new VarintWriter();

/** Whole, since the rest is far below any clock's resolution. */
function putWhole(value: number): void {
  writer.unsigned(Math.min(Math.round(value), Number.MAX_SAFE_INTEGER));
}

/** Counts by code: how many codes, then each with its count. */
function putCounts(counts: Float64Array): void {
  writer.byte(counts.reduce((busy, count) => busy + Number(count > 0), 0));
  for (const [code, count] of counts.entries()) {
    if (count === 0) continue;
    writer.byte(code);
    writer.unsigned(count);
  }
}

function takeCounts(reader: VarintReader, counts: Float64Array): void {
  for (let rest = reader.byte(); rest > 0; rest--) {
    const code = reader.byte();
    counts[code] = (counts[code] ?? 0) + reader.unsigned();
  }
}

/**
 * What is exact, then the buckets that have any: each as its distance from the
 * one before, and its count unless that is one. The first is the smallest
 * value's.
 */
function putDistribution(distribution: Distribution): void {
  writer.unsigned(distribution.count);
  if (distribution.count === 0) return;
  putWhole(distribution.minUs);
  putWhole(distribution.maxUs - distribution.minUs);
  putWhole(distribution.sumUs);
  putWhole(distribution.squaresUs);
  let last = distribution.low;
  for (let bucket = last; bucket <= distribution.high; bucket++) {
    const count = distribution.inBucket(bucket);
    if (count === 0) continue;
    writer.unsigned(2 * (bucket - last) + Number(count > 1));
    if (count > 1) writer.unsigned(count);
    last = bucket;
  }
}

/** Reads the exact part; `null` where there is no value and no bucket. */
function takeMoments(reader: VarintReader): Moments | null {
  const count = reader.unsigned();
  if (count === 0) return null;
  const minUs = reader.unsigned();
  const maxUs = minUs + reader.unsigned();
  return {
    count,
    minUs,
    maxUs,
    sumUs: reader.unsigned(),
    squaresUs: reader.unsigned(),
  };
}

function takeDistribution(reader: VarintReader, into: Distribution): void {
  const moments = takeMoments(reader);
  if (moments === null) return;
  into.addMoments(moments);
  let bucket = bucketOf(moments.minUs);
  for (let rest = moments.count; rest > 0;) {
    const step = reader.unsigned();
    bucket += step >> 1;
    const count = step % 2 === 0 ? 1 : reader.unsigned();
    into.addToBucket(bucket, count);
    rest -= count;
  }
}

/**
 * Encodes a rollup: probes by status, losses if there are any, IPDV, round
 * trips, and of ECHOs their two ways.
 *
 * @param rollup What to encode.
 * @returns Some 40 bytes of a minute at one probe a second.
 */
export function rollupCells(rollup: Rollup): Uint8Array<ArrayBuffer> {
  writer.take();
  const { losses, echo } = rollup;
  putCounts(rollup.byStatus);
  writer.unsigned(losses.longest);
  if (losses.longest > 0) {
    writer.unsigned(losses.leading);
    writer.unsigned(losses.trailing);
    writer.unsigned(losses.inLongRuns);
  }
  writer.unsigned(rollup.ipdvCount);
  putWhole(rollup.ipdvSumUs);
  putDistribution(rollup.rtt);
  if (echo !== null) {
    putCounts(rollup.lostOn);
    putWhole(rollup.maxErrorUs);
    putDistribution(echo.up);
    putDistribution(echo.down);
    putDistribution(echo.queueUp);
    putDistribution(echo.queueDown);
  }
  return writer.take();
}

/**
 * Decodes a rollup into an empty one.
 *
 * @param bytes What `rollupCells()` returned.
 * @param into Empty, of the same probe.
 */
export function readRollupCells(bytes: Uint8Array, into: Rollup): void {
  const reader = new VarintReader(bytes);
  takeCounts(reader, into.byStatus);
  const longest = reader.unsigned();
  const rare = () => longest === 0 ? 0 : reader.unsigned();
  into.losses.join(into.sent, {
    longest,
    leading: rare(),
    trailing: rare(),
    inLongRuns: rare(),
  });
  into.ipdvCount = reader.unsigned();
  into.ipdvSumUs = reader.unsigned();
  takeDistribution(reader, into.rtt);
  if (into.echo === null) return;
  takeCounts(reader, into.lostOn);
  into.maxErrorUs = reader.unsigned();
  takeDistribution(reader, into.echo.up);
  takeDistribution(reader, into.echo.down);
  takeDistribution(reader, into.echo.queueUp);
  takeDistribution(reader, into.echo.queueDown);
}
