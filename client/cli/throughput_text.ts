/** What `bufferbane throughput` tells a person. Pure. @module */

import type { DirectionResult, SecondRate } from "./throughput_run.ts";

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

/** What a direction came to. */
export function directionText(result: DirectionResult): string {
  const { direction, bps, peakBps, bytes, flows, retransmittedBytes } = result;
  const seconds = (result.durationMs / 1000).toFixed(1);
  const cut = result.isCutShort ? "; a limit of the server ended it early" : "";
  return `${NAMES[direction]} ${rateText(bps)}, best second ${
    rateText(peakBps)
  } (${Math.round(bytes / 1e6)} MB in ${seconds} s, ${flows} connections, ${
    Math.round(retransmittedBytes / 1e3)
  } KB sent again${cut})\n`;
}
