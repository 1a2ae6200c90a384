import {
  BULK_MODE,
  type BulkRequest,
  ERROR_CODE,
  MAX_DATAGRAM_BYTES,
} from "@bufferbane/protocol";
import type { Refusal } from "../handlers/refuse.ts";
import type { ServerSession } from "../sessions.ts";

/** What a load phase may last. */
export const MAX_LOAD_MS = 30_000;

const MAX_STREAMS = 16;

/** Shorter datagrams are mostly cipher, and load processors, not lines. */
const MIN_DATA_BYTES = 200;

/** Who asks for a load, and what. */
export interface LoadAsk {
  /** The request. */
  readonly request: BulkRequest;
  /** `FLOW.up` or `FLOW.down`. */
  readonly direction: number;
  /** Who asks. */
  readonly session: ServerSession;
  /** From where, as a native socket address. */
  readonly address: Uint8Array;
  /** IPv4 or IPv6. */
  readonly family: 4 | 6;
  /** Which of this machine's addresses was asked, 4 or 16 bytes; or none. */
  readonly local: Uint8Array;
}

/** What makes a request senseless. */
export function faultOf(
  request: BulkRequest,
  options: { readonly hasTcp: boolean },
): Refusal | undefined {
  const { mode, testId, durationMs } = request;
  if (testId === 0) return refusal("badRequest", "test_id: 0 is none");
  if (durationMs < 1 || durationMs > MAX_LOAD_MS) {
    return refusal("badRequest", "duration_ms (allowed: 1 to 30000)");
  }
  const isTcp = mode === BULK_MODE.tcp || mode === BULK_MODE.hold;
  if (!isTcp) return udpFaultOf(request);
  return options.hasTcp
    ? tcpFaultOf(request)
    : refusal("unsupported", "this server has no TCP port");
}

function tcpFaultOf({ streams }: BulkRequest): Refusal | undefined {
  if (streams >= 1 && streams <= MAX_STREAMS) return undefined;
  return refusal("badRequest", `streams: ${streams} (allowed: 1 to 16)`);
}

function udpFaultOf(
  { mode, datagramBytes, maxBytes }: BulkRequest,
): Refusal | undefined {
  if (!Object.values<number>(BULK_MODE).includes(mode)) {
    return refusal("unsupported", `mode: ${mode} (allowed: 1 to 6)`);
  }
  if (datagramBytes < MIN_DATA_BYTES || datagramBytes > MAX_DATAGRAM_BYTES) {
    const message = `dgram_len: ${datagramBytes} (allowed: 200 to 1400)`;
    return refusal("badRequest", message);
  }
  if (mode === BULK_MODE.burst && maxBytes === 0n) {
    return refusal("badRequest", "max_bytes: 0 (a train has a length)");
  }
  return undefined;
}

/** What IP and UDP put in front of a datagram. */
export const HEADER_BYTES = { 4: 28, 6: 48 } as const;

/** The least that a load can carry. */
export function leastBytesOf({ request, family }: LoadAsk): number {
  const { mode, datagramBytes } = request;
  return mode === BULK_MODE.tcp ? 1 : datagramBytes + HEADER_BYTES[family];
}

/** A refusal that no waiting helps. */
export function refusal(
  code: keyof typeof ERROR_CODE,
  message: string,
): Refusal {
  return { code: ERROR_CODE[code], message, retryAfterMs: 0 };
}
