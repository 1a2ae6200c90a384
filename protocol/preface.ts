import { decodeBody, encodeBody } from "./codec.ts";
import type { PacketFault } from "./fault.ts";
import { OVERHEAD_BYTES, TYPE } from "./header.ts";
import { bytes, type Layout, layout, u32, u64, u8 } from "./layout.ts";

/** What a TCP flow is for. */
export const FLOW = {
  /** Load, client to server. */
  up: 1,
  /** Load, server to client. */
  down: 2,
  /** One byte a second each way, to see whether the connection lasts. */
  hold: 3,
} as const;

/** What a client sends first on a TCP connection. */
export interface TcpPreface {
  /** Tells it from packets. */
  readonly kind: "tcpPreface";
  /** Which test. */
  readonly testId: number;
  /** Which of its flows, from 0; also the packet number. */
  readonly stream: number;
  /** One of {@linkcode FLOW}. */
  readonly direction: number;
  /** From THROUGHPUT_STATS; once per flow. */
  readonly tcpToken: Uint8Array;
  /** How long, in ms. */
  readonly durationMs: number;
  /** At most this many bytes; 0 = no limit but the time. */
  readonly maxBytes: bigint;
}

const TCP_PREFACE: Layout<TcpPreface> = layout("tcpPreface", {
  testId: u32(0),
  stream: u8(4),
  direction: u8(5),
  tcpToken: bytes(8, 16),
  durationMs: u32(24),
  maxBytes: u64(32),
});

/** The length of a sealed preface, in bytes. */
export const PREFACE_BYTES: number = OVERHEAD_BYTES + TCP_PREFACE.minBytes;

/**
 * Writes a preface where sealing wants it. Seal it with the session's
 * `tcpClientToServer` key and `firstPn: preface.stream`.
 *
 * @param preface What to say.
 * @param message Where to; {@linkcode PREFACE_BYTES} long.
 * @throws {RangeError} When a value does not fit, or `message` is too short.
 */
export function encodePreface(preface: TcpPreface, message: Uint8Array): void {
  const type = preface.direction === FLOW.down
    ? TYPE.downloadRequest
    : TYPE.throughputStart;
  encodeBody({ layout: TCP_PREFACE, type, packet: preface }, message);
}

/**
 * Reads an opened preface.
 *
 * @param message Opened with the session's `tcpClientToServer` key.
 * @returns The preface, or a fault if it is shorter than it has to be.
 */
export function decodePreface(message: Uint8Array): TcpPreface | PacketFault {
  return decodeBody(TCP_PREFACE, message);
}
