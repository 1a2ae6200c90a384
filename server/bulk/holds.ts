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
  type TcpPreface,
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

/** How long a grant waits for its connection. */
const GRANT_MS = 2_000;

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
  /** The one that may connect now: the door lets in one host. */
  #awaited: Awaited | undefined;
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

  /** Whether a connection may still come. */
  isAwaiting(nowMs: number): boolean {
    return this.#awaited !== undefined && nowMs < this.#awaited.untilMs;
  }

  /**
   * Grants a connection, or, asked again, says the same.
   *
   * @param ask Who asks.
   * @param nowMs The time.
   * @returns What to answer, and the host to let in; or why not.
   */
  grant(
    { request: { testId }, session, address, family }: LoadAsk,
    nowMs: number,
  ): { readonly stats: ThroughputStats; readonly host: Uint8Array } | Refusal {
    const isOther = this.#awaited?.session !== session;
    if (this.isAwaiting(nowMs) && isOther) {
      return { ...refusal("busy", "another connects"), retryAfterMs: BEAT_MS };
    }
    if (this.#held.size >= MAX_HELD && !this.#held.has(session)) {
      return { ...refusal("busy", "too many are held"), retryAfterMs: 60_000 };
    }
    const isKnown = !isOther && this.#awaited?.testId === testId;
    const token = isKnown ? this.#awaited?.token : undefined;
    this.#awaited = {
      testId,
      session,
      direction: FLOW.hold,
      token: token ?? this.#options.random(TOKEN_BYTES),
      untilMs: nowMs + GRANT_MS,
    };
    const host = hostOf(address, family).slice();
    return { stats: this.#statsOf(this.#awaited), host };
  }

  /** Takes a connection, if its preface is what was granted. */
  join(fd: number, sealed: Uint8Array): boolean {
    const { aead, libc, poller, clock } = this.#options;
    const awaited = this.#awaited;
    if (awaited === undefined || !this.isAwaiting(clock.nowMs)) return false;
    const preface: TcpPreface | undefined = openPreface(sealed, awaited, aead);
    if (preface === undefined) return false;
    this.#awaited = undefined;
    const { session } = awaited;
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
