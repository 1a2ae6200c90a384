/**
 * Two ends of a session for tests, here and elsewhere: fixed secret, fixed
 * chance, a clock to be turned by hand.
 *
 * @module
 */

import { nativeAead } from "./aead_native.ts";
import { Dialer, type RandomBytes } from "./dialer.ts";
import {
  type Agreement,
  type HandshakeTools,
  openKnock,
  sealKnockAck,
} from "./handshake.ts";
import { deriveSecretKeys, type SecretKeys } from "./keys.ts";
import type { KnockAck } from "./knock_packets.ts";
import { NonceSource } from "./nonce.ts";
import { Session } from "./session.ts";
import type { Instant, MonoNs, WallNs } from "./time.ts";

/** A secret for tests; the shipped programs refuse it. */
export const TEST_SECRET: SecretKeys = deriveSecretKeys(
  Uint8Array.from({ length: 32 }, (_, i) => i),
);

/**
 * A moment for tests.
 *
 * @param seconds Since the test began.
 * @returns Both clocks at that moment.
 */
export function instant(seconds: number): Instant {
  const sinceNs = BigInt(Math.round(seconds * 1e9));
  return {
    wall: 1_760_000_000_000_000_000n + sinceNs as WallNs,
    mono: 1_000_000_000_000n + sinceNs as MonoNs,
  };
}

/**
 * Chance for tests: the same every time (a linear congruence, Numerical
 * Recipes' constants; its high byte is the good one).
 *
 * @param seed Where to begin.
 * @returns What a {@linkcode Dialer} takes.
 */
export function testRandom(seed: number): RandomBytes {
  let state = seed >>> 0;
  return (count) =>
    Uint8Array.from({ length: count }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    });
}

/**
 * A grant for tests.
 *
 * @param changes What to grant otherwise.
 * @returns What a server says in its KNOCK_ACK.
 */
export function testAck(changes: Partial<KnockAck> = {}): KnockAck {
  return {
    kind: "knockAck",
    serverRandom: new Uint8Array(32).fill(0x5e),
    version: 2,
    features: 0,
    ttlMs: 300_000,
    bootId: 1n,
    uptimeMs: 60_000n,
    wall: instant(0).wall,
    t2: instant(0).mono,
    t3: instant(0).mono,
    pathToken: new Uint8Array(8).fill(0x70),
    maxEchoPps: 20,
    maxDatagramBytes: 1400,
    maxRateKbps: 200_000,
    maxBulkMs: 30_000,
    errorEstimate: 0,
    tcpPort: 0,
    bytesLeftToday: 0n,
    seenAddress: undefined,
    ...changes,
  };
}

/** Cipher and nonces for one end of a test. */
export function testTools(): HandshakeTools {
  return { aead: nativeAead, nonces: new NonceSource() };
}

/**
 * A client's dialer for tests.
 *
 * @param now When it starts.
 * @returns One that asks for 300 s.
 */
export function testDialer(now: Instant): Dialer {
  return new Dialer({
    ...testTools(),
    secret: TEST_SECRET,
    features: 0,
    wantTtlS: 300,
    random: testRandom(1),
  }, now.mono);
}

/** Both ends of an open session, for tests. */
export function testSession(): {
  readonly client: Session;
  readonly server: Session;
} {
  const dialer = testDialer(instant(0));
  const { session, datagram } = answerKnock(dialer.knock(instant(0)), {
    now: instant(0.02),
  });
  const client = dialer.receive(datagram, instant(0.04));
  if (!(client instanceof Session)) throw new Error(client.reason);
  return { client, server: session };
}

/** What a server has after it answered a KNOCK. */
export interface Answered {
  /** Its end of the session. */
  readonly session: Session;
  /** What to send back. */
  readonly datagram: Uint8Array;
  /** What was agreed. */
  readonly agreement: Agreement;
}

/**
 * A server for tests: answers one KNOCK.
 *
 * @param knock As received.
 * @param options When, and what to grant.
 * @returns Its end of the session.
 * @throws {Error} When the KNOCK does not open.
 */
export function answerKnock(
  knock: Uint8Array,
  options: { readonly now: Instant; readonly ack?: KnockAck },
): Answered {
  const tools = testTools();
  const received = openKnock(TEST_SECRET, knock, tools);
  if ("kind" in received) {
    throw new Error(`Cannot answer the KNOCK: found ${received.reason}`);
  }
  const { now, ack = testAck() } = options;
  const { datagram, ...agreement } = sealKnockAck(TEST_SECRET, received, {
    ...tools,
    now,
    ack,
    paddingBytes: 255,
  });
  const session = new Session(agreement, {
    ...tools,
    role: "server",
    since: now,
  });
  return { session, datagram, agreement };
}
