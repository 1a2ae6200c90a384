/** A throughput test, one direction after the other. @module */

import { BULK_REASON } from "@bufferbane/protocol";
import { type CarriedRate, rateOf, ratesOf } from "../analysis/carried.ts";
import { isSteady } from "../analysis/steady_rate.ts";
import { LoadError } from "../probes/load_error.ts";
import { endLoads } from "../probes/load_questions.ts";
import type { ByteCount, LoadOutcome } from "../probes/load_outcome.ts";
import { runTcpLoad } from "../probes/tcp_load.ts";
import type { LoadLink } from "./load_link.ts";

/** The directions, in the order of a test. */
export const DIRECTIONS = ["down", "up"] as const;

/** One of {@linkcode DIRECTIONS}. */
export type DirectionName = typeof DIRECTIONS[number];

/** Of each rate in a result. */
const INTERVAL_MS = 100;
const SECOND_MS = 1000;

/** What a throughput test is to do. */
export interface ThroughputPlan {
  /** Which directions, in this order. */
  readonly directions: readonly DirectionName[];
  /** TCP connections, 1 to 16. */
  readonly streams: number;
  /** Of each direction, 1 to 30000. */
  readonly durationMs: number;
  /** A direction ends once it has carried so much, or shown its rate. */
  readonly sizeBytes?: number;
}

/** One second of a test. */
export interface SecondRate {
  /** Which way. */
  readonly direction: DirectionName;
  /** Counts from 1. */
  readonly second: number;
  /** bit/s. */
  readonly bps: number;
}

/** What one direction came to; rates are of TCP payload. */
export interface DirectionResult extends CarriedRate {
  /** Which way. */
  readonly direction: DirectionName;
  /** How long it took. */
  readonly durationMs: number;
  /** What was carried. */
  readonly bytes: number;
  /** TCP connections that carried it. */
  readonly flows: number;
  /** Payload sent again. */
  readonly retransmittedBytes: number;
  /** Whether a limit of the server's ended it before its time. */
  readonly isCutShort: boolean;
  /** The rate in each 100 ms, bit/s. */
  readonly bpsPer100Ms: readonly number[];
}

/** What a test came to. */
export interface ThroughputResult {
  /** The server's name in the configuration. */
  readonly server: string;
  /** Its address. */
  readonly address: string;
  /** When the test began, unix ms. */
  readonly atMs: number;
  /** Those that were asked for. */
  readonly results: readonly DirectionResult[];
}

/** Who is told how a test goes. */
export interface ThroughputListener {
  /** The server has answered. */
  readonly onStart: () => void;
  /** Told each second. */
  readonly onSecond: (second: SecondRate) => void;
  /** Told each direction's end. */
  readonly onDirection: (result: DirectionResult) => void;
}

/**
 * Runs a throughput test.
 *
 * @param link With whom.
 * @param plan What to do.
 * @param listener Who is told.
 * @throws {LoadError} When there is no test to be had.
 */
export async function measureThroughput(
  link: LoadLink,
  plan: ThroughputPlan,
  listener: ThroughputListener,
): Promise<ThroughputResult> {
  const { context, session, server, reach } = link;
  await session.opened();
  listener.onStart();
  const atMs = Number(context.clock.wall() / 1_000_000n);
  const results: DirectionResult[] = [];
  for (const [index, direction] of plan.directions.entries()) {
    const seconds = new SecondTeller(direction, listener.onSecond);
    const testId = link.testId + index;
    const enough = new AbortController();
    const counts: ByteCount[] = [];
    const outcome = await runTcpLoad(context, session, {
      ...link,
      ...reach,
      ...plan,
      direction,
      testId,
      enough: enough.signal,
      onCount(count) {
        counts.push(count);
        seconds.take(count.atMs, count.bytes);
        if (plan.sizeBytes === undefined) return;
        if (count.bytes >= plan.sizeBytes || isSteady(counts)) enough.abort();
      },
    });
    await endLoads(session, testId, outcome.reason);
    const result = resultOf(direction, outcome);
    listener.onDirection(result);
    results.push(result);
  }
  return { server: server.name, address: reach.address, atMs, results };
}

function resultOf(
  direction: DirectionName,
  { counts, openFlows, reason, flows }: LoadOutcome,
): DirectionResult {
  const rate = rateOf(counts);
  const last = counts.at(-1);
  if (rate === undefined || last === undefined) {
    throw new LoadError("aborted", "The server ended the load test at once");
  }
  return {
    direction,
    ...rate,
    durationMs: last.atMs,
    bytes: last.bytes,
    flows: openFlows,
    retransmittedBytes: flows.reduce(
      (sum, flow) => sum + flow.retransmittedBytes,
      0,
    ),
    isCutShort: reason !== BULK_REASON.done,
    bpsPer100Ms: ratesOf(counts, INTERVAL_MS).map(Math.round),
  };
}

/** Tells the rate of each second when it is over. */
class SecondTeller {
  readonly #direction: DirectionName;
  readonly #onSecond: (second: SecondRate) => void;
  #second = 0;
  #before = { atMs: 0, bytes: 0 };

  constructor(
    direction: DirectionName,
    onSecond: (second: SecondRate) => void,
  ) {
    this.#direction = direction;
    this.#onSecond = onSecond;
  }

  take(atMs: number, bytes: number): void {
    const second = Math.floor(atMs / SECOND_MS);
    if (second === this.#second) return;
    this.#second = second;
    const bits = 8 * (bytes - this.#before.bytes);
    const bps = bits / ((atMs - this.#before.atMs) / SECOND_MS);
    this.#before = { atMs, bytes };
    this.#onSecond({ direction: this.#direction, second, bps });
  }
}
