import {
  type BufferbloatEnd,
  type BufferbloatStart,
  type DownloadEnd,
  type DownloadRequest,
  ERROR_CODE,
  type ErrorPacket,
  FEATURE,
  MIN_DATAGRAM_BYTES,
  type Packet,
  type Session,
  type ThroughputEnd,
  type ThroughputStart,
  type ThroughputStats,
} from "@bufferbane/protocol";
import { LoadError } from "./load_error.ts";
import type { ProbeContext } from "./probe.ts";
import type { ServerSessionOptions } from "./server_listener.ts";
import { ServerSession } from "./server_session.ts";

/** A question is asked again after this, and so often. */
const REPEAT_NS = 300_000_000n;
const ATTEMPTS = 12;

/** What a server says of a load. */
export type LoadNews = ThroughputStats | DownloadEnd;

/** What can be asked of a server that runs load tests, or reported to it. */
export type LoadQuestion =
  | ThroughputStart
  | ThroughputStats
  | ThroughputEnd
  | DownloadRequest
  | BufferbloatStart
  | BufferbloatEnd;

/** The same without the path token, which the session knows. */
export type TokenlessQuestion = LoadQuestion extends infer One
  ? One extends LoadQuestion ? Omit<One, "pathToken"> : never
  : never;

interface Waiting {
  readonly isAnswer: (stats: ThroughputStats) => boolean;
  readonly resolve: (stats: ThroughputStats) => void;
  readonly reject: (error: LoadError) => void;
  readonly askAgain: () => void;
}

/**
 * A session for load tests, apart from that of the ECHOs: its packets wait in
 * no queue but the line's.
 */
export class LoadSession implements Disposable {
  readonly #context: ProbeContext;
  readonly #family: 4 | 6;
  readonly #server: ServerSession;
  readonly #opened = Promise.withResolvers<Session>();
  readonly #listeners = new Set<(news: LoadNews) => void>();
  readonly #listening = new DisposableStack();
  #pathToken: Uint8Array = new Uint8Array(8);
  #waiting: Waiting | undefined;
  /** Settles when the last question asked so far has its answer. */
  #lastAsked: Promise<unknown> = Promise.resolve();

  /**
   * Knocks.
   *
   * @param context What to work with.
   * @param options Which server, and which way; what breaks off all waiting.
   * @throws {LibcError} E.g. `ENODEV` when there is no such interface.
   */
  constructor(
    context: ProbeContext,
    options: ServerSessionOptions & { readonly signal: AbortSignal },
  ) {
    this.#context = context;
    const { address, port, signal } = options;
    this.#family = address.includes(":") ? 6 : 4;
    // Whoever does not wait for it any more does not miss it.
    this.#opened.promise.catch(() => undefined);
    const onAbort = () => {
      const error = new LoadError("aborted", "The load test was stopped");
      this.#opened.reject(error);
      this.#waiting?.reject(error);
    };
    signal.addEventListener("abort", onAbort);
    this.#listening.defer(() => signal.removeEventListener("abort", onAbort));
    const place = address.includes(":") ? `[${address}]` : address;
    this.#server = new ServerSession(context, { ...options, isForLoad: true }, {
      onOpen: (session) => {
        this.#pathToken = session.agreement.ack.pathToken;
        this.#opened.resolve(session);
      },
      onPacket: (_, packet) => this.#take(packet),
      onRepeat: () => {},
      onStamp: () => {},
      onUnreachable: ({ detail }) =>
        this.#opened.reject(
          new LoadError("silent", `Cannot reach ${place}:${port} as ${detail}`),
        ),
      onTooBig: () => {},
      onSilence: () =>
        this.#opened.reject(
          new LoadError(
            "silent",
            `Cannot reach a server at ${place}:${port} as nothing answers (is it running, and is the secret the same?)`,
          ),
        ),
    });
  }

  /**
   * Waits for the session.
   *
   * @returns It, if the server runs load tests.
   * @throws {LoadError} `silent` or `refused`.
   */
  async opened(): Promise<Session> {
    const session = await this.#opened.promise;
    const { features, maxRateKbps } = session.agreement.ack;
    const hasTcp = (features & FEATURE.tcpBulk) !== 0;
    if (hasTcp || maxRateKbps > 0) return session;
    throw new LoadError(
      "refused",
      "Cannot load the line as the server allows no load tests",
    );
  }

  /** Its version of IP. */
  get family(): 4 | 6 {
    return this.#family;
  }

  /** The session, for a load of datagrams on its socket. */
  get server(): ServerSession {
    return this.#server;
  }

  /** Calls back with every STATS; dispose of what it returns to stop. */
  listen(onStats: (stats: ThroughputStats) => void): Disposable {
    return this.listenToAll((news) => {
      if (news.kind === "throughputStats") onStats(news);
    });
  }

  /** The same, with the server's word that it has sent all as well. */
  listenToAll(onNews: (news: LoadNews) => void): Disposable {
    this.#listeners.add(onNews);
    return { [Symbol.dispose]: () => void this.#listeners.delete(onNews) };
  }

  /**
   * Asks once, without waiting: what comes goes to the listeners.
   *
   * @param question What.
   * @param answerBytes How long the answer may be: no answer is longer than
   * its question.
   */
  tell(question: TokenlessQuestion, answerBytes: number = 0): void {
    const session = this.#server.current;
    if (session === undefined) return;
    const packet = { ...question, pathToken: this.#pathToken };
    // What is lost is asked for again a moment later.
    const bytes = Math.max(MIN_DATAGRAM_BYTES[packet.kind], answerBytes);
    this.#server.send(session, packet, bytes);
  }

  /**
   * Asks until there is an answer; several questions wait for each other, as
   * an ERROR does not say which of them it answers.
   *
   * @param question What.
   * @param isAnswer Whether STATS are the answer to it.
   * @param answerBytes As for {@linkcode tell}.
   * @throws {LoadError} `silent` or `refused`.
   */
  ask(
    question: TokenlessQuestion,
    isAnswer: (stats: ThroughputStats) => boolean,
    answerBytes: number = 0,
  ): Promise<ThroughputStats> {
    const answer = this.#lastAsked.then(() =>
      this.#ask([question, answerBytes], isAnswer)
    );
    this.#lastAsked = answer.catch(() => undefined);
    return answer;
  }

  /** Closes the socket. */
  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
    this.#server[Symbol.dispose]();
  }

  async #ask(
    question: readonly [TokenlessQuestion, answerBytes: number],
    isAnswer: (stats: ThroughputStats) => boolean,
  ): Promise<ThroughputStats> {
    const { schedule, clock } = this.#context;
    const { promise, resolve, reject } = Promise.withResolvers<
      ThroughputStats
    >();
    let attempts = 0;
    let timer: Disposable | undefined;
    const askAgain = () => {
      timer?.[Symbol.dispose]();
      if (attempts++ === ATTEMPTS) {
        return reject(
          new LoadError("silent", "The server has stopped answering"),
        );
      }
      this.tell(...question);
      timer = schedule.at(clock.mono() + REPEAT_NS, askAgain);
    };
    this.#waiting = { isAnswer, resolve, reject, askAgain };
    askAgain();
    try {
      return await promise;
    } finally {
      timer?.[Symbol.dispose]();
      this.#waiting = undefined;
    }
  }

  #take(packet: Packet): void {
    if (packet.kind === "error") return this.#refused(packet);
    const isStats = packet.kind === "throughputStats";
    if (!isStats && packet.kind !== "downloadEnd") return;
    if (isStats && this.#waiting?.isAnswer(packet)) {
      this.#waiting.resolve(packet);
    }
    for (const onNews of this.#listeners) onNews(packet);
  }

  #refused({ code, message, retryAfterMs, pathToken }: ErrorPacket): void {
    this.#pathToken = pathToken;
    if (code === ERROR_CODE.pathNotValidated) return this.#waiting?.askAgain();
    const when = retryAfterMs > 0
      ? ` (again in ${Math.ceil(retryAfterMs / 1000)} s)`
      : "";
    this.#waiting?.reject(
      new LoadError(
        "refused",
        `The server says: ${message}${when}`,
        retryAfterMs,
      ),
    );
  }
}
