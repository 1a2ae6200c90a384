import {
  datagramBytes,
  encodePacket,
  type ErrorPacket,
  pnOf,
  typeOf,
} from "@bufferbane/protocol";
import type { ServerParts, SessionExchange } from "../exchange.ts";

/** Why a request is refused. */
export interface Refusal {
  /** One of `ERROR_CODE`. */
  readonly code: number;
  /** For a person; at most 64 bytes. */
  readonly message: string;
  /** When to ask again; 0 = do not. */
  readonly retryAfterMs: number;
}

/** A packet that needs no answer, and gets none. */
export function ignore(): number {
  return 0;
}

/**
 * Answers by an ERROR: at most one a second and session, never longer than
 * what it answers.
 *
 * @returns How many bytes of `reply` it is; 0 = silence.
 */
export function refuse(
  exchange: SessionExchange,
  { clock, counters, limits }: ServerParts,
  refusal: Refusal,
): number {
  const { session, request, path, nowMs } = exchange;
  if (!limits.control.take(session.slot, nowMs)) {
    counters.drop("control_limit");
    return 0;
  }
  if (!limits.errors.take(session.slot, nowMs)) return 0;
  const error: ErrorPacket = {
    kind: "error",
    refType: typeOf(request),
    refPn: pnOf(request),
    pathToken: path.token,
    ...refusal,
  };
  const bytes = datagramBytes(error);
  if (bytes > request.length) return 0;
  const reply = exchange.reply.subarray(0, bytes);
  encodePacket(error, reply);
  if (!session.session.seal(reply, clock.now)) return 0;
  counters.add("errors_sent", 1);
  return bytes;
}
