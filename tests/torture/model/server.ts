import { FakeLibc } from "@bufferbane/ffi/testing";
import {
  type Aead,
  type MonoNs,
  NonceSource,
  type RandomBytes,
} from "@bufferbane/protocol";
import { ServerClock } from "../../../server/clock.ts";
import { Counters } from "../../../server/counters.ts";
import { Dispatcher } from "../../../server/dispatch.ts";
import { type Exchange, newExchange } from "../../../server/exchange.ts";
import { RecentKnocks } from "../../../server/knocks.ts";
import { NetworkIndex } from "../../../server/networks.ts";
import { Limits, type Policy, sessionCaps } from "../../../server/policy.ts";
import { type ClientKey, Sessions } from "../../../server/sessions.ts";
import { CONTROL, shareMemory } from "../../../server/shared.ts";
import type { Rules } from "./rules.ts";

const MAX_REPLY_BYTES = 2048;

/** Laid out once: making it anew takes longer than all else in a run. */
const SHARED = shareMemory(1);

/** What a {@linkcode ModelServer} is made with. */
export interface ModelServerOptions {
  /** What must hold. */
  readonly rules: Rules;
  /** The cipher, watched. */
  readonly aead: Aead;
  /** Chance. */
  readonly random: RandomBytes;
  /** All secrets. */
  readonly keys: readonly ClientKey[];
  /** Sessions at most. */
  readonly maxSessions: number;
}

/** The server's own parts, but for sockets and threads, in virtual time. */
export class ModelServer {
  /** Its clocks. */
  readonly libc = new FakeLibc({});
  /** How often it was started. */
  starts = 0;
  readonly #options: ModelServerOptions;
  readonly #policy: Policy;
  #clock: ServerClock;
  #sessions: Sessions;
  #dispatcher: Dispatcher;
  #keys: readonly ClientKey[];

  /** Starts it. */
  constructor(options: ModelServerOptions) {
    this.#options = options;
    this.#keys = options.keys;
    this.#policy = {
      echoPps: 20,
      sessionTtlMs: 300_000,
      maxSessions: options.maxSessions,
    };
    ({
      clock: this.#clock,
      sessions: this.#sessions,
      dispatcher: this.#dispatcher,
    } = this.#start());
  }

  /** Forgets all, as a new process does. */
  restart(): void {
    ({
      clock: this.#clock,
      sessions: this.#sessions,
      dispatcher: this.#dispatcher,
    } = this.#start());
  }

  /** Takes other secrets. */
  setKeys(keys: readonly ClientKey[]): void {
    this.#keys = keys;
    this.#sessions.setKeys(keys);
  }

  /** Monotonic time, ns. */
  get nowNs(): number {
    return Number(this.libc.clock("monotonicRaw"));
  }

  /** Lets time pass, and forgets what is over. */
  advance(ns: number): void {
    this.libc.advance(ns);
    this.#clock.refresh();
    this.#sessions.sweep(this.#clock.now.mono);
  }

  /**
   * Answers a datagram, and checks that it may.
   *
   * @param request As it arrived; left as it is.
   * @param address Where from, a native IPv4 one.
   * @returns The answer; empty = silence.
   */
  receive(request: Uint8Array, address: Uint8Array): Uint8Array {
    this.#clock.refresh();
    const exchange: Exchange = {
      ...newExchange(4),
      request: request.slice(),
      reply: new Uint8Array(MAX_REPLY_BYTES),
      address,
      t2: this.libc.clock("monotonicRaw") as MonoNs, // the clock says which
      nowMs: this.#clock.nowMs,
    };
    const length = this.#dispatcher.receive(exchange);
    const reply = exchange.reply.slice(0, length);
    this.#options.rules.check({
      request,
      reply,
      nowNs: this.nowNs,
      start: this.starts,
      isKnownSecret: this.#keys.some(({ secret }) =>
        secret.keyId.toHex() === request.subarray(8, 12).toHex()
      ),
    });
    return reply;
  }

  /**
   * Checks what it keeps against what is allowed.
   *
   * @param granted The sessions that a client has; only it can confirm one.
   * @param isThief Whether an address is one that no client ever had.
   */
  checkTables(
    granted: ReadonlySet<string>,
    isThief: (address: Uint8Array) => boolean,
  ): void {
    const { rules } = this.#options;
    const caps = sessionCaps(this.#policy);
    let confirmed = 0;
    let embryonic = 0;
    for (const { secret, quotaSlot } of this.#keys) {
      const keyId = new DataView(secret.keyId.slice().buffer).getUint32(0);
      const owner = this.#sessions.ownerOf(keyId);
      const all = [...owner?.byInstance.values() ?? []];
      const ownConfirmed = all.filter(({ isConfirmed }) => isConfirmed);
      for (const { instance, paths } of ownConfirmed) {
        if (!granted.has(`${keyId} ${instance}`)) {
          rules.break("a session was confirmed that no client has");
        }
        if (paths.current.isValidated && isThief(paths.current.address)) {
          rules.break("a stranger's path was validated");
        }
      }
      if (all.length - ownConfirmed.length > caps.embryonicPerKey) {
        rules.break("too many embryonic sessions of a secret");
      }
      if (SHARED.sessionsByKey[quotaSlot] !== ownConfirmed.length) {
        rules.break("the sessions of a secret are miscounted");
      }
      confirmed += ownConfirmed.length;
      embryonic += all.length - ownConfirmed.length;
    }
    if (confirmed > caps.confirmed) rules.break("too many sessions");
    if (embryonic > caps.embryonic) rules.break("too many embryonic sessions");
    const counted = [
      this.#sessions.confirmed,
      SHARED.control[CONTROL.sessions],
    ];
    if (counted.some((count) => count !== confirmed)) {
      rules.break("the sessions are miscounted");
    }
    if (this.#sessions.embryonic !== embryonic) {
      rules.break("the embryonic sessions are miscounted");
    }
  }

  #start(): {
    readonly clock: ServerClock;
    readonly sessions: Sessions;
    readonly dispatcher: Dispatcher;
  } {
    this.starts += 1;
    new Uint8Array(SHARED.buffer).fill(0);
    const { aead, random } = this.#options;
    const caps = sessionCaps(this.#policy);
    const clock = new ServerClock(this.libc);
    const sessions = new Sessions(caps, {
      shared: SHARED,
      random: () => (random(1)[0] ?? 0) / 256,
    });
    sessions.setKeys(this.#keys);
    const dispatcher = new Dispatcher({
      aead,
      random,
      clock,
      sessions,
      policy: this.#policy,
      nonces: new NonceSource(),
      counters: new Counters(),
      knocks: new RecentKnocks(),
      networks: new NetworkIndex(1),
      limits: new Limits(this.#policy, {
        shared: SHARED,
        slots: Sessions.slotsFor(caps),
      }),
      boot: { id: BigInt(this.starts), at: clock.mono() },
    });
    return { clock, sessions, dispatcher };
  }
}
