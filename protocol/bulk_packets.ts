import {
  bytes,
  type Layout,
  layout,
  monoNs,
  u16,
  u32,
  u64,
  u8,
} from "./layout.ts";
import type { MonoNs } from "./time.ts";

/** How a load test finds its rate. */
export const BULK_MODE = {
  /** `rateKbps` throughout. */
  fixed: 1,
  /** Search for the highest rate (RFC 9097). */
  adaptive: 2,
  /** One train of datagrams, back to back. */
  burst: 3,
  /** TCP flows instead of datagrams. */
  tcp: 4,
  /** Like `adaptive`, by doubling: for short tests. */
  adaptiveFast: 5,
  /** No load: one TCP connection that is held (`FLOW.hold`). */
  hold: 6,
} as const;

/**
 * How many datagrams of a packet train its sender hands over at a time: few
 * enough that whatever cannot cut a run on the way lets the next one wait.
 */
export const TRAIN_RUN = 16;

/** How far a load test is, as its receiver reports. */
export const BULK_STATE = {
  /** Granted; nothing received yet. */
  accepted: 0,
  /** A report on the way. */
  running: 1,
  /** The last report; asks for no more ENDs. */
  final: 2,
  /** Ended early; `reason` says why. */
  aborted: 3,
} as const;

/** Why a load test ended; the `reason` of END and STATS. */
export const BULK_REASON = {
  /** As planned. */
  done: 0,
  /** No report for a second: the receiver may be gone. */
  noReports: 1,
  /** The path changed: whoever is there now has not agreed. */
  pathChanged: 2,
  /** More than 30 % lost at the lowest rate, 40 reports long. */
  circuitBreaker: 3,
  /** A limit of time, bytes, or the day's budget. */
  limit: 4,
  /** A person or a program stopped it. */
  cancelled: 5,
} as const;

/** What asks for a load test, whichever way it runs. */
export interface BulkRequest {
  /** Names the test; asking again with the same number is harmless. */
  readonly testId: number;
  /** One of {@linkcode BULK_MODE}. */
  readonly mode: number;
  /** How many flows, for TCP. */
  readonly streams: number;
  /** The length of every DATA datagram, in bytes. */
  readonly datagramBytes: number;
  /** The rate wanted, in kbit/s; 0 = what the server allows. */
  readonly rateKbps: number;
  /** How long, in ms. */
  readonly durationMs: number;
  /** At most this many bytes. */
  readonly maxBytes: bigint;
  /** The token last received on this path; 8 bytes. */
  readonly pathToken: Uint8Array;
}

const REQUEST_FIELDS = {
  testId: u32(0),
  mode: u8(4),
  streams: u8(5),
  datagramBytes: u16(6),
  rateKbps: u32(8),
  durationMs: u32(12),
  maxBytes: u64(16),
  pathToken: bytes(24, 8),
};

/** THROUGHPUT_START: the client asks to send. */
export interface ThroughputStart extends BulkRequest {
  /** Tells it from other packets. */
  readonly kind: "throughputStart";
}

/** How a {@linkcode ThroughputStart} lies in its body. */
export const THROUGHPUT_START: Layout<ThroughputStart> = layout(
  "throughputStart",
  REQUEST_FIELDS,
);

/** DOWNLOAD_REQUEST: the client asks the server to send. */
export interface DownloadRequest extends BulkRequest {
  /** Tells it from other packets. */
  readonly kind: "downloadRequest";
}

/** How a {@linkcode DownloadRequest} lies in its body. */
export const DOWNLOAD_REQUEST: Layout<DownloadRequest> = layout(
  "downloadRequest",
  REQUEST_FIELDS,
);

/** What every DATA datagram says, before its filler. */
export interface BulkData {
  /** Which test. */
  readonly testId: number;
  /** Counts the test's datagrams from 0; also the packet number. */
  readonly seq: number;
  /** The sender's monotonic clock. */
  readonly tx: MonoNs;
  /** The whole datagram's length; shorter on arrival means cut. */
  readonly datagramBytes: number;
  /** None has a meaning yet. */
  readonly flags: number;
  /** Which row of the rate table the sender is on; 0 at a fixed rate. */
  readonly rateIndex: number;
}

/** Where a DATA datagram's fields lie in its body. */
export const DATA_AT = {
  testId: 0,
  seq: 4,
  tx: 8,
  datagramBytes: 16,
  flags: 18,
  rateIndex: 20,
} as const;

const DATA_FIELDS = {
  testId: u32(DATA_AT.testId),
  seq: u32(DATA_AT.seq),
  tx: monoNs(DATA_AT.tx),
  datagramBytes: u16(DATA_AT.datagramBytes),
  flags: u16(DATA_AT.flags),
  rateIndex: u32(DATA_AT.rateIndex),
};

/** THROUGHPUT_DATA: load, client to server. */
export interface ThroughputData extends BulkData {
  /** Tells it from other packets. */
  readonly kind: "throughputData";
}

/** How a {@linkcode ThroughputData} lies in its body. */
export const THROUGHPUT_DATA: Layout<ThroughputData> = layout(
  "throughputData",
  DATA_FIELDS,
);

/** DOWNLOAD_DATA: load, server to client. */
export interface DownloadData extends BulkData {
  /** Tells it from other packets. */
  readonly kind: "downloadData";
}

/** How a {@linkcode DownloadData} lies in its body. */
export const DOWNLOAD_DATA: Layout<DownloadData> = layout(
  "downloadData",
  DATA_FIELDS,
);

/** What the sender of DATA says when it has stopped. */
export interface BulkEnd {
  /** Which test. */
  readonly testId: number;
  /** One of {@linkcode BULK_REASON}. */
  readonly reason: number;
  /** How many datagrams were sent. */
  readonly sentPackets: number;
  /** How many bytes of UDP payload were sent. */
  readonly sentBytes: bigint;
  /** The sender's monotonic clock at the first datagram. */
  readonly firstTx: MonoNs;
  /** The same at the last. */
  readonly lastTx: MonoNs;
}

const END_FIELDS = {
  testId: u32(0),
  reason: u8(4),
  sentPackets: u32(8),
  sentBytes: u64(16),
  firstTx: monoNs(24),
  lastTx: monoNs(32),
};

/** THROUGHPUT_END: the client has sent all; repeated until STATS says final. */
export interface ThroughputEnd extends BulkEnd {
  /** Tells it from other packets. */
  readonly kind: "throughputEnd";
}

/** How a {@linkcode ThroughputEnd} lies in its body. */
export const THROUGHPUT_END: Layout<ThroughputEnd> = layout(
  "throughputEnd",
  END_FIELDS,
);

/** DOWNLOAD_END: the server has sent all; repeated until STATS says final. */
export interface DownloadEnd extends BulkEnd {
  /** Tells it from other packets. */
  readonly kind: "downloadEnd";
}

/** How a {@linkcode DownloadEnd} lies in its body. */
export const DOWNLOAD_END: Layout<DownloadEnd> = layout(
  "downloadEnd",
  END_FIELDS,
);
