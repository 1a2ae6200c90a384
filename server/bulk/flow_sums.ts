import type { TcpInfo } from "@bufferbane/ffi";

/** What the kernel counts, of several flows together. */
export interface FlowSums {
  readonly sentBytes: number;
  readonly busyMs: number;
  readonly receiverLimitedMs: number;
  readonly senderLimitedMs: number;
  readonly retransmits: number;
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
