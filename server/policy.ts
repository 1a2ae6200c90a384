import type { SharedMemory } from "./shared.ts";
import type { SessionCaps } from "./sessions.ts";
import { type Rate, TokenBuckets } from "./limits.ts";

/** What an operator may set. */
export interface Policy {
  /** ECHOs a second and session. */
  readonly echoPps: number;
  /** How long a session lives at most, in ms. */
  readonly sessionTtlMs: number;
  /** Confirmed sessions at most. */
  readonly maxSessions: number;
}

const OPENS: Rate = { perSecond: 2000, burst: 400 };
const OPENS_WHEN_FORGED: Rate = { perSecond: 50, burst: 50 };
const NEW_PATHS: Rate = { perSecond: 200, burst: 100 };
const CONTROL: Rate = { perSecond: 50, burst: 20 };
/** A bufferbloat test sees a queue come and go. */
const TEST_ECHO_PPS = 100;
const ERRORS: Rate = { perSecond: 1, burst: 1 };
const KNOCKS_PER_NETWORK: Rate = { perSecond: 20, burst: 5 };
/** At 17 us each these are a sixth of a core. Full buckets refuse by chance:
 * whoever comes first after a token has grown. */
const KNOCKS: Rate = { perSecond: 9800, burst: 500 };
const KNOCKS_OF_KNOWN: Rate = { perSecond: 200, burst: 100 };
/** A replayed KNOCK may draw no more than these. */
const ACKS_PER_KEY: Rate = { perSecond: 5, burst: 20 };

/** How long a network stays known after a session was confirmed from it. */
const KNOWN_MS = 24 * 3_600_000;

/** How many sessions a policy allows. */
export function sessionCaps({ maxSessions }: Policy): SessionCaps {
  return {
    confirmed: maxSessions,
    confirmedPerKey: 256,
    embryonic: 1024,
    embryonicPerKey: 64,
  };
}

/** Every limit of one thread, those shared with other threads among them. */
export class Limits {
  /** Packets to open, by session slot. */
  readonly opens: TokenBuckets;
  /** The same where most of them were forged. */
  readonly opensWhenForged: TokenBuckets;
  /** ECHOs, by session slot. */
  readonly echoes: TokenBuckets;
  /** More of them, for the secret that runs a load test. */
  readonly testEchoes: TokenBuckets;
  /** Control packets, by session slot. */
  readonly control: TokenBuckets;
  /** ERROR packets, by session slot. */
  readonly errors: TokenBuckets;
  /** KNOCK_ACKs, by quota slot. */
  readonly acks: TokenBuckets;
  /** KNOCKs, by network. */
  readonly knocksOfNetwork: TokenBuckets;
  /** Packets from addresses new to their session; one bucket. */
  readonly newPaths: TokenBuckets;
  readonly #knocks: TokenBuckets;
  readonly #knocksOfKnown: TokenBuckets;
  readonly #knownAtMs: Float64Array;

  /**
   * Starts with full buckets.
   *
   * @param policy What the operator set.
   * @param options What threads share; how many sessions this one may have.
   */
  constructor(
    policy: Policy,
    options: { readonly shared: SharedMemory; readonly slots: number },
  ) {
    const { shared, slots } = options;
    const perSlot = (rate: Rate) =>
      new TokenBuckets(rate, new Float64Array(slots));
    const { echoPps } = policy;
    this.opens = perSlot(OPENS);
    this.opensWhenForged = perSlot(OPENS_WHEN_FORGED);
    this.echoes = perSlot({ perSecond: echoPps, burst: 2 * echoPps });
    const more = Math.max(1, TEST_ECHO_PPS - echoPps);
    this.testEchoes = perSlot({ perSecond: more, burst: more });
    this.control = perSlot(CONTROL);
    this.errors = perSlot(ERRORS);
    this.acks = new TokenBuckets(ACKS_PER_KEY, shared.acks);
    this.knocksOfNetwork = new TokenBuckets(KNOCKS_PER_NETWORK, shared.knocks);
    this.newPaths = new TokenBuckets(NEW_PATHS, shared.global.subarray(0, 1));
    this.#knocks = new TokenBuckets(KNOCKS, shared.global.subarray(1, 2));
    this.#knocksOfKnown = new TokenBuckets(
      KNOCKS_OF_KNOWN,
      shared.global.subarray(2, 3),
    );
    this.#knownAtMs = shared.knownNetworks;
  }

  /** Gives the next session of a slot full buckets. */
  refill(slot: number): void {
    for (
      const buckets of [
        this.opens,
        this.opensWhenForged,
        this.echoes,
        this.testEchoes,
        this.control,
        this.errors,
      ]
    ) buckets.refill(slot);
  }

  /**
   * Whether one more KNOCK may cost a cipher. Networks that a session was
   * confirmed from in the last day have a share of their own.
   *
   * @param network From `NetworkIndex`.
   * @param nowMs The time.
   */
  takeKnock(network: number, nowMs: number): boolean {
    if (this.#knocks.take(0, nowMs)) return true;
    const knownAtMs = this.#knownAtMs[network] ?? 0;
    return knownAtMs > 0 && nowMs - knownAtMs < KNOWN_MS &&
      this.#knocksOfKnown.take(0, nowMs);
  }

  /** Notes that a session was confirmed from a network. */
  know(network: number, nowMs: number): void {
    this.#knownAtMs[network] = nowMs;
  }
}
