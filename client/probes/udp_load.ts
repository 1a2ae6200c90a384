import {
  BULK_REASON,
  type BulkEnd,
  type ThroughputStats,
} from "@bufferbane/protocol";
import type { Direction } from "../model/mod.ts";
import type { ByteCount } from "./load_outcome.ts";
import { endOf } from "./load_questions.ts";
import type { LoadSession, TokenlessQuestion } from "./load_session.ts";
import type { ProbeContext } from "./probe.ts";
import { UdpDownload } from "./udp_download.ts";
import { UdpUpload } from "./udp_upload.ts";

/** What a load over UDP is to be. */
export interface UdpLoadOptions {
  /** Which way. */
  readonly direction: Direction;
  /** Names the test; not 0. */
  readonly testId: number;
  /** One of `BULK_MODE`, TCP apart. */
  readonly mode: number;
  /** The length of each datagram, 200 to 1400. */
  readonly datagramBytes: number;
  /** At most so many bytes, IP headers included; of a train, so many. */
  readonly maxBytes: number;
  /** The rate wanted, IP headers included, kbit/s; 0 = what the server allows. */
  readonly rateKbps: number;
  /** How long, ms, 1 to 30000; a train takes what it takes. */
  readonly durationMs: number;
  /** Breaks it off: no datagram after it. */
  readonly signal: AbortSignal;
  /** Ends it before its time, as if it had been over. */
  readonly enough?: AbortSignal;
  /** Told what has been carried, some times a second. */
  readonly onCount?: (count: ByteCount) => void;
}

/** What became of a load over UDP. */
export interface UdpOutcome {
  /** What had been carried, IP headers included, oldest first. */
  readonly counts: readonly ByteCount[];
  /** The receiver's last report. */
  readonly received: ThroughputStats;
  /** What the sender says; `null`: it was not heard. */
  readonly sent: BulkEnd | null;
  /** One of `BULK_REASON`: why it ended. */
  readonly reason: number;
  /** The most that the server allows, bit/s. */
  readonly grantBps: number;
}

/**
 * Loads the line in one direction with datagrams, to its end. Each is sealed
 * by the session's key, and counts only if it opens.
 *
 * @param context What to work with.
 * @param session An open session for load tests.
 * @param options What load.
 * @returns What was carried.
 * @throws {LoadError} If the server refuses or falls silent, or when the
 * signal has broken it off.
 */
export async function runUdpLoad(
  context: ProbeContext,
  session: LoadSession,
  options: UdpLoadOptions,
): Promise<UdpOutcome> {
  const opened = await session.opened();
  const tools = { context, session, opened };
  using load = options.direction === "up"
    ? new UdpUpload(tools, options)
    : new UdpDownload(tools, options);
  try {
    const grant = await session.ask(
      requestOf(options),
      ({ testId }) => testId === options.testId,
    );
    load.begin(grant);
    const outcome = await load.ended;
    const { maxRateKbps } = opened.agreement.ack;
    return { ...outcome, grantBps: 1_000 * maxRateKbps };
  } catch (error) {
    // The server would find out, a little later.
    session.tell(endOf(options.testId, BULK_REASON.cancelled));
    throw error;
  }
}

function requestOf(options: UdpLoadOptions): TokenlessQuestion {
  const { direction, testId, mode, rateKbps, durationMs } = options;
  return {
    kind: direction === "up" ? "throughputStart" : "downloadRequest",
    testId,
    mode,
    streams: 1,
    datagramBytes: options.datagramBytes,
    rateKbps,
    durationMs,
    maxBytes: BigInt(Math.round(options.maxBytes)),
  };
}
