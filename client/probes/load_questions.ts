import {
  BULK_MODE,
  BULK_STATE,
  FLOW,
  type MonoNs,
  SAFE_DATAGRAM_BYTES,
} from "@bufferbane/protocol";
import type { Direction } from "../model/mod.ts";
import { LoadError } from "./load_error.ts";
import type { LoadSession, TokenlessQuestion } from "./load_session.ts";

/** What is asked for: the load of one direction. */
export interface LoadWish {
  /** Which way. */
  readonly direction: Direction;
  /** Names the test; not 0. */
  readonly testId: number;
  /** How many connections, 1 to 16. */
  readonly streams: number;
  /** How long, 1 to 30000. */
  readonly durationMs: number;
}

/** A direction as the protocol writes it. */
export function flowOf({ direction }: LoadWish): number {
  return direction === "up" ? FLOW.up : FLOW.down;
}

/** Asks for a load; asked again, how far it is. */
export function questionOf(options: LoadWish): TokenlessQuestion {
  const { direction, testId, streams, durationMs } = options;
  return {
    kind: direction === "up" ? "throughputStart" : "downloadRequest",
    testId,
    mode: BULK_MODE.tcp,
    streams,
    datagramBytes: SAFE_DATAGRAM_BYTES,
    rateKbps: 0,
    durationMs,
    maxBytes: 0n,
  };
}

/**
 * Ends all loads of a test at the server, for sure: its one place for a test
 * is free then, unless it is reserved.
 *
 * @param session The session they were granted in.
 * @param testId Which test.
 * @param reason One of `BULK_REASON`.
 * @throws {LoadError} `aborted`.
 */
export async function endLoads(
  session: LoadSession,
  testId: number,
  reason: number,
): Promise<void> {
  try {
    await session.ask(
      endOf(testId, reason),
      (stats) => stats.testId === testId && stats.state >= BULK_STATE.final,
    );
  } catch (error) {
    // Asked again, it has no such test any more; silent, it will notice.
    if (!(error instanceof LoadError) || error.failure === "aborted") {
      throw error;
    }
  }
}

/** Says that a test is over. */
export function endOf(testId: number, reason: number): TokenlessQuestion {
  const never = 0n as MonoNs; // no datagrams were sent: no clock says when
  return {
    kind: "throughputEnd",
    testId,
    reason,
    sentPackets: 0,
    sentBytes: 0n,
    firstTx: never,
    lastTx: never,
  };
}
