import {
  type Clock,
  TRAFFIC_CLASSES,
  type TrafficClass,
  type TrafficCount,
  type TrafficSecond,
  unixMs,
} from "../model/mod.ts";
import type { Flow } from "./flows.ts";
import type { Total, Totals, TrafficSource, TrafficTotals } from "./source.ts";

/** So many flows are told of. */
const TOP_FLOWS = 10;

/** What went by between two readings. */
export interface TrafficSample {
  /** When it ended, Unix milliseconds. */
  readonly atMs: number;
  /** How long it really was, ms, > 0. */
  readonly spanMs: number;
  /** What went by within it. */
  readonly growth: TrafficTotals;
  /** What went by since counting began. */
  readonly totals: TrafficTotals;
  /** The flows that moved most, the largest first; `null`: not told apart. */
  readonly topFlows: readonly Flow[] | null;
}

/** Reads a source again and again; mostly once a second. */
export class TrafficSampler {
  readonly #source: TrafficSource;
  readonly #clock: Clock;
  #totals: TrafficTotals | null;
  #atNs: bigint;

  /** Reads it for the first time. The source stays the caller's. */
  constructor(source: TrafficSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
    this.#totals = source.read();
    this.#atNs = clock.mono();
  }

  /**
   * What went by since the last time.
   *
   * @returns `null` if the interface has gone, or has only just come back.
   */
  take(): TrafficSample | null {
    const before = this.#totals;
    const beforeNs = this.#atNs;
    const totals = this.#source.read();
    this.#totals = totals;
    this.#atNs = this.#clock.mono();
    if (before === null || totals === null || this.#atNs <= beforeNs) {
      return null;
    }
    return {
      atMs: unixMs(this.#clock.wall()),
      spanMs: Number(this.#atNs - beforeNs) / 1e6,
      growth: {
        received: less(totals.received, before.received),
        sent: less(totals.sent, before.sent),
      },
      totals,
      topFlows: this.#source.topFlows(TOP_FLOWS),
    };
  }
}

/**
 * A sample as it is stored. What is not told apart is stored as none.
 *
 * @param sample The sample.
 * @param name The interface.
 */
export function trafficSecond(
  { atMs, growth: { received, sent } }: TrafficSample,
  name: string,
): TrafficSecond {
  const counts = TRAFFIC_CLASSES.map((kind): [TrafficClass, TrafficCount] => [
    kind,
    {
      receivedBytes: received[kind]?.bytes ?? 0,
      sentBytes: sent[kind]?.bytes ?? 0,
      receivedPackets: received[kind]?.packets ?? 0,
      sentPackets: sent[kind]?.packets ?? 0,
    },
  ]);
  return {
    atMs,
    interface: name,
    // fromEntries() forgets the keys' type; TRAFFIC_CLASSES has every one.
    counts: Object.fromEntries(counts) as TrafficSecond["counts"],
  };
}

/**
 * Both directions in one.
 *
 * @param totals Of each direction.
 * @param kind The class.
 * @returns `null` if it is told apart in neither direction.
 */
export function bothWays(
  { received, sent }: TrafficTotals,
  kind: TrafficClass,
): Total | null {
  const one = received[kind];
  const other = sent[kind];
  if (one === undefined && other === undefined) return null;
  return {
    packets: (one?.packets ?? 0) + (other?.packets ?? 0),
    bytes: (one?.bytes ?? 0) + (other?.bytes ?? 0),
  };
}

function less(now: Totals, before: Totals): Totals {
  const kinds = TRAFFIC_CLASSES.flatMap((kind) => {
    const last = now[kind];
    const first = before[kind];
    if (last === undefined || first === undefined) return [];
    const total: Total = {
      packets: last.packets - first.packets,
      bytes: last.bytes - first.bytes,
    };
    return [[kind, total] as const];
  });
  // "all" is in every one.
  return Object.fromEntries(kinds) as Totals;
}
