/** What a throughput test comes to, by method. @module */

import type { TrainConfidence } from "../analysis/train.ts";
import type { CarriedRate } from "../analysis/carried.ts";
import type { Direction } from "../model/mod.ts";

/** What the results of all methods have. */
interface AnyResult {
  /** Which way. */
  readonly direction: Direction;
  /** The rate, bit/s: of TCP payload, or of IP packets for the UDP methods. */
  readonly bps: number;
  /** How long it took. */
  readonly durationMs: number;
  /** What was carried, counted like the rate. */
  readonly bytes: number;
  /** Whether a limit of the server's ended it before its time. */
  readonly isCutShort: boolean;
}

/** What TCP connections carried. */
export interface TcpResult extends AnyResult, CarriedRate {
  /** Tells it from the others. */
  readonly method: "tcp";
  /** TCP connections that carried it. */
  readonly flows: number;
  /** Payload sent again. */
  readonly retransmittedBytes: number;
  /** The rate in each 100 ms, bit/s. */
  readonly bpsPer100Ms: readonly number[];
}

/** What a search for the highest rate of datagrams found (RFC 9097). */
export interface SearchResult extends AnyResult {
  /** Tells it from the others. */
  readonly method: "search";
  /** The mean of the last third, bit/s; `bps` is the best second. */
  readonly sustainedBps: number;
  /** Datagrams received. */
  readonly receivedPackets: number;
  /** Datagrams sent and not received: the search goes to the limit. */
  readonly lostPackets: number;
  /** The rate in each 100 ms, bit/s. */
  readonly bpsPer100Ms: readonly number[];
}

/** What the dispersion of packet trains says of the bottleneck. */
export interface TrainResult extends AnyResult {
  /** Tells it from the others. */
  readonly method: "train";
  /** Trains that could be used; `bps` is their median. */
  readonly trains: number;
  /** The lowest of them, bit/s. */
  readonly lowBps: number;
  /** The highest of them, bit/s. */
  readonly highBps: number;
  /** How far to trust it. */
  readonly confidence: TrainConfidence;
  /** The sender was hardly faster: the line may be faster still. */
  readonly isSenderLimited: boolean;
  /** Datagrams received. */
  readonly receivedPackets: number;
  /** Datagrams sent and not received. */
  readonly lostPackets: number;
}

/** What one direction came to. */
export type DirectionResult = TcpResult | SearchResult | TrainResult;
