import {
  bytes,
  type Layout,
  layout,
  monoNs,
  optionalBytes,
  u16,
  u32,
  u64,
  u8,
  wallNs,
} from "./layout.ts";
import type { MonoNs, WallNs } from "./time.ts";

/** What a client can do or asks for, and what a server grants; bits. */
export const FEATURE = {
  /** Kernel transmit stamps. */
  kernelStamps: 1,
  /** Load tests over TCP. */
  tcpBulk: 2,
  /** Reserved: key exchange with forward secrecy. */
  x25519: 4,
  /** Tell me the address that my packets come from. */
  seenAddress: 8,
  /** Server only: the client could speak a newer version, and so could I. */
  downgraded: 16,
} as const;

/** KNOCK: a client asks for a session. */
export interface Knock {
  /** Tells it from other packets. */
  readonly kind: "knock";
  /** Fresh for every KNOCK, 32 bytes. */
  readonly clientRandom: Uint8Array;
  /** The oldest version that the client speaks. */
  readonly minVersion: number;
  /** The newest version that the client speaks. */
  readonly maxVersion: number;
  /** Bits of {@linkcode FEATURE}. */
  readonly features: number;
  /** The client's wall clock: shown to a person, decides nothing. */
  readonly wall: WallNs;
  /** The client's monotonic clock when it sealed this. */
  readonly mono: MonoNs;
  /** How many KNOCKs went before in this try, from 1. */
  readonly attempt: number;
  /** How long the session is wanted, in seconds. */
  readonly wantTtlS: number;
}

/** How a {@linkcode Knock} lies in its body. */
export const KNOCK: Layout<Knock> = layout("knock", {
  clientRandom: bytes(0, 32),
  minVersion: u8(32),
  maxVersion: u8(33),
  features: u16(34),
  wall: wallNs(36),
  mono: monoNs(44),
  attempt: u32(52),
  wantTtlS: u16(56),
}, { bodyBytes: 60 });

/** KNOCK_ACK: the server grants a session, and says what it allows. */
export interface KnockAck {
  /** Tells it from other packets. */
  readonly kind: "knockAck";
  /** Fresh for every KNOCK_ACK, 32 bytes. */
  readonly serverRandom: Uint8Array;
  /** The version chosen. */
  readonly version: number;
  /** Bits of {@linkcode FEATURE} that hold for this session. */
  readonly features: number;
  /** How long the session lives, in ms; traffic does not prolong it. */
  readonly ttlMs: number;
  /** Random per start of the server: a new one means that it restarted. */
  readonly bootId: bigint;
  /** How long the server has been up, in ms. */
  readonly uptimeMs: bigint;
  /** The server's wall clock: shown to a person, decides nothing. */
  readonly wall: WallNs;
  /** The server's monotonic clock when the KNOCK arrived. */
  readonly t2: MonoNs;
  /** The server's monotonic clock when it sealed this. */
  readonly t3: MonoNs;
  /** Proves to the server that the client receives at this address; 8 bytes. */
  readonly pathToken: Uint8Array;
  /** ECHO_REQUESTs a second that will be answered. */
  readonly maxEchoPps: number;
  /** The longest UDP payload to try, in bytes. */
  readonly maxDatagramBytes: number;
  /** The fastest load test, in kbit/s. */
  readonly maxRateKbps: number;
  /** The longest load, in ms. */
  readonly maxBulkMs: number;
  /** The server's clock error (RFC 4656, section 4.1.2). */
  readonly errorEstimate: number;
  /** Where load tests over TCP connect to; 0 = none. */
  readonly tcpPort: number;
  /** What is left of the day's load test budget, in bytes. */
  readonly bytesLeftToday: bigint;
  /** The address the KNOCK came from, IPv4-mapped, 16 bytes; if asked for. */
  readonly seenAddress: Uint8Array | undefined;
}

/** How a {@linkcode KnockAck} lies in its body. */
export const KNOCK_ACK: Layout<KnockAck> = layout("knockAck", {
  serverRandom: bytes(0, 32),
  version: u8(32),
  features: u16(34),
  ttlMs: u32(36),
  bootId: u64(40),
  uptimeMs: u64(48),
  wall: wallNs(56),
  t2: monoNs(64),
  t3: monoNs(72),
  pathToken: bytes(80, 8),
  maxEchoPps: u16(88),
  maxDatagramBytes: u16(90),
  maxRateKbps: u32(92),
  maxBulkMs: u32(96),
  errorEstimate: u16(100),
  tcpPort: u16(102),
  bytesLeftToday: u64(104),
  seenAddress: optionalBytes(112, 16),
});
