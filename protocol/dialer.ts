import { FAULT, type PacketFault } from "./fault.ts";
import {
  type Agreement,
  clientIdOf,
  type HandshakeTools,
  MAX_PADDING_BYTES,
  openKnockAck,
  sealKnock,
  type SentKnock,
} from "./handshake.ts";
import { equalBytes } from "./bytes.ts";
import { OVERHEAD_BYTES, VERSION } from "./header.ts";
import { ID_BYTES, KEY_BYTES, type SecretKeys } from "./keys.ts";
import { Session } from "./session.ts";
import type { Instant, MonoNs } from "./time.ts";

/** Makes random bytes, as many as asked for; unpredictable ones. */
export type RandomBytes = (count: number) => Uint8Array;

/** How long to wait after each attempt, in s, and after every further one. */
const RETRY_DELAYS_S = [1, 2, 4];
const LAST_RETRY_DELAY_S = 5;

/** Spreads attempts, so that clients do not knock in step after an outage. */
const MAX_JITTER_MS = 334;

/** How many attempts stay answerable, for lines slower than the delays. */
const ANSWERABLE_ATTEMPTS = 3;

/** When of its life a session is renewed, and how far chance shifts that. */
const RENEW_AT = 0.8;
const RENEW_SPREAD = 1 / 30;

/** After how many ECHOs without reply in a row to knock beside them. */
const MISSES_BEFORE_KNOCK = 3;

/** While the server's host says that nobody listens, a KNOCK is due so soon. */
const REFUSED_RETRY_MS = 1000;

const NS_PER_MS = 1e6;

/** What a {@linkcode Dialer} works with. */
export interface DialerOptions extends HandshakeTools {
  /** The shared secret, prepared. */
  readonly secret: SecretKeys;
  /** Bits of `FEATURE` to ask for. */
  readonly features: number;
  /** How long a session is wanted, in s. */
  readonly wantTtlS: number;
  /** Where chance comes from. */
  readonly random: RandomBytes;
}

/**
 * The client's side of opening sessions: when to knock, which answers count,
 * when to knock again. Sends nothing itself.
 *
 * ```text
 *             knock()                   receive()
 *   idle ----------------> knocking ----------------> open
 *             every 1, 2, 4, 5, 5 s     ^               |
 *                                       +---------------+
 *                      at 0.8 of its life, or 3 ECHOs without reply;
 *                      the session stays in use meanwhile
 * ```
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { answerKnock, instant, testDialer } from "./testing.ts";
 *
 * const now = instant(0);
 * const dialer = testDialer(now);
 * strictEqual(dialer.dueAt, now.mono);
 * const answer = answerKnock(dialer.knock(now), { now });
 * const session = dialer.receive(answer.datagram, now);
 * strictEqual("reason" in session, false);
 * ```
 */
export class Dialer {
  readonly #options: DialerOptions;
  #answerable: SentKnock[] = [];
  #attempts = 0;
  #misses = 0;
  #dueAt: bigint;
  #renewAt: bigint | undefined;

  /**
   * Starts idle, with the first KNOCK due at once.
   *
   * @param options Secret, cipher, wishes, chance.
   * @param now The monotonic clock.
   */
  constructor(options: DialerOptions, now: MonoNs) {
    this.#options = options;
    this.#dueAt = now;
  }

  /** When to call {@linkcode knock} next. */
  get dueAt(): MonoNs {
    return this.#dueAt as MonoNs; // sums of MonoNs and durations
  }

  /**
   * Makes the next KNOCK, with an instance and a random of its own.
   *
   * @param now Both clocks.
   * @returns What to send.
   */
  knock(now: Instant): Uint8Array {
    const { features, wantTtlS, random, secret } = this.#options;
    this.#attempts += 1;
    const delayS = RETRY_DELAYS_S[this.#attempts - 1] ?? LAST_RETRY_DELAY_S;
    this.#dueAt = now.mono +
      BigInt(delayS * 1e9 + this.#chance(MAX_JITTER_MS * NS_PER_MS));
    const sent = sealKnock(secret, {
      kind: "knock",
      clientRandom: random(KEY_BYTES),
      minVersion: VERSION,
      maxVersion: VERSION,
      features,
      wall: now.wall,
      mono: now.mono,
      attempt: this.#attempts,
      wantTtlS,
    }, {
      ...this.#options,
      now,
      instance: random(ID_BYTES),
      paddingBytes: this.#chance(MAX_PADDING_BYTES + 1),
    });
    this.#answerable = [sent, ...this.#answerable]
      .slice(0, ANSWERABLE_ATTEMPTS);
    return sent.datagram;
  }

  /**
   * Takes what may be the answer to one of the last three KNOCKs.
   *
   * @param datagram As received; left as it is.
   * @param now Both clocks.
   * @returns The new session, or why to drop the datagram.
   */
  receive(datagram: Uint8Array, now: Instant): Session | PacketFault {
    if (datagram.length < OVERHEAD_BYTES) return FAULT.too_short;
    const { secret, aead } = this.#options;
    const clientId = clientIdOf(datagram);
    const sent = this.#answerable.find((knock) =>
      equalBytes(knock.clientId, clientId)
    );
    if (sent === undefined) return FAULT.unexpected;
    const agreement = openKnockAck(secret, sent, { datagram, aead });
    if ("kind" in agreement) return agreement;
    return this.#begin(agreement, { sent, now });
  }

  /** Says that an ECHO was answered: the session lives, no need to knock. */
  hit(): void {
    this.#misses = 0;
    if (this.#renewAt === undefined || this.#dueAt >= this.#renewAt) return;
    this.#dueAt = this.#renewAt;
    this.#attempts = 0;
  }

  /**
   * Says that an ECHO went unanswered. After three in a row a KNOCK is due,
   * beside the ECHOs: the server may have restarted and forgotten the session.
   *
   * @param now The monotonic clock.
   */
  miss(now: MonoNs): void {
    this.#misses += 1;
    if (this.#misses === MISSES_BEFORE_KNOCK && this.#dueAt > now) {
      this.#dueAt = now;
    }
  }

  /**
   * Says that the server's host answered that no program listens: it stops or
   * starts just now, and will have forgotten the session. Anybody can forge
   * that, so it only brings the next KNOCK closer, until the next
   * {@linkcode hit}.
   *
   * @param now The monotonic clock.
   */
  refuse(now: MonoNs): void {
    const soonMs = REFUSED_RETRY_MS + this.#chance(MAX_JITTER_MS);
    const dueAt = now + BigInt(soonMs * NS_PER_MS);
    if (this.#dueAt > dueAt) this.#dueAt = dueAt;
  }

  /**
   * Says that something is different now: the path, the address that the
   * server sees, or that the machine slept. A KNOCK is due at once.
   *
   * @param now The monotonic clock.
   */
  hurry(now: MonoNs): void {
    if (this.#dueAt > now) this.#dueAt = now;
  }

  #begin(
    agreement: Agreement,
    options: { readonly sent: SentKnock; readonly now: Instant },
  ): Session {
    const lifeNs = agreement.ack.ttlMs * NS_PER_MS;
    const spreadNs = lifeNs * RENEW_SPREAD;
    const renewInNs = lifeNs * RENEW_AT - spreadNs + this.#chance(2 * spreadNs);
    this.#renewAt = options.now.mono + BigInt(Math.round(renewInNs));
    this.#dueAt = this.#renewAt;
    this.#answerable = [];
    this.#attempts = 0;
    this.#misses = 0;
    return new Session(agreement, {
      ...this.#options,
      role: "client",
      // The server's counting began later, so this end never outlives it.
      since: options.sent.sentAt,
    });
  }

  /** A whole number from 0 to below `limit`, which is below 2^48. */
  #chance(limit: number): number {
    const bytes = this.#options.random(6);
    const fraction = bytes.reduce((sum, byte) => (sum + byte) / 256, 0);
    return Math.floor(fraction * limit);
  }
}
