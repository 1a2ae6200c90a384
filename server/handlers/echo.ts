import {
  ECHO_REPLY_FLAG,
  ECHO_REQUEST_AT,
  type MonoNs,
  numberAt,
  type ReplyStamps,
} from "@bufferbane/protocol";
import { portOf } from "@bufferbane/ffi";
import type { ServerParts, SessionExchange } from "../exchange.ts";

/** Filled in for every reply: see `ReplyStamps`. */
const STAMPS: ReplyStamps = {
  flags: 0,
  errorEstimate: 0,
  t2: 0n as MonoNs,
  t3: 0n as MonoNs,
  dropKernel: 0,
  pathToken: new Uint8Array(8),
  rxTtl: 0,
  rxTos: 0,
  seenPort: 0,
};

/** ECHO_REQUEST: answered at once, by as many bytes. */
export function answerEcho(
  exchange: SessionExchange,
  server: ServerParts,
): number {
  const { clock, counters, limits } = server;
  const { session, request, nowMs } = exchange;
  if (!mayEcho(exchange, server)) {
    session.ledger.countOverLimit();
    counters.drop("echo_limit");
    return 0;
  }
  STAMPS.flags = (exchange.isKernelStamp ? ECHO_REPLY_FLAG.kernelStamp : 0) |
    (clock.hasStepped ? ECHO_REPLY_FLAG.clockStepped : 0) |
    (clock.isSynchronised ? ECHO_REPLY_FLAG.clockSynced : 0) |
    (limits.echoes.isNearlyEmpty(session.slot, nowMs)
      ? ECHO_REPLY_FLAG.rateLimitSoon
      : 0);
  STAMPS.errorEstimate = clock.errorEstimate;
  STAMPS.t2 = exchange.t2;
  STAMPS.dropKernel = exchange.dropKernel;
  STAMPS.pathToken = exchange.path.token;
  STAMPS.rxTtl = exchange.ttl;
  STAMPS.rxTos = exchange.tos;
  STAMPS.seenPort = portOf(exchange.address);
  STAMPS.t3 = clock.mono();
  const reply = exchange.reply.subarray(0, request.length);
  session.ledger.answer(request, reply, STAMPS);
  if (!session.session.seal(reply, clock.now)) return 0;
  exchange.departure = {
    ledger: session.ledger,
    seq: numberAt(request, ECHO_REQUEST_AT.seq),
    t2: STAMPS.t2,
    t3: STAMPS.t3,
  };
  counters.add("echoes", 1);
  return reply.length;
}

/** A load test needs more of them than one who only watches. */
function mayEcho(
  { session, nowMs }: SessionExchange,
  { limits, loads }: ServerParts,
): boolean {
  return limits.echoes.take(session.slot, nowMs) ||
    (loads?.isTesting(session.owner.key.quotaSlot) === true &&
      limits.testEchoes.take(session.slot, nowMs));
}
