import type { TcpInfo } from "@bufferbane/ffi";
import { type ThroughputStats, unpackTcpFigures } from "@bufferbane/protocol";
import type { FlowFigures } from "../model/mod.ts";

/**
 * What one of our own connections says of its upload.
 *
 * @param info What the kernel knows of it.
 * @param rttNs Its round trips so far.
 */
export function uploadFigures(
  info: TcpInfo,
  rttNs: readonly number[],
): FlowFigures {
  return {
    direction: "up",
    busyMs: info.busyUs / 1_000,
    rwndLimitedMs: info.receiveWindowLimitedUs / 1_000,
    sndbufLimitedMs: info.sendBufferLimitedUs / 1_000,
    sentBytes: info.sentBytes,
    retransmittedBytes: info.retransmittedBytes,
    rttNs,
  };
}

/**
 * What the server says of a download's connections, all together.
 *
 * @param stats Its last word.
 * @param rttNs Their mean round trips so far.
 */
export function downloadFigures(
  stats: ThroughputStats,
  rttNs: readonly number[],
): FlowFigures {
  const figures = unpackTcpFigures(stats);
  return {
    direction: "down",
    busyMs: figures.busyMs,
    rwndLimitedMs: figures.receiverLimitedMs,
    sndbufLimitedMs: figures.senderLimitedMs,
    sentBytes: Number(stats.rxBytes),
    retransmittedBytes: figures.retransmittedBytes,
    rttNs,
  };
}
