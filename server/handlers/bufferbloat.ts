import {
  BLOAT_DIRECTION,
  type BufferbloatStart,
  BULK_MODE,
  BULK_STATE,
  decodePacket,
} from "@bufferbane/protocol";
import { MAX_LOAD_MS, refusal } from "../bulk/load_ask.ts";
import { plainStats } from "../bulk/plain_stats.ts";
import type { ServerParts, SessionExchange } from "../exchange.ts";
import { type Refusal, refuse } from "./refuse.ts";
import {
  answerStats,
  loadsFor,
  NO_SUCH_TEST,
  refuseLoad,
} from "./throughput.ts";

/** The slot outlives the phases by this. */
const SPARE_MS = 10_000;

/** What the pauses of a test may last. */
const MAX_PAUSE_MS = 60_000;

/** BUFFERBLOAT_START: reserves the one place for a load test. */
export function answerBufferbloatStart(
  exchange: SessionExchange,
  server: ServerParts,
): number {
  const packet = decodePacket(exchange.request);
  if (packet.kind !== "bufferbloatStart") return 0;
  const loads = loadsFor(exchange, server);
  if ("code" in loads) return refuse(exchange, server, loads);
  const fault = faultOf(packet);
  if (fault !== undefined) return refuseLoad(exchange, server, fault);
  const { quotaSlot } = exchange.session.owner.key;
  const { testId, idleMs, loadMs, recoverMs } = packet;
  const untilMs = exchange.nowMs + idleMs + SPARE_MS +
    phasesOf(packet) * (loadMs + recoverMs);
  if (!loads.reserve({ testId, quotaSlot, untilMs })) {
    return refuseLoad(exchange, server, loads.busy(exchange.nowMs));
  }
  return answerStats(exchange, server, plainStats(testId, BULK_STATE.accepted));
}

/** BUFFERBLOAT_END: gives the place back, and ends what may still run. */
export function answerBufferbloatEnd(
  exchange: SessionExchange,
  server: ServerParts,
): number {
  const packet = decodePacket(exchange.request);
  if (packet.kind !== "bufferbloatEnd") return 0;
  const { testId } = packet;
  const { quotaSlot } = exchange.session.owner.key;
  if (!server.loads?.release({ testId, quotaSlot })) {
    return refuse(exchange, server, NO_SUCH_TEST);
  }
  const stats = server.loads.end(exchange.session, testId) ??
    plainStats(testId, BULK_STATE.final);
  return answerStats(exchange, server, stats);
}

function phasesOf({ directions }: BufferbloatStart): number {
  return Object.values(BLOAT_DIRECTION)
    .filter((bit) => (directions & bit) !== 0).length;
}

function faultOf(packet: BufferbloatStart): Refusal | undefined {
  const { transport, testId, idleMs, loadMs, recoverMs } = packet;
  if (transport !== BULK_MODE.tcp) {
    return refusal("unsupported", "load tests run over TCP only");
  }
  if (testId === 0) return refusal("badRequest", "test_id: 0 is none");
  if (phasesOf(packet) === 0) {
    return refusal("badRequest", "dir: 0 (allowed: a mask of 1, 2, 4)");
  }
  if (loadMs > MAX_LOAD_MS || Math.max(idleMs, recoverMs) > MAX_PAUSE_MS) {
    return refusal("badRequest", "load up to 30000 ms, pauses up to 60000");
  }
  return undefined;
}
