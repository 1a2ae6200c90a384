/** How a second of classified traffic lies in the store. @module */

import {
  TRAFFIC_CLASSES,
  type TrafficCount,
  type TrafficSecond,
} from "../model/mod.ts";
import { type VarintReader, VarintWriter } from "./varints.ts";

/** Seconds that share a row, whose key would else be a part of each. */
export const TRAFFIC_ROW_S = 10;

const NONE: TrafficCount = {
  receivedBytes: 0,
  sentBytes: 0,
  receivedPackets: 0,
  sentPackets: 0,
};
const writer = new VarintWriter();

/**
 * Encodes a second: its place, a bit for each class that has any traffic, and
 * the counts of those.
 *
 * @param second What to encode.
 * @returns When its row begins, Unix seconds, and its part of the row.
 * @throws {RangeError} When a count is negative or no whole number.
 */
export function trafficCells(
  second: TrafficSecond,
): { readonly rowS: number; readonly bytes: Uint8Array<ArrayBuffer> } {
  const atMs = Math.floor(second.atMs);
  const atS = Math.floor(atMs / 1000);
  const rowS = atS - atS % TRAFFIC_ROW_S;
  const counts = TRAFFIC_CLASSES.map((name) => second.counts[name]);
  const isBusy = counts.map((count) =>
    count.receivedPackets + count.sentPackets + count.receivedBytes +
        count.sentBytes > 0
  );
  writer.take();
  writer.byte(atS - rowS);
  writer.unsigned(atMs % 1000);
  writer.byte(
    isBusy.reduce((mask, busy, i) => mask + (busy ? 2 ** i : 0), 0),
  );
  for (const [i, count] of counts.entries()) {
    if (!isBusy[i]) continue;
    writer.unsigned(count.receivedBytes);
    writer.unsigned(count.sentBytes);
    writer.unsigned(count.receivedPackets);
    writer.unsigned(count.sentPackets);
  }
  return { rowS, bytes: writer.take() };
}

/**
 * Decodes the next second of a row.
 *
 * @param reader The row's bytes.
 * @param rowS When the row begins, Unix seconds.
 * @returns The second, without its interface.
 */
export function readTrafficCells(
  reader: VarintReader,
  rowS: number,
): Omit<TrafficSecond, "interface"> {
  const atS = rowS + reader.byte();
  const ms = reader.unsigned();
  const mask = reader.byte();
  const counts = Object.fromEntries(
    TRAFFIC_CLASSES.map((name, i) => [
      name,
      (mask >> i & 1) === 0 ? NONE : {
        receivedBytes: reader.unsigned(),
        sentBytes: reader.unsigned(),
        receivedPackets: reader.unsigned(),
        sentPackets: reader.unsigned(),
      },
    ]),
    // fromEntries() forgets the keys' type; TRAFFIC_CLASSES has every one.
  ) as TrafficSecond["counts"];
  return { atMs: atS * 1000 + ms, counts };
}
