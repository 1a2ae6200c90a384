import {
  BULK_MODE,
  BULK_STATE,
  FLOW,
  type ThroughputStats,
} from "@bufferbane/protocol";
import type { Series, WallNs } from "../model/mod.ts";
import { LoadError } from "./load_error.ts";
import { sealPreface } from "./load_preface.ts";
import { LoadSession, type TokenlessQuestion } from "./load_session.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import type { ServerSessionOptions } from "./server_listener.ts";
import { TcpHoldProbe } from "./tcp_hold.ts";

/**
 * A server that lets others in says no for less than this: it is asked again,
 * so often, as their turn is soon over.
 */
const SOON_MS = 1_000;
const ATTEMPTS = 4;

const NS_PER_MS = 1_000_000n;

/** What to hold. */
export interface ServerHoldOptions extends ServerSessionOptions {
  /** What the measurements belong to; its variant is `"hold"`. */
  readonly series: Series;
  /** Without a sign of life for so long the connection is lost; >= 2000. */
  readonly silenceMs: number;
}

/**
 * A TCP connection that is held to the own server, a byte a second each way.
 * The server's port answers nobody but who was granted a connection by UDP, so
 * there is a session beside that of the ECHOs. The server ends the connection
 * in order with the session; the next one is opened in the next session.
 */
export class ServerHold implements Probe {
  readonly #context: ProbeContext;
  readonly #options: ServerHoldOptions;
  readonly #stop = new AbortController();
  readonly #session: LoadSession;
  readonly #probe: TcpHoldProbe;

  /**
   * Knocks; connects when there is a session.
   *
   * @param context What to work with.
   * @param options What to hold.
   * @throws {LibcError} E.g. `ENODEV` when there is no such interface.
   */
  constructor(context: ProbeContext, options: ServerHoldOptions) {
    this.#context = context;
    this.#options = options;
    const { signal } = this.#stop;
    this.#session = new LoadSession(context, { ...options, signal });
    this.#probe = new TcpHoldProbe(context, {
      ...options,
      introduce: () => this.#introduce(),
    });
  }

  send(at: WallNs): void {
    this.#probe.send(at);
  }

  abandon(): void {
    this.#probe.abandon();
  }

  /** Closes the connection, and asks for no other. */
  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#probe[Symbol.dispose]();
    this.#session[Symbol.dispose]();
  }

  /** Asks for a connection; `null` while the server is silent or says no. */
  async #introduce(): Promise<Uint8Array | null> {
    const question = {
      kind: "throughputStart",
      testId: this.#newTestId(),
      mode: BULK_MODE.hold,
      streams: 1,
      datagramBytes: 0,
      rateKbps: 0,
      durationMs: 1,
      maxBytes: 0n,
    } as const;
    try {
      const session = this.#session.server.current ??
        await this.#session.opened();
      const { tcpToken } = await this.#ask(question);
      // A grant holds in the session that it was asked for in.
      if (session !== this.#session.server.current) return null;
      return sealPreface(session, {
        ...question,
        kind: "tcpPreface",
        stream: 0,
        direction: FLOW.hold,
        tcpToken,
      }, { ...this.#options, now: this.#context.clock.wall() });
    } catch (error) {
      if (error instanceof LoadError) return null;
      throw error;
    }
  }

  async #ask(
    question: TokenlessQuestion & { readonly testId: number },
  ): Promise<ThroughputStats> {
    const isAnswer = ({ testId, state }: ThroughputStats) =>
      testId === question.testId && state === BULK_STATE.accepted;
    for (let attempt = 1;; attempt++) {
      try {
        return await this.#session.ask(question, isAnswer);
      } catch (error) {
        if (!(error instanceof LoadError)) throw error;
        const { retryAfterMs } = error;
        const isSoon = retryAfterMs > 0 && retryAfterMs < SOON_MS;
        if (!isSoon || attempt === ATTEMPTS) throw error;
        await this.#wait(retryAfterMs);
      }
    }
  }

  /** Lets time pass. @throws {LoadError} `aborted`. */
  async #wait(ms: number): Promise<void> {
    const { schedule, clock } = this.#context;
    const { signal } = this.#stop;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(new LoadError("aborted", "Not held any more"));
    signal.addEventListener("abort", stop);
    const atNs = clock.mono() + BigInt(ms) * NS_PER_MS;
    using _timer = schedule.at(atNs, resolve);
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  #newTestId(): number {
    const [high = 0, low = 0] = this.#options.random(2);
    return 1 + high * 256 + low; // 0 is none
  }
}
