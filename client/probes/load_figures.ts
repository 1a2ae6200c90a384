import type { TcpInfo } from "@bufferbane/ffi";
import { type ThroughputStats, unpackTcpFigures } from "@bufferbane/protocol";
import type { FlowFigures } from "../model/mod.ts";

/** Headers of a segment: IP, TCP, and its timestamps (RFC 7323). */
const SEGMENT_HEADER_BYTES = { 4: 20 + 32, 6: 40 + 32 } as const;

/** What went over the line, bytes of layer 3. */
export interface Traffic {
  /** From here. */
  readonly sentBytes: number;
  /** To here. */
  readonly receivedBytes: number;
}

/** Adds up. */
export function addTraffic(all: readonly Traffic[]): Traffic {
  return {
    sentBytes: all.reduce((sum, one) => sum + one.sentBytes, 0),
    receivedBytes: all.reduce((sum, one) => sum + one.receivedBytes, 0),
  };
}

/**
 * What a connection has moved: its payload, what was sent again, and every
 * segment's headers.
 *
 * @param info What the kernel knows of it.
 * @param family IP version.
 */
export function trafficOf(info: TcpInfo, family: 4 | 6): Traffic {
  const headerBytes = SEGMENT_HEADER_BYTES[family];
  return {
    sentBytes: info.sentBytes + info.sentSegments * headerBytes,
    receivedBytes: info.receivedBytes + info.receivedSegments * headerBytes,
  };
}

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
