import { readU32, writeU32 } from "./bytes.ts";
import {
  bytes,
  type Field,
  type Layout,
  layout,
  monoNs,
  u16,
  u32,
  u8,
} from "./layout.ts";
import type { MonoNs } from "./time.ts";

/** Bits of an ECHO_REQUEST's flags. */
export const ECHO_REQUEST_FLAG = {
  /** Sent while a load test runs. */
  underLoad: 1,
  /** As long as the path may carry, to find out whether it does. */
  mtuProbe: 2,
} as const;

/** Bits of an ECHO_REPLY's flags. */
export const ECHO_REPLY_FLAG = {
  /** `t2` was taken by the kernel. */
  kernelStamp: 1,
  /** The server's wall clock was stepped since the last reply. */
  clockStepped: 2,
  /** The server's clock is synchronised. */
  clockSynced: 4,
  /** Send no faster, or replies will stop. */
  rateLimitSoon: 8,
} as const;

/** A kernel transmit stamp that is not known. */
export const TX_DELTA_UNKNOWN = 0xffff_ffff;

/** How many earlier replies' transmit stamps a reply carries. */
export const FOLLOW_UPS = 4;

/** How many requests back a reply tells which of them arrived. */
export const RX_BITMAP_BITS = 128;

/** ECHO_REQUEST: sent once a second, answered at once. */
export interface EchoRequest {
  /** Tells it from other packets. */
  readonly kind: "echoRequest";
  /** Counts the client's requests in this session. */
  readonly seq: number;
  /** Bits of {@linkcode ECHO_REQUEST_FLAG}. */
  readonly flags: number;
  /** The client's clock error (RFC 4656, section 4.1.2). */
  readonly errorEstimate: number;
  /** The client's monotonic clock when it sealed this. */
  readonly t1: MonoNs;
  /** The token last received on this path, or zeros; 8 bytes. */
  readonly pathToken: Uint8Array;
}

/** Where an ECHO_REQUEST's fields lie in its body. */
export const ECHO_REQUEST_AT = {
  seq: 0,
  flags: 4,
  errorEstimate: 6,
  t1: 8,
  pathToken: 16,
} as const;

/** How an {@linkcode EchoRequest} lies in its body. */
export const ECHO_REQUEST: Layout<EchoRequest> = layout("echoRequest", {
  seq: u32(ECHO_REQUEST_AT.seq),
  flags: u16(ECHO_REQUEST_AT.flags),
  errorEstimate: u16(ECHO_REQUEST_AT.errorEstimate),
  t1: monoNs(ECHO_REQUEST_AT.t1),
  pathToken: bytes(ECHO_REQUEST_AT.pathToken, 8),
});

/** When an earlier reply really left, told in a later one. */
export interface FollowUp {
  /** Which reply. */
  readonly seq: number;
  /** Kernel transmit stamp minus that reply's `t3`, in ns. */
  readonly txDeltaNs: number;
}

/** ECHO_REPLY: as long as its request. */
export interface EchoReply {
  /** Tells it from other packets. */
  readonly kind: "echoReply";
  /** The request's. */
  readonly seq: number;
  /** Bits of {@linkcode ECHO_REPLY_FLAG}. */
  readonly flags: number;
  /** The server's clock error (RFC 4656, section 4.1.2). */
  readonly errorEstimate: number;
  /** The request's. */
  readonly t1: MonoNs;
  /** The server's monotonic clock when the request arrived. */
  readonly t2: MonoNs;
  /** The server's monotonic clock just before this was handed over. */
  readonly t3: MonoNs;
  /** Of the last replies, newest first; four, unknown ones included. */
  readonly followUps: readonly FollowUp[];
  /** The highest sequence number that has arrived. */
  readonly rxHighest: number;
  /** How many different requests have arrived. */
  readonly rxCount: number;
  /** Bit i % 8 of byte i / 8: request `rxHighest - i` has arrived; 16 bytes. */
  readonly rxBitmap: Uint8Array;
  /** How many replies were sent, this one included. */
  readonly txCount: number;
  /** How many requests arrived more than once; stays at 65535. */
  readonly rxDuplicates: number;
  /** How many requests arrived behind a later one; stays at 65535. */
  readonly rxReordered: number;
  /** How many of this session's requests went over the limit. */
  readonly dropLimit: number;
  /** How many datagrams the server's socket had no room for. */
  readonly dropKernel: number;
  /** To send back in the next request on this path; 8 bytes. */
  readonly pathToken: Uint8Array;
  /** The request's TTL or hop limit on arrival; 0 = unknown. */
  readonly rxTtl: number;
  /** The request's TOS or traffic class on arrival. */
  readonly rxTos: number;
  /** The UDP port the request came from. */
  readonly seenPort: number;
}

/** Where an ECHO_REPLY's fields lie in its body. */
export const ECHO_REPLY_AT = {
  seq: 0,
  flags: 4,
  errorEstimate: 6,
  t1: 8,
  t2: 16,
  t3: 24,
  followUps: 32,
  rxHighest: 64,
  rxCount: 68,
  rxBitmap: 72,
  txCount: 88,
  rxDuplicates: 92,
  rxReordered: 94,
  dropLimit: 96,
  dropKernel: 100,
  pathToken: 104,
  rxTtl: 112,
  rxTos: 113,
  seenPort: 114,
} as const;

/** How many bytes one entry of `followUps` takes. */
export const FOLLOW_UP_BYTES = 8;

function followUps(offset: number): Field<readonly FollowUp[]> {
  const minBytes = FOLLOW_UPS * FOLLOW_UP_BYTES;
  return {
    offset,
    minBytes,
    allowed: `${FOLLOW_UPS} of them`,
    fits: (value) => value.length === FOLLOW_UPS,
    bytesOf: () => minBytes,
    read: (body) =>
      Array.from({ length: FOLLOW_UPS }, (_, i) => {
        const at = offset + i * FOLLOW_UP_BYTES;
        return { seq: readU32(body, at), txDeltaNs: readU32(body, at + 4) };
      }),
    write(body, value) {
      for (const [i, { seq, txDeltaNs }] of value.entries()) {
        writeU32(body, offset + i * FOLLOW_UP_BYTES, seq);
        writeU32(body, offset + i * FOLLOW_UP_BYTES + 4, txDeltaNs);
      }
    },
  };
}

/** How an {@linkcode EchoReply} lies in its body. */
export const ECHO_REPLY: Layout<EchoReply> = layout("echoReply", {
  seq: u32(ECHO_REPLY_AT.seq),
  flags: u16(ECHO_REPLY_AT.flags),
  errorEstimate: u16(ECHO_REPLY_AT.errorEstimate),
  t1: monoNs(ECHO_REPLY_AT.t1),
  t2: monoNs(ECHO_REPLY_AT.t2),
  t3: monoNs(ECHO_REPLY_AT.t3),
  followUps: followUps(ECHO_REPLY_AT.followUps),
  rxHighest: u32(ECHO_REPLY_AT.rxHighest),
  rxCount: u32(ECHO_REPLY_AT.rxCount),
  rxBitmap: bytes(ECHO_REPLY_AT.rxBitmap, RX_BITMAP_BITS / 8),
  txCount: u32(ECHO_REPLY_AT.txCount),
  rxDuplicates: u16(ECHO_REPLY_AT.rxDuplicates),
  rxReordered: u16(ECHO_REPLY_AT.rxReordered),
  dropLimit: u32(ECHO_REPLY_AT.dropLimit),
  dropKernel: u32(ECHO_REPLY_AT.dropKernel),
  pathToken: bytes(ECHO_REPLY_AT.pathToken, 8),
  rxTtl: u8(ECHO_REPLY_AT.rxTtl),
  rxTos: u8(ECHO_REPLY_AT.rxTos),
  seenPort: u16(ECHO_REPLY_AT.seenPort),
});
