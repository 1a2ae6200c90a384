import type { TcpInfo } from "@bufferbane/ffi";

/** What the kernel counts, of several flows together. */
export interface FlowSums {
  /** Sent, headers apart, those sent again included. */
  readonly sentBytes: number;
  /** For how long there was something to send. */
  readonly busyMs: number;
  /** For how long of it the receiver's window was full. */
  readonly receiverLimitedMs: number;
  /** For how long of it the send buffer was too small. */
  readonly senderLimitedMs: number;
  /** Segments sent again. */
  readonly retransmits: number;
  /** What was in them. */
  readonly retransmittedBytes: number;
}

/** No flow. */
export const NO_FLOWS: FlowSums = {
  sentBytes: 0,
  busyMs: 0,
  receiverLimitedMs: 0,
  senderLimitedMs: 0,
  retransmits: 0,
  retransmittedBytes: 0,
};

/** The sums with one flow more. */
export function addFlow(sums: FlowSums, info: TcpInfo): FlowSums {
  return {
    sentBytes: sums.sentBytes + info.sentBytes,
    busyMs: sums.busyMs + info.busyUs / 1_000,
    receiverLimitedMs: sums.receiverLimitedMs +
      info.receiveWindowLimitedUs / 1_000,
    senderLimitedMs: sums.senderLimitedMs + info.sendBufferLimitedUs / 1_000,
    retransmits: sums.retransmits + info.totalRetransmits,
    retransmittedBytes: sums.retransmittedBytes + info.retransmittedBytes,
  };
}
