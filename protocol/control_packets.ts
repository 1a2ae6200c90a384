import {
  bytes,
  type Layout,
  layout,
  monoNs,
  text,
  u16,
  u32,
  u32List,
  u64,
  u8,
} from "./layout.ts";
import type { MonoNs } from "./time.ts";

/**
 * The most datagrams of a packet train: the times at which they arrived fit
 * into one STATS of 1200 bytes.
 */
export const MAX_TRAIN_PACKETS = 256;

/** In `ThroughputStats.arrivalsNs`: it has not arrived. */
export const NOT_ARRIVED = 0xffff_ffff;

/**
 * THROUGHPUT_STATS: whoever receives DATA reports what came, every 50 ms; also
 * the server's answer to a request for a test.
 */
export interface ThroughputStats {
  /** Tells it from other packets. */
  readonly kind: "throughputStats";
  /** Which test. */
  readonly testId: number;
  /** One of `BULK_STATE`. */
  readonly state: number;
  /** One of `BULK_REASON`. */
  readonly reason: number;
  /** Counts the reports; wraps at 65536. */
  readonly reportNumber: number;
  /** Datagrams received, each counted once. */
  readonly rxPackets: number;
  /** Datagrams up to the highest that are missing. */
  readonly lost: number;
  /** Datagrams received again. */
  readonly duplicates: number;
  /** Datagrams received behind a later one. */
  readonly reordered: number;
  /** Bytes of UDP payload received whole, each datagram once. */
  readonly rxBytes: bigint;
  /** The time since the last report, in us. */
  readonly intervalUs: number;
  /** Datagrams received in that time. */
  readonly intervalPackets: number;
  /** Bytes received in that time. */
  readonly intervalBytes: bigint;
  /** The highest sequence number received. */
  readonly highestSeq: number;
  /** One-way delay above the lowest of the test, in us. */
  readonly queueDelayUs: number;
  /** The receiver's monotonic clock at the first datagram. */
  readonly firstRx: MonoNs;
  /** The same at the last. */
  readonly lastRx: MonoNs;
  /** The rate that the server grants, in kbit/s. */
  readonly grantKbps: number;
  /** Where to connect to, for a test over TCP. */
  readonly tcpPort: number;
  /** How many flows are granted, for TCP. */
  readonly streams: number;
  /** What each flow shows when it connects; 16 bytes, zeros for UDP. */
  readonly tcpToken: Uint8Array;
  /**
   * Of a packet train, in the last report: when each datagram arrived, ns
   * after `firstRx`, by `seq`; or {@linkcode NOT_ARRIVED}. Else empty.
   */
  readonly arrivalsNs: readonly number[];
}

/** How {@linkcode ThroughputStats} lie in their body. */
export const THROUGHPUT_STATS: Layout<ThroughputStats> = layout(
  "throughputStats",
  {
    testId: u32(0),
    state: u8(4),
    reason: u8(5),
    reportNumber: u16(6),
    rxPackets: u32(8),
    lost: u32(12),
    duplicates: u32(16),
    reordered: u32(20),
    rxBytes: u64(24),
    intervalUs: u32(32),
    intervalPackets: u32(36),
    intervalBytes: u64(40),
    highestSeq: u32(48),
    queueDelayUs: u32(52),
    firstRx: monoNs(56),
    lastRx: monoNs(64),
    grantKbps: u32(72),
    tcpPort: u16(76),
    streams: u8(78),
    tcpToken: bytes(80, 16),
    arrivalsNs: u32List(96, MAX_TRAIN_PACKETS),
  },
);

/** The phases of a bufferbloat test; a mask. */
export const BLOAT_DIRECTION = {
  /** Load from client to server. */
  up: 1,
  /** Load from server to client. */
  down: 2,
  /** Both at once. */
  both: 4,
} as const;

/** BUFFERBLOAT_START: reserves the server's one place for a load test. */
export interface BufferbloatStart {
  /** Tells it from other packets. */
  readonly kind: "bufferbloatStart";
  /** Names the test; the load phases carry the same number. */
  readonly testId: number;
  /** Which phases: bits of {@linkcode BLOAT_DIRECTION}. */
  readonly directions: number;
  /** One of `BULK_MODE`: `fixed` or `tcp`. */
  readonly transport: number;
  /** How many TCP flows a direction. */
  readonly streams: number;
  /** How long to measure at rest, in ms. */
  readonly idleMs: number;
  /** How long each phase loads the line, in ms. */
  readonly loadMs: number;
  /** How long to measure after each phase, in ms. */
  readonly recoverMs: number;
  /** The time between ECHO_REQUESTs, in ms. */
  readonly echoIntervalMs: number;
  /** The token last received on this path; 8 bytes. */
  readonly pathToken: Uint8Array;
}

/** How a {@linkcode BufferbloatStart} lies in its body. */
export const BUFFERBLOAT_START: Layout<BufferbloatStart> = layout(
  "bufferbloatStart",
  {
    testId: u32(0),
    directions: u8(4),
    transport: u8(5),
    streams: u8(6),
    idleMs: u32(8),
    loadMs: u32(12),
    recoverMs: u32(16),
    echoIntervalMs: u16(20),
    pathToken: bytes(24, 8),
  },
);

/** BUFFERBLOAT_END: gives the place back. */
export interface BufferbloatEnd {
  /** Tells it from other packets. */
  readonly kind: "bufferbloatEnd";
  /** Which test. */
  readonly testId: number;
  /** One of `BULK_REASON`. */
  readonly reason: number;
}

/** How a {@linkcode BufferbloatEnd} lies in its body. */
export const BUFFERBLOAT_END: Layout<BufferbloatEnd> = layout(
  "bufferbloatEnd",
  { testId: u32(0), reason: u8(4) },
  { bodyBytes: 8 },
);

/** Why the server does not do what was asked. */
export const ERROR_CODE = {
  /** Too many packets; wait. */
  rate: 1,
  /** The day's budget is used up. */
  quota: 2,
  /** Another load test runs; wait. */
  busy: 3,
  /** The request makes no sense. */
  badRequest: 4,
  /** The request makes sense, but not here. */
  unsupported: 5,
  /** Ask again with the token in this packet. */
  pathNotValidated: 6,
  /** Open a new session. */
  sessionEnding: 7,
  /** The server is about to stop. */
  shuttingDown: 8,
  /** The load test was ended early. */
  testAborted: 9,
} as const;

/** ERROR: only inside a confirmed session, never longer than the request. */
export interface ErrorPacket {
  /** Tells it from other packets. */
  readonly kind: "error";
  /** One of {@linkcode ERROR_CODE}. */
  readonly code: number;
  /** The type byte of the request. */
  readonly refType: number;
  /** The packet number of the request. */
  readonly refPn: number;
  /** When to ask again, in ms; 0 = do not. */
  readonly retryAfterMs: number;
  /** To send back in the next request on this path; 8 bytes. */
  readonly pathToken: Uint8Array;
  /** For a person; at most 64 bytes of UTF-8. */
  readonly message: string;
}

/** How an {@linkcode ErrorPacket} lies in its body. */
export const ERROR: Layout<ErrorPacket> = layout("error", {
  code: u16(0),
  refType: u8(2),
  refPn: u32(4),
  retryAfterMs: u32(8),
  pathToken: bytes(12, 8),
  message: text(20, 64),
});
