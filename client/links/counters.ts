/** One direction's counts since the interface was made or its driver loaded. */
export interface DirectionCounters {
  /** Layer-2 bytes, as `ip -s link` shows them. */
  readonly bytes: number;
  /** Packets. */
  readonly packets: number;
  /** Packets with errors. */
  readonly errors: number;
  /** Good packets that were dropped for want of room or a taker. */
  readonly dropped: number;
}

/**
 * An interface's counters. Each is exact up to 2^53 (9 petabytes), and above
 * that to the next even number.
 */
export interface InterfaceCounters {
  /** The interface's name. */
  readonly name: string;
  /** The interface's index, > 0; another one means other counters. */
  readonly index: number;
  /** What came in. */
  readonly received: DirectionCounters;
  /** What went out. */
  readonly sent: DirectionCounters;
  /** Collisions, on media that have them. */
  readonly collisions: number;
}

/** One direction's rates. */
export interface DirectionRates {
  /** Layer-2 bytes per second. */
  readonly bytesPerS: number;
  /** Packets per second. */
  readonly packetsPerS: number;
}

/** An interface's rates. */
export interface InterfaceRates {
  /** Coming in. */
  readonly received: DirectionRates;
  /** Going out. */
  readonly sent: DirectionRates;
}

/** Counters, and when they were read. */
export interface CounterSample {
  /** Monotonic clock, ns. */
  readonly atNs: bigint;
  /** What they were. */
  readonly counters: InterfaceCounters;
}

/** How far an interface's counters went between two readings. */
export interface CounterGrowth {
  /** How long that took, s, > 0. */
  readonly spanS: number;
  /** What came in. */
  readonly received: DirectionCounters;
  /** What went out. */
  readonly sent: DirectionCounters;
  /** Collisions. */
  readonly collisions: number;
}

/**
 * How far an interface's counters went up between two readings.
 *
 * Where bytes went back and packets did not, or the reverse, the counter has
 * wrapped: at 2^32 in old drivers, at 2^64 in others. Where both went back, or
 * the index is another, the driver began anew, and nothing is known. Errors,
 * drops and collisions are too few to wrap: where they went back, some drivers
 * have taken them back, and none are told.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const zero = { bytes: 0, packets: 0, errors: 0, dropped: 0 };
 * const before = {
 *   name: "eth0",
 *   index: 2,
 *   received: { ...zero, bytes: 2 ** 32 - 1000, packets: 1 },
 *   sent: zero,
 *   collisions: 0,
 * };
 * const after = { ...before, received: { ...zero, bytes: 2000, packets: 3 } };
 * const change = growth(
 *   { atNs: 0n, counters: before },
 *   { atNs: 2_000_000_000n, counters: after },
 * );
 * strictEqual(change?.received.bytes, 3000);
 * ```
 *
 * @param before The earlier reading.
 * @param after The later reading.
 * @returns The growth; `null` if the counters began anew in between, or if no
 * time passed.
 */
export function growth(
  before: CounterSample,
  after: CounterSample,
): CounterGrowth | null {
  const spanS = Number(after.atNs - before.atNs) / 1e9;
  if (spanS <= 0) return null;
  if (before.counters.index !== after.counters.index) return null;
  const received = growthOf(
    before.counters.received,
    after.counters.received,
  );
  const sent = growthOf(before.counters.sent, after.counters.sent);
  if (received === null || sent === null) return null;
  const collisions = increase(
    before.counters.collisions,
    after.counters.collisions,
  ) ?? 0;
  return { spanS, received, sent, collisions };
}

/**
 * How fast an interface's counters went up between two readings.
 *
 * @param before The earlier reading.
 * @param after The later reading.
 * @returns The rates; `null` where {@linkcode growth} is.
 */
export function rates(
  before: CounterSample,
  after: CounterSample,
): InterfaceRates | null {
  const change = growth(before, after);
  if (change === null) return null;
  const perSecond = ({ bytes, packets }: DirectionCounters) => ({
    bytesPerS: bytes / change.spanS,
    packetsPerS: packets / change.spanS,
  });
  return {
    received: perSecond(change.received),
    sent: perSecond(change.sent),
  };
}

/** One direction's growth, or `null` if its counters began anew. */
function growthOf(
  before: DirectionCounters,
  after: DirectionCounters,
): DirectionCounters | null {
  if (after.bytes < before.bytes && after.packets < before.packets) return null;
  const bytes = increase(before.bytes, after.bytes);
  const packets = increase(before.packets, after.packets);
  if (bytes === null || packets === null) return null;
  return {
    bytes,
    packets,
    errors: increase(before.errors, after.errors) ?? 0,
    dropped: increase(before.dropped, after.dropped) ?? 0,
  };
}

/** How far a counter went, over its end if need be; `null` if it did not. */
function increase(before: number, after: number): number | null {
  if (after >= before) return after - before;
  const range = before < 2 ** 32 ? 2 ** 32 : 2 ** 64;
  const wrapped = range - before + after;
  // Further than half its range between two readings is not to be believed.
  return wrapped < range / 2 ? wrapped : null;
}
