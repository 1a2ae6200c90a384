/**
 * `struct tcp_info`: what the kernel knows of a TCP connection.
 *
 * @see linux/tcp.h
 * @module
 */

/** Room for the struct of every kernel so far (280 bytes in Linux 6.18). */
export const TCP_INFO_BYTES = 512;

/**
 * The fields that bufferbane uses. `NaN` where this kernel is too old to know:
 * before Linux 4.6 everything after `totalRetransmits`, before 4.19 from
 * `sentBytes` on. `Infinity` where it says "unlimited" or "none yet".
 */
export interface TcpInfo {
  /** 1 established, 2 SYN sent, 7 closed, 8 closed by the peer, ... */
  readonly state: number;
  /** How often the packet being waited for was sent again. */
  readonly retransmitsInRow: number;
  /** Retransmission timeout. */
  readonly rtoUs: number;
  /** Largest segment we send. */
  readonly sendMssBytes: number;
  /** Packets under way. */
  readonly unackedPackets: number;
  /** Packets of these taken for lost. */
  readonly lostPackets: number;
  /** Since the peer last acknowledged anything. */
  readonly lastAckReceivedMs: number;
  /** Path MTU. */
  readonly pathMtuBytes: number;
  /** Smoothed; right after a connect that of SYN to SYN-ACK; 0 if not known. */
  readonly rttUs: number;
  /** Mean deviation of it. */
  readonly rttVarUs: number;
  /** Where slow start ends. */
  readonly slowStartThresholdPackets: number;
  /** Congestion window. */
  readonly congestionWindowPackets: number;
  /** As the receiver estimates it. */
  readonly receiveRttUs: number;
  /** Packets sent again since the connection began, the SYN included. */
  readonly totalRetransmits: number;
  /** Rate at which it may send. */
  readonly pacingRateBytesPerS: number;
  /** Payload that the peer acknowledged. */
  readonly ackedBytes: number;
  /** Payload received. */
  readonly receivedBytes: number;
  /** Segments sent, all kinds. */
  readonly sentSegments: number;
  /** Segments received, all kinds. */
  readonly receivedSegments: number;
  /** Written and not yet sent. */
  readonly notSentBytes: number;
  /** Least round-trip time of late. */
  readonly minRttUs: number;
  /** Goodput as last measured. */
  readonly deliveryRateBytesPerS: number;
  /** How long there was something to send. */
  readonly busyUs: number;
  /** How much of that the peer's window held it up. */
  readonly receiveWindowLimitedUs: number;
  /** How much of that our own buffer held it up. */
  readonly sendBufferLimitedUs: number;
  /** Payload sent, again or not. */
  readonly sentBytes: number;
  /** Payload sent again. */
  readonly retransmittedBytes: number;
}

/** Offset in bytes, and how to read. */
type Field = readonly [offset: number, type: "u8" | "u32" | "u64"];

/** The same on x86_64 and aarch64; the struct only ever grew at its end. */
const FIELDS = {
  state: [0, "u8"],
  retransmitsInRow: [2, "u8"],
  rtoUs: [8, "u32"],
  sendMssBytes: [16, "u32"],
  unackedPackets: [24, "u32"],
  lostPackets: [32, "u32"],
  lastAckReceivedMs: [56, "u32"],
  pathMtuBytes: [60, "u32"],
  rttUs: [68, "u32"],
  rttVarUs: [72, "u32"],
  slowStartThresholdPackets: [76, "u32"],
  congestionWindowPackets: [80, "u32"],
  receiveRttUs: [92, "u32"],
  totalRetransmits: [100, "u32"],
  pacingRateBytesPerS: [104, "u64"],
  ackedBytes: [120, "u64"],
  receivedBytes: [128, "u64"],
  sentSegments: [136, "u32"],
  receivedSegments: [140, "u32"],
  notSentBytes: [144, "u32"],
  minRttUs: [148, "u32"],
  deliveryRateBytesPerS: [160, "u64"],
  busyUs: [168, "u64"],
  receiveWindowLimitedUs: [176, "u64"],
  sendBufferLimitedUs: [184, "u64"],
  sentBytes: [200, "u64"],
  retransmittedBytes: [208, "u64"],
} as const satisfies Record<keyof TcpInfo, Field>;

/**
 * Reads what `getsockopt(TCP_INFO)` wrote.
 *
 * @param bytes The struct, as far as this kernel filled it: the length that
 * `Libc.getOption` returned.
 * @returns Its fields.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { decodeTcpInfo } from "@bufferbane/ffi";
 *
 * const bytes = new Uint8Array(104);
 * new DataView(bytes.buffer).setUint32(68, 20_160, true);
 * const info = decodeTcpInfo(bytes);
 * strictEqual(info.rttUs, 20_160);
 * strictEqual(info.minRttUs, NaN);
 * ```
 */
export function decodeTcpInfo(bytes: Uint8Array): TcpInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries = Object.entries(FIELDS).map(
    ([name, field]) => [name, read(view, field)],
  );
  // fromEntries forgets the names; they are those of FIELDS.
  return Object.fromEntries(entries) as TcpInfo;
}

function read(view: DataView, [offset, type]: Field): number {
  const bytes = { u8: 1, u32: 4, u64: 8 }[type];
  if (offset + bytes > view.byteLength) return NaN;
  if (type === "u8") return view.getUint8(offset);
  if (type === "u32") {
    const value = view.getUint32(offset, true);
    return value === 0xffff_ffff ? Infinity : value;
  }
  const value = view.getBigUint64(offset, true);
  return value === 0xffff_ffff_ffff_ffffn ? Infinity : Number(value);
}
