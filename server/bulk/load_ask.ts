import { BULK_MODE, type BulkRequest, ERROR_CODE } from "@bufferbane/protocol";
import type { Refusal } from "../handlers/refuse.ts";
import type { ServerSession } from "../sessions.ts";

/** What a load phase may last. */
export const MAX_LOAD_MS = 30_000;

const MAX_STREAMS = 16;

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
}

/** What makes a request senseless. */
export function faultOf(request: BulkRequest): Refusal | undefined {
  const { mode, testId, streams, durationMs } = request;
  if (mode !== BULK_MODE.tcp) {
    return refusal("unsupported", "load tests run over TCP only");
  }
  if (testId === 0) return refusal("badRequest", "test_id: 0 is none");
  if (streams < 1 || streams > MAX_STREAMS) {
    return refusal("badRequest", `streams: ${streams} (allowed: 1 to 16)`);
  }
  if (durationMs < 1 || durationMs > MAX_LOAD_MS) {
    return refusal("badRequest", "duration_ms (allowed: 1 to 30000)");
  }
  return undefined;
}

/** A refusal that no waiting helps. */
export function refusal(
  code: keyof typeof ERROR_CODE,
  message: string,
): Refusal {
  return { code: ERROR_CODE[code], message, retryAfterMs: 0 };
}
