/** What `bufferbane throughput` tells a person. Pure. @module */

import type {
  DirectionResult,
  SearchResult,
  TcpResult,
  TrainResult,
} from "./throughput_result.ts";
import type { SecondRate } from "./throughput_run.ts";

const NAMES = { down: "download", up: "upload" } as const;

/**
 * A rate with three digits and its unit.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(
 *   [0, 850_400, 94_130_000, 940_000_000, 12_345_000_000].map(rateText),
 *   ["0 kbit/s", "850 kbit/s", "94.1 Mbit/s", "940 Mbit/s", "12300 Mbit/s"],
 * );
 * ```
 *
 * @param bps Bits a second.
 */
export function rateText(bps: number): string {
  const [value, unit] = bps < 1e6
    ? [bps / 1e3, "kbit/s"]
    : [bps / 1e6, "Mbit/s"];
  return `${Number(value.toPrecision(3))} ${unit}`;
}

/** A line for each second. */
export function secondText({ direction, second, bps }: SecondRate): string {
  return `  ${NAMES[direction].padEnd(8)} ${String(second).padStart(3)} s  ${
    rateText(bps).padStart(12)
  }\n`;
}

/** A line for each packet train. */
export function trainText({ direction, second, bps }: SecondRate): string {
  return `  ${NAMES[direction].padEnd(8)} train ${
    String(second).padStart(2)
  }  ${rateText(bps).padStart(12)}\n`;
}

/** What a direction came to. */
export function directionText(result: DirectionResult): string {
  const cut = result.isCutShort ? "; a limit of the server ended it early" : "";
  return `${NAMES[result.direction]} ${textOf(result)}${cut})\n`;
}

/** Without the closing bracket. */
function textOf(result: DirectionResult): string {
  switch (result.method) {
    case "tcp":
      return tcpText(result);
    case "search":
      return searchText(result);
    case "train":
      return trainsText(result);
  }
}

function tcpText(result: TcpResult): string {
  const { bps, peakBps, flows, retransmittedBytes } = result;
  return `${rateText(bps)}, best second ${rateText(peakBps)} (${
    carriedText(result)
  }, ${flows} connections, ${
    Math.round(retransmittedBytes / 1e3)
  } KB sent again`;
}

function searchText(result: SearchResult): string {
  const { bps, sustainedBps } = result;
  return `${rateText(bps)} in the best second, ${
    rateText(sustainedBps)
  } sustained (${carriedText(result)}, ${lostText(result)}`;
}

function trainsText(result: TrainResult): string {
  const { bps, lowBps, highBps, trains, confidence, isSenderLimited } = result;
  const least = isSenderLimited ? "at least " : "";
  const range = `${rateText(lowBps)} to ${rateText(highBps)}`;
  return `${least}${rateText(bps)}, ${range} in ${trains} ${
    trains === 1 ? "train" : "trains"
  } (${carriedText(result)}, ${lostText(result)}, confidence ${confidence}`;
}

function carriedText({ bytes, durationMs }: DirectionResult): string {
  const megabytes = Number((bytes / 1e6).toPrecision(bytes < 1e6 ? 1 : 3));
  return `${megabytes} MB in ${(durationMs / 1000).toFixed(1)} s`;
}

function lostText(
  { lostPackets, receivedPackets }: SearchResult | TrainResult,
): string {
  if (lostPackets === 0) return "nothing lost";
  const pct = 100 * lostPackets / (lostPackets + receivedPackets);
  return `${Number(pct.toPrecision(2))} % lost`;
}
