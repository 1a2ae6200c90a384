import {
  hostOf,
  isLater,
  type Libc,
  type Poller,
  resetConnection,
} from "@bufferbane/ffi";
import {
  BULK_STATE,
  FLOW,
  type RandomBytes,
  type ThroughputStats,
} from "@bufferbane/protocol";
import type { Refusal } from "../handlers/refuse.ts";
import type { ServerSession } from "../sessions.ts";
import { type Granted, openPreface } from "./introduction.ts";
import { type LoadAsk, refusal } from "./load_ask.ts";
import { plainStats } from "./plain_stats.ts";
import { type ProofTools, sendProof } from "./proof.ts";

/** Held connections of one thread. */
const MAX_HELD = 1_024;

/** Grants whose connections may still come, of one thread. */
const MAX_AWAITED = 16;

/** How long a grant waits for its connection. */
export const HOLD_GRANT_MS = 2_000;

/** When to ask again while others are being let in: that is soon over. */
const SOON_MS = 250;

/** From one byte to the next. */
const BEAT_MS = 1_000;

/** Nothing has come for so long: the client is gone. */
const SILENCE_MS = 10_000;

const TOKEN_BYTES = 16;
const READ_BYTES = 4_096;
const BEAT = new Uint8Array(1);

/** What {@linkcode Holds} work with. */
export interface HoldsOptions extends ProofTools {
  /** The library. */
  readonly libc: Libc;
  /** The thread's. */
  readonly poller: Poller;
  /** Unpredictable bytes. */
  readonly random: RandomBytes;
  /** Where to connect to. */
  readonly tcpPort: number;
  /** Whether a session still counts. */
  readonly isAlive: (session: ServerSession) => boolean;
}

interface Awaited extends Granted {
  readonly host: Uint8Array;
  readonly untilMs: number;
}

interface Held {
  readonly fd: number;
  heardAtMs: number;
  beatAtMs: number;
}

/**
 * Connections that clients hold to see whether the line lets them live: one
 * byte a second each way, until the client's session ends. They take no place
 * of a load test.
 */
export class Holds implements Disposable {
  readonly #options: HoldsOptions;
  /** Those that may connect now. */
  readonly #awaited = new Map<ServerSession, Awaited>();
  readonly #held = new Map<ServerSession, Held>();
  readonly #bytes = new Uint8Array(READ_BYTES);

  /** Nothing is held. */
  constructor(options: HoldsOptions) {
    this.#options = options;
  }

  /** How long the thread may sleep. */
  get turnMs(): number {
    return this.#held.size > 0 ? BEAT_MS / 4 : Infinity;
  }

  /** From where connections may still come, as addresses of 4 or 16 bytes. */
  hostsAwaited(nowMs: number): readonly Uint8Array[] {
    this.#forgetLate(nowMs);
    return [...this.#awaited.values()].map(({ host }) => host);
  }

  /**
   * Grants a connection, or, asked again, says the same.
   *
   * @param ask Who asks.
   * @param nowMs The time.
   * @returns What to answer.
   */
  grant(
    { request: { testId }, session, address, family }: LoadAsk,
    nowMs: number,
  ): ThroughputStats | Refusal {
    this.#forgetLate(nowMs);
    const before = this.#awaited.get(session);
    if (before === undefined && this.#awaited.size >= MAX_AWAITED) {
      return othersConnect();
    }
    if (this.#held.size >= MAX_HELD && !this.#held.has(session)) {
      return { ...refusal("busy", "too many are held"), retryAfterMs: 60_000 };
    }
    const known = before?.testId === testId ? before : undefined;
    const awaited = {
      testId,
      session,
      direction: FLOW.hold,
      token: known?.token ?? this.#options.random(TOKEN_BYTES),
      host: hostOf(address, family).slice(),
      untilMs: nowMs + HOLD_GRANT_MS,
    };
    this.#awaited.set(session, awaited);
    return this.#statsOf(awaited);
  }

  /** Takes a connection, if its preface is what was granted. */
  join(fd: number, sealed: Uint8Array): boolean {
    const { aead, libc, poller, clock } = this.#options;
    this.#forgetLate(clock.nowMs);
    const awaited = this.#awaited.values()
      .find((one) => openPreface(sealed, one, aead) !== undefined);
    if (awaited === undefined) return false;
    const { session } = awaited;
    this.#awaited.delete(session);
    // Whoever holds a second one has lost the first.
    this.#close(session);
    sendProof(fd, { stats: this.#statsOf(awaited), session }, this.#options);
    const { nowMs } = clock;
    this.#held.set(session, { fd, heardAtMs: nowMs, beatAtMs: nowMs });
    poller.add(fd, "read", () => this.#read(session));
    libc.setOption(fd, "tcpNoDelay", 1);
    return true;
  }

  /** Sends what is due; lets go of what is over. */
  turn(nowMs: number): void {
    const { libc, isAlive } = this.#options;
    for (const [session, held] of this.#held) {
      const isSilent = nowMs - held.heardAtMs > SILENCE_MS;
      if (isSilent || !isAlive(session)) this.#close(session);
      else if (nowMs - held.beatAtMs >= BEAT_MS) {
        held.beatAtMs = nowMs;
        // What the line does not take now is what it is held for.
        libc.write(held.fd, BEAT);
      }
    }
  }

  [Symbol.dispose](): void {
    for (const session of [...this.#held.keys()]) this.#close(session);
  }

  #forgetLate(nowMs: number): void {
    for (const [session, { untilMs }] of this.#awaited) {
      if (nowMs >= untilMs) this.#awaited.delete(session);
    }
  }

  #statsOf({ testId, token }: Granted): ThroughputStats {
    return {
      ...plainStats(testId, BULK_STATE.accepted),
      tcpPort: this.#options.tcpPort,
      streams: 1,
      tcpToken: token,
    };
  }

  #read(session: ServerSession): void {
    const { libc, poller, clock } = this.#options;
    const held = this.#held.get(session);
    if (held === undefined) return;
    const count = libc.read(held.fd, this.#bytes);
    if (isLater(libc, count)) return;
    if (count === 0) return this.#close(session);
    if (count < 0) {
      this.#held.delete(session);
      return resetConnection(libc, poller, held.fd);
    }
    clock.refresh();
    held.heardAtMs = clock.nowMs;
  }

  /** In order: its end is no fault of the line. */
  #close(session: ServerSession): void {
    const { libc, poller } = this.#options;
    const held = this.#held.get(session);
    if (held === undefined) return;
    this.#held.delete(session);
    poller.remove(held.fd);
    libc.close(held.fd);
  }
}

/** Refuses for a moment: the doors are open to others. */
export function othersConnect(): Refusal {
  return { ...refusal("busy", "others connect"), retryAfterMs: SOON_MS };
}
