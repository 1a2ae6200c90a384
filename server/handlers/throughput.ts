import {
  BULK_MODE,
  type BulkRequest,
  datagramBytes,
  decodePacket,
  encodePacket,
  ERROR_CODE,
  FLOW,
  type ThroughputStats,
} from "@bufferbane/protocol";
import type { ServerParts, SessionExchange } from "../exchange.ts";
import type { LoadTests } from "../bulk/load_tests.ts";
import { type Refusal, refuse } from "./refuse.ts";

/** THROUGHPUT_START: grants an upload, or says how far it is. */
export function answerThroughputStart(
  exchange: SessionExchange,
  server: ServerParts,
): number {
  const packet = decodePacket(exchange.request);
  if (packet.kind !== "throughputStart") return 0;
  return answerRequest(exchange, server, {
    request: packet,
    direction: FLOW.up,
  });
}

/** DOWNLOAD_REQUEST: grants a download, or says how far it is. */
export function answerDownloadRequest(
  exchange: SessionExchange,
  server: ServerParts,
): number {
  const packet = decodePacket(exchange.request);
  if (packet.kind !== "downloadRequest") return 0;
  return answerRequest(exchange, server, {
    request: packet,
    direction: FLOW.down,
  });
}

/** THROUGHPUT_END: the client has enough, of both directions. */
export function answerThroughputEnd(
  exchange: SessionExchange,
  server: ServerParts,
): number {
  const packet = decodePacket(exchange.request);
  if (packet.kind !== "throughputEnd") return 0;
  const stats = server.loads?.end(exchange.session, packet.testId);
  return stats === undefined
    ? refuse(exchange, server, NO_SUCH_TEST)
    : answerStats(exchange, server, stats);
}

/** THROUGHPUT_STATS: a client reports of its download; nothing to answer. */
export function takeThroughputStats(
  exchange: SessionExchange,
  server: ServerParts,
): number {
  const packet = decodePacket(exchange.request);
  if (packet.kind !== "throughputStats") return 0;
  server.loads?.take(exchange.session, packet);
  return 0;
}

/** Asked about a test that is not here. */
export const NO_SUCH_TEST: Refusal = {
  code: ERROR_CODE.badRequest,
  message: "there is no such test",
  retryAfterMs: 0,
};

const NO_LOAD_TESTS: Refusal = {
  code: ERROR_CODE.unsupported,
  message: "this server has no load tests",
  retryAfterMs: 0,
};

const NOT_ASKED_FOR: Refusal = {
  code: ERROR_CODE.unsupported,
  message: "this session was not opened for load tests",
  retryAfterMs: 0,
};

const NOT_VALIDATED: Refusal = {
  code: ERROR_CODE.pathNotValidated,
  message: "ask again with this token",
  retryAfterMs: 0,
};

/** The load tests, or why whoever asks may have none at all. */
export function loadsFor(
  { path }: SessionExchange,
  { loads }: ServerParts,
): LoadTests | Refusal {
  if (loads === undefined || !loads.isOpen) return NO_LOAD_TESTS;
  // Load goes only where somebody has shown to receive.
  return path.isValidated ? loads : NOT_VALIDATED;
}

/** Answers by STATS; 0 if there were too many. */
export function answerStats(
  exchange: SessionExchange,
  { clock, counters, limits }: ServerParts,
  stats: ThroughputStats,
): number {
  const { session, nowMs } = exchange;
  if (!limits.control.take(session.slot, nowMs)) {
    counters.drop("control_limit");
    return 0;
  }
  // No answer is longer than its question.
  const fits = datagramBytes(stats) <= exchange.request.length;
  const answer = fits ? stats : { ...stats, arrivalsNs: [] };
  const bytes = datagramBytes(answer);
  if (bytes > exchange.request.length) return 0;
  const reply = exchange.reply.subarray(0, bytes);
  encodePacket(answer, reply);
  return session.session.seal(reply, clock.now) ? bytes : 0;
}

function answerRequest(
  exchange: SessionExchange,
  server: ServerParts,
  ask: { readonly request: BulkRequest; readonly direction: number },
): number {
  const { session, address, family, local } = exchange;
  const loads = loadsFor(exchange, server);
  if ("code" in loads) return refuse(exchange, server, loads);
  if (session.agreement === undefined) {
    return refuse(exchange, server, NOT_ASKED_FOR);
  }
  const answer = loads.request({ ...ask, session, address, family, local });
  if ("kind" in answer) return answerStats(exchange, server, answer);
  // A connection that is only held is no load test.
  const isLoad = ask.request.mode !== BULK_MODE.hold;
  return (isLoad ? refuseLoad : refuse)(exchange, server, answer);
}

/** Refuses a load test that may be asked for, and counts why. */
export function refuseLoad(
  exchange: SessionExchange,
  server: ServerParts,
  refusal: Refusal,
): number {
  const { code } = refusal;
  server.counters.add(
    code === ERROR_CODE.busy
      ? "loads_refused_busy"
      : code === ERROR_CODE.quota
      ? "loads_refused_quota"
      : "loads_refused_other",
    1,
  );
  return refuse(exchange, server, refusal);
}
