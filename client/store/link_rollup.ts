/** What an interface did in a minute or an hour, as it lies in the store. @module */

import type { LinkCells } from "./link_cells.ts";
import { VarintReader, VarintWriter } from "./varints.ts";

/** The figures, in the order in which they are stored. */
const FIELDS = [
  "seconds",
  "spanMs",
  "receivedBytes",
  "sentBytes",
  "receivedPackets",
  "sentPackets",
  "errors",
  "drops",
  "collisions",
  "ownLoadBytes",
  "peakReceivedBps",
  "peakSentBps",
  "downSeconds",
  "ownLoadSeconds",
  "signalSeconds",
  "signalSumDbm",
] as const;

/**
 * An interface's figures over some time: sums, but for the two peaks, which
 * are those of the busiest second.
 */
export type LinkFigures = {
  -readonly [Field in typeof FIELDS[number]]: number;
};

/** Figures of no time at all. */
export function noLinkFigures(): LinkFigures {
  return {
    seconds: 0,
    spanMs: 0,
    receivedBytes: 0,
    sentBytes: 0,
    receivedPackets: 0,
    sentPackets: 0,
    errors: 0,
    drops: 0,
    collisions: 0,
    ownLoadBytes: 0,
    peakReceivedBps: 0,
    peakSentBps: 0,
    downSeconds: 0,
    ownLoadSeconds: 0,
    signalSeconds: 0,
    signalSumDbm: 0,
  };
}

/** Figures of one second. */
export function figuresOfSecond(second: LinkCells): LinkFigures {
  const { receivedBytes, sentBytes, wifi } = second;
  const spanMs = Math.max(1, second.spanMs);
  const bps = (bytes: number) => Math.round(8000 * bytes / spanMs);
  const signalDbm = wifi?.signalDbm ?? null;
  return {
    seconds: 1,
    spanMs,
    receivedBytes,
    sentBytes,
    receivedPackets: second.receivedPackets,
    sentPackets: second.sentPackets,
    errors: second.errors,
    drops: second.drops,
    collisions: second.collisions,
    ownLoadBytes: second.ownLoadBytes,
    peakReceivedBps: bps(receivedBytes),
    peakSentBps: bps(sentBytes),
    downSeconds: Number(!second.hasCarrier),
    ownLoadSeconds: Number(second.ownLoadBytes > 0),
    signalSeconds: Number(signalDbm !== null),
    signalSumDbm: signalDbm ?? 0,
  };
}

/** Adds what came after. */
export function addLinkFigures(sum: LinkFigures, next: LinkFigures): void {
  for (const field of FIELDS) {
    const isPeak = field === "peakReceivedBps" || field === "peakSentBps";
    sum[field] = isPeak
      ? Math.max(sum[field], next[field])
      : sum[field] + next[field];
  }
}

const writer = new VarintWriter();

/**
 * Encodes figures.
 *
 * @param figures What to encode.
 * @returns Some 30 bytes.
 */
export function linkFigureCells(figures: LinkFigures): Uint8Array<ArrayBuffer> {
  writer.take();
  // Only the signal is ever negative.
  for (const field of FIELDS) writer.signed(figures[field]);
  return writer.take();
}

/** Decodes figures. */
export function readLinkFigures(bytes: Uint8Array): LinkFigures {
  const reader = new VarintReader(bytes);
  const figures = noLinkFigures();
  for (const field of FIELDS) figures[field] = reader.signed();
  return figures;
}
