import type {
  Aead,
  EchoLedger,
  MonoNs,
  NonceSource,
  Path,
  RandomBytes,
} from "@bufferbane/protocol";
import type { LoadTests } from "./bulk/load_tests.ts";
import type { ServerClock } from "./clock.ts";
import type { Counters } from "./counters.ts";
import type { RecentKnocks } from "./knocks.ts";
import type { NetworkIndex } from "./networks.ts";
import type { Limits, Policy } from "./policy.ts";
import type { ServerSession, Sessions } from "./sessions.ts";

/** What one thread of the server works with. */
export interface ServerParts {
  /** The cipher. */
  readonly aead: Aead;
  /** This thread's one source of nonces: a session's keys live in one thread. */
  readonly nonces: NonceSource;
  /** The time. */
  readonly clock: ServerClock;
  /** Unpredictable bytes. */
  readonly random: RandomBytes;
  /** What happened, for whoever asks. */
  readonly counters: Counters;
  /** How often anything may happen. */
  readonly limits: Limits;
  /** Who is there. */
  readonly sessions: Sessions;
  /** Who knocked lately. */
  readonly knocks: RecentKnocks;
  /** Networks by number. */
  readonly networks: NetworkIndex;
  /** Load tests; left out where there are none. */
  readonly loads?: LoadTests;
  /** What the operator set. */
  readonly policy: Policy;
  /** Tells this start of the server from others. */
  readonly boot: Boot;
}

/** One start of the server. */
export interface Boot {
  /** Random. */
  readonly id: bigint;
  /** When it was, on the raw clock. */
  readonly at: MonoNs;
}

/** A reply of which the client is to learn when it really left. */
export interface Departure {
  /** Where to tell it. */
  readonly ledger: EchoLedger;
  /** Which reply. */
  readonly seq: number;
  /** When its request arrived. */
  readonly t2: MonoNs;
  /** When it says that it left. */
  readonly t3: MonoNs;
}

/**
 * One datagram and its answer. A thread has one of these and fills it in again
 * for every datagram: nothing is allocated for a flood.
 */
export interface Exchange {
  /** As received; opened in place. */
  request: Uint8Array;
  /** Room for the longest answer. */
  reply: Uint8Array;
  /** Where from, as a native socket address. */
  address: Uint8Array;
  /** IPv4 or IPv6. */
  family: 4 | 6;
  /** Which of this machine's addresses it came to, 4 or 16 bytes; or none. */
  local: Uint8Array;
  /** When it arrived. */
  t2: MonoNs;
  /** Whether the kernel says so. */
  isKernelStamp: boolean;
  /** Its TTL or hop limit; 0 = unknown. */
  ttl: number;
  /** Its TOS or traffic class. */
  tos: number;
  /** Datagrams that the server had no room for, so far. */
  dropKernel: number;
  /** The time in ms, for limits. */
  nowMs: number;
  /** Set by a handler: a transmit stamp is of use. */
  departure: Departure | undefined;
}

/**
 * An exchange before any datagram.
 *
 * @param family IPv4 or IPv6.
 */
export function newExchange(family: 4 | 6): Exchange {
  const nothing = new Uint8Array(0);
  return {
    request: nothing,
    reply: nothing,
    address: nothing,
    family,
    local: nothing,
    t2: 0n as MonoNs, // nothing has arrived
    isKernelStamp: false,
    ttl: 0,
    tos: 0,
    dropKernel: 0,
    nowMs: 0,
    departure: undefined,
  };
}

/** An exchange inside a session, opened, new, and on a path of its own. */
export interface SessionExchange extends Exchange {
  /** The session. */
  session: ServerSession;
  /** Where the answer goes. */
  path: Path;
}

/**
 * Answers one kind of packet.
 *
 * @returns How many bytes of `reply` are the answer; 0 = silence.
 */
export type Handler = (
  exchange: SessionExchange,
  server: ServerParts,
) => number;
