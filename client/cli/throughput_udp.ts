/** A direction's rate by datagrams: packet trains, or a search. @module */

import {
  BULK_MODE,
  BULK_REASON,
  NOT_ARRIVED,
  SAFE_DATAGRAM_BYTES,
} from "@bufferbane/protocol";
import { ratesOf } from "../analysis/carried.ts";
import { searchedCapacity } from "../analysis/searched_capacity.ts";
import {
  bottleneckRate,
  leastRate,
  type PacketTrain,
  type TrainEstimate,
} from "../analysis/train.ts";
import type { Direction } from "../model/mod.ts";
import { LoadError } from "../probes/load_error.ts";
import type { ByteCount } from "../probes/load_outcome.ts";
import { endLoads } from "../probes/load_questions.ts";
import { runUdpLoad, type UdpOutcome } from "../probes/udp_load.ts";
import type { LoadLink } from "./load_link.ts";
import type { SearchResult, TrainResult } from "./throughput_result.ts";

/** Of one train. */
const TRAIN_BYTES = 100_000;

/** Trains of a test for which nobody has said how much it may move. */
const USUAL_TRAINS = 5;

/** More trains say no more. */
const MAX_TRAINS = 20;

/** Between two trains, so that none runs into the one before. */
const PAUSE_MS = 20;

/** RFC 9097's search B climbs so fast: ten rows of 1 Mbit/s every 50 ms. */
const CLIMB_KBPS_PER_MS = 200;

const INTERVAL_MS = 100;
const SECOND_MS = 1_000;

/** What IP and UDP put in front of a datagram. */
const HEADER_BYTES = { 4: 28, 6: 48 } as const;

/** One direction, and who is told how it goes. */
export interface UdpWish {
  /** Which way. */
  readonly direction: Direction;
  /** Names the test; further ones may count on from it. */
  readonly testId: number;
  /** How long at most, ms. */
  readonly durationMs: number;
  /** About so many bytes; left out: as many as the method wants. */
  readonly sizeBytes?: number;
  /** Ends it before its time. */
  readonly enough: AbortSignal;
  /** Told what has been carried. */
  readonly onCount: (count: ByteCount) => void;
  /** Told the rate of each train. */
  readonly onTrain: (train: number, bps: number) => void;
}

/**
 * Searches for the highest rate that gets through (RFC 9097).
 *
 * @param link With whom.
 * @param wish Which way.
 * @throws {LoadError} When there is no test to be had.
 */
export async function measureBySearch(
  link: LoadLink,
  wish: UdpWish,
): Promise<SearchResult> {
  const { direction, durationMs } = wish;
  const { agreement: { ack } } = await link.session.opened();
  // Search C doubles, and is coarse: for when B is still climbing at half time.
  const climbMs = ack.maxRateKbps / CLIMB_KBPS_PER_MS;
  const outcome = await runUdpLoad(link.context, link.session, {
    ...wish,
    signal: link.signal,
    mode: climbMs > durationMs / 2
      ? BULK_MODE.adaptiveFast
      : BULK_MODE.adaptive,
    datagramBytes: SAFE_DATAGRAM_BYTES,
    maxBytes: 0,
    rateKbps: 0,
  });
  await endLoads(link.session, wish.testId, outcome.reason);
  const { counts, received, reason } = outcome;
  const last = counts.at(-1);
  const seconds = ratesOf(counts, Math.min(SECOND_MS, last?.atMs ?? SECOND_MS));
  const capacity = searchedCapacity(seconds);
  if (last === undefined || capacity === null) {
    throw new LoadError("aborted", "The server ended the load test at once");
  }
  if (reason === BULK_REASON.circuitBreaker) {
    throw new LoadError(
      "aborted",
      "Cannot search for the line's rate as more than 30 % is lost even at 120 kbit/s",
    );
  }
  return {
    method: "search",
    direction,
    bps: capacity.maxBps,
    sustainedBps: capacity.sustainedBps,
    durationMs: last.atMs,
    bytes: last.bytes,
    receivedPackets: received.rxPackets,
    lostPackets: lostOf(outcome),
    isCutShort: reason !== BULK_REASON.done,
    bpsPer100Ms: ratesOf(counts, INTERVAL_MS).map(Math.round),
  };
}

/**
 * Sends packet trains, and takes the bottleneck's rate from how far it spreads
 * them.
 *
 * @param link With whom.
 * @param wish Which way.
 * @throws {LoadError} When there is no test to be had, or too little arrived.
 */
export async function measureByTrains(
  link: LoadLink,
  wish: UdpWish,
): Promise<TrainResult> {
  const { clock } = link.context;
  const beganNs = clock.mono();
  const trains: PacketTrain[] = [];
  let receivedPackets = 0;
  let lostPackets = 0;
  const wanted = trainsFor(wish);
  while (trains.length < wanted && !wish.enough.aborted) {
    const outcome = await sendTrain(link, wish, trains.length);
    receivedPackets += outcome.received.rxPackets;
    lostPackets += lostOf(outcome);
    const train = trainOf(outcome, link.session.family);
    trains.push(train);
    const rate = bottleneckRate([train]);
    if (rate !== null) wish.onTrain(trains.length, rate.rateBps);
    const elapsedMs = Number(clock.mono() - beganNs) / 1e6;
    if (elapsedMs > wish.durationMs) break;
    if (trains.length < wanted) await pause(link, outcome.grantBps);
  }
  const { rateBps, ...estimate } = judged(trains);
  return {
    method: "train",
    direction: wish.direction,
    bps: rateBps,
    ...estimate,
    durationMs: Number(clock.mono() - beganNs) / 1e6,
    bytes: receivedPackets * lineBytes(link.session.family),
    receivedPackets,
    lostPackets,
    isCutShort: false,
  };
}

async function sendTrain(
  link: LoadLink,
  { direction, testId, durationMs }: UdpWish,
  index: number,
): Promise<UdpOutcome> {
  const { context, session, signal } = link;
  const { maxRateKbps } = (await session.opened()).agreement.ack;
  const outcome = await runUdpLoad(context, session, {
    direction,
    testId: testId + index,
    durationMs,
    signal,
    mode: BULK_MODE.burst,
    datagramBytes: SAFE_DATAGRAM_BYTES,
    // One burst: no longer than what the server allows in a second.
    maxBytes: Math.min(TRAIN_BYTES, maxRateKbps * 1_000 / 8),
    rateKbps: 0,
  });
  await endLoads(session, testId + index, outcome.reason);
  return outcome;
}

/** Until the last train would have passed at the server's highest rate. */
async function pause({ context }: LoadLink, grantBps: number): Promise<void> {
  const ms = PAUSE_MS + 8 * TRAIN_BYTES / grantBps * SECOND_MS;
  const { schedule, clock } = context;
  const { promise, resolve } = Promise.withResolvers<void>();
  schedule.at(clock.mono() + BigInt(Math.ceil(ms)) * 1_000_000n, resolve);
  await promise;
}

function judged(trains: readonly PacketTrain[]): TrainEstimate {
  const estimate = bottleneckRate(trains);
  if (estimate !== null) return estimate;
  const rateBps = leastRate(trains);
  if (rateBps !== null) {
    return {
      rateBps,
      lowBps: rateBps,
      highBps: rateBps,
      trains: trains.length,
      isSenderLimited: true,
      confidence: "low",
    };
  }
  throw new LoadError(
    "silent",
    "Cannot tell the line's rate as too little of the packet trains has arrived",
  );
}

function trainsFor({ sizeBytes }: UdpWish): number {
  if (sizeBytes === undefined) return USUAL_TRAINS;
  return Math.min(MAX_TRAINS, Math.max(1, Math.floor(sizeBytes / TRAIN_BYTES)));
}

/** The train as the analysis wants it. */
function trainOf(
  { received, sent }: UdpOutcome,
  family: 4 | 6,
): PacketTrain {
  const sizeBytes = lineBytes(family);
  const { arrivalsNs } = received;
  const tookNs = sent === null ? 0 : Number(sent.lastTx - sent.firstTx);
  const bits = 8 * sizeBytes * (sent?.sentPackets ?? 0);
  return {
    arrivals: arrivalsNs.filter((ns) => ns !== NOT_ARRIVED)
      .map((atNs) => ({ atNs, sizeBytes })),
    sent: sent?.sentPackets ?? arrivalsNs.length,
    sendRateBps: tookNs > 0 ? bits / (tookNs / 1e9) : null,
  };
}

function lostOf({ received, sent }: UdpOutcome): number {
  const sentPackets = sent?.sentPackets ?? received.highestSeq + 1;
  return Math.max(0, sentPackets - received.rxPackets);
}

function lineBytes(family: 4 | 6): number {
  return SAFE_DATAGRAM_BYTES + HEADER_BYTES[family];
}
