import { COUNTER_CELLS } from "./counters.ts";

/** How many networks are told apart; more share buckets by chance. */
export const NETWORKS = 65_536;

/** How many secrets there may be. */
export const MAX_KEYS = 4_096;

/** How many numbers {@linkcode SharedMemory.control} holds. */
const CONTROL_CELLS = 6;

/** What {@linkcode SharedMemory.control} holds. */
export const CONTROL = {
  /** Not 0: stop. */
  stop: 0,
  /** Raised after a message was posted: fetch it. */
  generation: 1,
  /** Confirmed sessions, of all threads. */
  sessions: 2,
  /** UDP datagrams that this machine's sockets had no room for. */
  queueOverflows: 3,
  /** The load test that has the one place for it; 0 = none. */
  bulkTest: 4,
  /** Which thread lets connections in, counted from 1; 0 = none. */
  doorTurn: 5,
} as const;

/**
 * What the threads of one server share: a quota would not be one if every
 * thread granted it anew.
 */
export interface SharedMemory {
  /** The whole, to be handed to another thread. */
  readonly buffer: SharedArrayBuffer;
  /** See {@linkcode CONTROL}; use `Atomics`. */
  readonly control: Int32Array;
  /** Confirmed sessions by secret, by `quotaSlot`; use `Atomics`. */
  readonly sessionsByKey: Int32Array;
  /** KNOCK_ACK buckets by secret. */
  readonly acks: Float64Array;
  /** KNOCK buckets by network. */
  readonly knocks: Float64Array;
  /** When a session was last confirmed from a network, ms. */
  readonly knownNetworks: Float64Array;
  /** Buckets for all together. */
  readonly global: Float64Array;
  /** Of the load test that has the place: see `BulkSlot`. */
  readonly bulk: Float64Array;
  /** Until when it is one thread's turn to let connections in, ms. */
  readonly doorTurn: Float64Array;
  /** Bytes of load tests by secret, on the day below. */
  readonly bulkBytes: Float64Array;
  /** Days since 1970 that these bytes are of. */
  readonly bulkDays: Float64Array;
  /** How many turns each thread has taken, which only that thread writes. */
  readonly turns: Float64Array;
  /** A row of counters for each thread, which only that thread writes. */
  readonly counters: readonly Float64Array[];
}

/**
 * Lays the memory out; every thread does so over the same buffer.
 *
 * @param workers How many threads.
 * @param buffer From the first thread; made anew if left out.
 */
export function shareMemory(
  workers: number,
  buffer?: SharedArrayBuffer,
): SharedMemory {
  const doubles = [
    MAX_KEYS,
    NETWORKS,
    NETWORKS,
    8,
    3,
    1,
    MAX_KEYS,
    MAX_KEYS,
    workers,
    ...Array.from({ length: workers }, () => COUNTER_CELLS),
  ];
  const words = CONTROL_CELLS + MAX_KEYS;
  const wordBytes = 4 * words;
  const memory = buffer ?? new SharedArrayBuffer(
    wordBytes + 8 * doubles.reduce((sum, count) => sum + count, 0),
  );
  let at = wordBytes;
  const take = (count: number) => {
    const view = new Float64Array(memory, at, count);
    at += 8 * count;
    return view;
  };
  return {
    buffer: memory,
    control: new Int32Array(memory, 0, CONTROL_CELLS),
    sessionsByKey: new Int32Array(memory, 4 * CONTROL_CELLS, MAX_KEYS),
    acks: take(MAX_KEYS),
    knocks: take(NETWORKS),
    knownNetworks: take(NETWORKS),
    global: take(8),
    bulk: take(3),
    doorTurn: take(1),
    bulkBytes: take(MAX_KEYS),
    bulkDays: take(MAX_KEYS),
    turns: take(workers),
    counters: Array.from({ length: workers }, () => take(COUNTER_CELLS)),
  };
}
