import { FAULT, type PacketFault } from "./fault.ts";
import type { Agreement, HandshakeTools } from "./handshake.ts";
import type { KnockAck } from "./knock_packets.ts";
import { Opener, Sealer } from "./seal.ts";
import type { Instant, MonoNs } from "./time.ts";

/** How long a server keeps a session that nobody has confirmed. */
const EMBRYONIC_NS = 10_000_000_000n;

const NS_PER_MS = 1_000_000n;

/** Where a session stands. */
export type SessionState = "embryonic" | "confirmed" | "expired";

/** What a {@linkcode SessionEnd} is made with, beside the agreement. */
export interface SessionOptions extends HandshakeTools {
  /** Which end this is. */
  readonly role: "client" | "server";
  /** When it began: the KNOCK was sent, or its answer. */
  readonly since: Instant;
}

/**
 * One end of a session: seals what it sends, opens what it gets, and knows
 * when it is over.
 *
 * On the server it begins *embryonic*: the KNOCK may have been a replay. The
 * first datagram that opens confirms it, since its key needs what only the
 * answer contained and only a holder of the secret could read.
 */
export class SessionEnd {
  readonly #sealer: Sealer;
  readonly #opener: Opener;
  readonly #expiresAt: bigint;
  readonly #embryonicUntil: bigint;
  #isConfirmed: boolean;

  /**
   * Opens one end.
   *
   * @param agreement From `openKnockAck()` or `sealKnockAck()`; not kept: a
   * server with ten thousand sessions needs the room.
   * @param options Which end, and since when.
   */
  constructor(agreement: Agreement, options: SessionOptions) {
    const { aead, nonces, role, since } = options;
    const { clientToServer, serverToClient } = agreement.keys;
    const isClient = role === "client";
    this.#sealer = new Sealer({
      aead,
      nonces,
      key: isClient ? clientToServer : serverToClient,
      clientId: agreement.clientId,
    });
    this.#opener = new Opener({
      aead,
      key: isClient ? serverToClient : clientToServer,
    });
    this.#isConfirmed = isClient;
    this.#embryonicUntil = since.mono + EMBRYONIC_NS;
    this.#expiresAt = since.mono + BigInt(agreement.ack.ttlMs) * NS_PER_MS;
  }

  /** The highest packet number received; -1 before the first. */
  get highestPn(): number {
    return this.#opener.highestPn;
  }

  /**
   * Where it stands. Only time and confirmation count: traffic does not
   * prolong it.
   *
   * @param now The monotonic clock.
   * @returns `expired` sessions neither seal nor open, and can be forgotten.
   */
  state(now: MonoNs): SessionState {
    if (now >= this.#expiresAt) return "expired";
    if (this.#isConfirmed) return "confirmed";
    return now < this.#embryonicUntil ? "embryonic" : "expired";
  }

  /**
   * Completes and seals, in place, what `encodePacket()` wrote.
   *
   * @param datagram Of DATA, the first 72 bytes without the filler.
   * @param now Both clocks.
   * @returns `false` once the session is over: do not send.
   */
  seal(datagram: Uint8Array, now: Instant): boolean {
    if (this.state(now.mono) === "expired") return false;
    this.#sealer.seal(datagram, now.wall);
    return true;
  }

  /**
   * Opens a datagram in place.
   *
   * @param datagram What `inspect()` has passed; of DATA, the first 72 bytes.
   * @param now Both clocks.
   * @returns Why to drop it, or `undefined`: then its body may be decoded.
   */
  open(datagram: Uint8Array, now: Instant): PacketFault | undefined {
    if (this.state(now.mono) === "expired") return FAULT.expired;
    const fault = this.#opener.open(datagram);
    if (fault === undefined) this.#isConfirmed = true;
    return fault;
  }
}

/** One end of a session that keeps what was agreed: a client's. */
export class Session extends SessionEnd {
  /** What was agreed. */
  readonly agreement: Agreement;

  /**
   * Opens one end.
   *
   * @param agreement From `openKnockAck()` or `sealKnockAck()`.
   * @param options Which end, and since when.
   */
  constructor(agreement: Agreement, options: SessionOptions) {
    super(agreement, options);
    this.agreement = agreement;
  }
}

/**
 * Tells whether silence was a restart of the server and not of the line.
 *
 * @param before From the last session before the silence.
 * @param after From the first session after it.
 * @param options `gapMs`: how long nothing was heard.
 * @returns Whether the server started within the gap.
 */
export function isServerRestart(
  before: KnockAck,
  after: KnockAck,
  options: { readonly gapMs: number },
): boolean {
  return before.bootId !== after.bootId &&
    Number(after.uptimeMs) < options.gapMs;
}
