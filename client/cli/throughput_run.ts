/** A throughput test, one direction after the other. @module */

import { BULK_REASON } from "@bufferbane/protocol";
import { unixMs } from "../model/mod.ts";
import { rateOf, ratesOf } from "../analysis/carried.ts";
import { isSteady } from "../analysis/steady_rate.ts";
import { LoadError } from "../probes/load_error.ts";
import { endLoads } from "../probes/load_questions.ts";
import type { ByteCount, LoadOutcome } from "../probes/load_outcome.ts";
import { runTcpLoad } from "../probes/tcp_load.ts";
import type { LoadLink } from "./load_link.ts";
import type { DirectionResult, TcpResult } from "./throughput_result.ts";
import {
  measureBySearch,
  measureByTrains,
  type UdpWish,
} from "./throughput_udp.ts";

/** The directions, in the order of a test. */
export const DIRECTIONS = ["down", "up"] as const;

/** One of {@linkcode DIRECTIONS}. */
export type DirectionName = typeof DIRECTIONS[number];

/** Of each rate in a result. */
const INTERVAL_MS = 100;
const SECOND_MS = 1000;

/** How many tests a direction may count on from its number: trains. */
const TESTS_A_DIRECTION = 100;

/** How the line can be loaded. */
export const METHODS = ["train", "search", "tcp"] as const;

/** One of {@linkcode METHODS}. */
export type Method = typeof METHODS[number];

/** What a throughput test is to do. */
export interface ThroughputPlan {
  /** How the line is loaded. */
  readonly method: Method;
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
  /** Told the rate of each packet train, counted from 1. */
  readonly onTrain?: (train: SecondRate) => void;
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
  const atMs = unixMs(context.clock.wall());
  const results: DirectionResult[] = [];
  for (const [index, direction] of plan.directions.entries()) {
    const testId = link.testId + index * TESTS_A_DIRECTION;
    const result = await measure(link, plan, { direction, testId, listener });
    listener.onDirection(result);
    results.push(result);
  }
  return { server: server.name, address: reach.address, atMs, results };
}

interface Leg {
  readonly direction: DirectionName;
  readonly testId: number;
  readonly listener: ThroughputListener;
}

async function measure(
  link: LoadLink,
  plan: ThroughputPlan,
  { direction, testId, listener }: Leg,
): Promise<DirectionResult> {
  const { sizeBytes = Infinity } = plan;
  const seconds = new SecondTeller(direction, listener.onSecond);
  const enough = new AbortController();
  const counts: ByteCount[] = [];
  const wish: UdpWish = {
    ...plan,
    direction,
    testId,
    enough: enough.signal,
    onCount(count) {
      counts.push(count);
      seconds.take(count.atMs, count.bytes);
      if (sizeBytes === Infinity) return;
      if (count.bytes >= sizeBytes || isSteady(counts)) enough.abort();
    },
    onTrain: (second, bps) => listener.onTrain?.({ direction, second, bps }),
  };
  switch (plan.method) {
    case "train":
      return await measureByTrains(link, wish);
    case "search":
      return await measureBySearch(link, wish);
    case "tcp":
      return await measureByTcp(link, plan, wish);
  }
}

async function measureByTcp(
  link: LoadLink,
  plan: ThroughputPlan,
  wish: UdpWish,
): Promise<TcpResult> {
  const { context, session, reach } = link;
  const options = { ...link, ...reach, ...plan, ...wish };
  const outcome = await runTcpLoad(context, session, options);
  await endLoads(session, wish.testId, outcome.reason);
  return resultOf(wish.direction, outcome);
}

function resultOf(
  direction: DirectionName,
  { counts, openFlows, reason, flows }: LoadOutcome,
): TcpResult {
  const rate = rateOf(counts);
  const last = counts.at(-1);
  if (rate === undefined || last === undefined) {
    throw new LoadError("aborted", "The server ended the load test at once");
  }
  return {
    method: "tcp",
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
