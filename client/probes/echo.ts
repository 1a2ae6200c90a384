import {
  ECHO_REQUEST_FLAG,
  ERROR_CODE,
  LAST_ECHOES_AFTER_S,
  MAX_PADDING_BYTES,
  MIN_DATAGRAM_BYTES,
  type Packet,
  type Session,
} from "@bufferbane/protocol";
import type { Series, Unanswered, WallNs } from "../model/mod.ts";
import { StampClock } from "./clock_sync.ts";
import { EchoFlow, FINAL_AFTER_NS } from "./echo_flow.ts";
import { UnsentRounds } from "./echo_unsent.ts";
import { type MtuProbeSent, PathMtu } from "./path_mtu.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { ServerCondition } from "./server_condition.ts";
import type {
  Arrival,
  Restart,
  ServerSessionOptions,
} from "./server_listener.ts";
import type { ServerNews } from "./server_news.ts";
import { ServerSession } from "./server_session.ts";

const NS_PER_S = 1_000_000_000n;
/** From one KNOCK to the next at most, and for its answer. */
const KNOCKS_APART_NS = 7_000_000_000n;
const NO_SESSION: Unanswered = { kind: "timeout", detail: "no session" };

/** Whom to send ECHOs to, and how. */
export interface EchoOptions extends ServerSessionOptions {
  /** What the measurements belong to. */
  readonly series: Series;
  /** A reply later than this is late, ns. */
  readonly timeoutNs: bigint;
  /** A reply later than this is not waited for, ns. */
  readonly lateNs: bigint;
  /** The most that hides a session's packet length; what is usual if not set. */
  readonly maxPaddingBytes?: number;
  /** Told what a person ought to know. */
  readonly onNews: (news: ServerNews) => void;
}

/**
 * Encrypted ECHOs to the own server, over one interface and IP version: the
 * round trip without the server's own time, the four times from which one-way
 * delay is found, and for what is lost, in which direction.
 */
export class EchoProbe implements Probe {
  readonly #context: ProbeContext;
  readonly #options: EchoOptions;
  readonly #link: ServerSession;
  readonly #stamps: StampClock;
  readonly #condition: ServerCondition;
  readonly #pathMtu: PathMtu;
  /** The newest last; older ones until their last losses are told. */
  #flows: EchoFlow[] = [];
  readonly #unsent = new UnsentRounds(
    (...told) => this.#reportUnsent(...told),
  );
  #datagramBytes = MIN_DATAGRAM_BYTES.echoRequest;
  #seenPort = 0;
  /** What was said last of something that could not be delivered. */
  #undeliverable: { outcome: Unanswered; atNs: bigint } | undefined;
  #isDisposed = false;

  /**
   * Opens the socket and knocks.
   *
   * @param context What to work with.
   * @param options Whom, and how.
   * @throws {TypeError} If the address is none.
   * @throws {LibcError} E.g. `ENODEV` when there is no such interface.
   */
  constructor(context: ProbeContext, options: EchoOptions) {
    this.#context = context;
    this.#options = options;
    this.#stamps = new StampClock(context.libc);
    this.#condition = new ServerCondition(options.onNews);
    this.#pathMtu = new PathMtu(context, {
      send: (flow, bytes) => this.#sendMtuProbe(flow, bytes),
      onFinding: (finding) => options.onNews({ kind: "path_mtu", ...finding }),
    });
    this.#link = new ServerSession(context, options, {
      onOpen: (session, restart) => this.#open(session, restart),
      onPacket: (session, packet, arrival) =>
        this.#take(session, packet, arrival),
      onRepeat: (session, packet) => {
        if (packet.kind === "echoReply") {
          this.#flowOf(session)?.repeated(packet);
        }
      },
      onStamp: (token, phase, stampNs) => {
        this.#stamps.refresh();
        for (const flow of this.#flows) flow.left(token, phase, stampNs);
      },
      onUnreachable: (error) => this.#takeError(error),
      onTooBig: (detail) => this.#pathMtu.hear(detail),
      onSilence: (knocks) =>
        this.#condition.silent(knocks, this.#undeliverableLately()),
    });
  }

  send(at: WallNs): void {
    const nowNs = this.#context.clock.mono();
    const flow = this.#currentFlow();
    const { timeoutNs } = this.#options;
    if (flow === undefined || !this.#sendOn(flow, at)) {
      this.#unsent.add(at, nowNs);
    }
    for (const afterNs of new Set([timeoutNs, FINAL_AFTER_NS])) {
      this.#context.schedule.at(nowNs + afterNs, () => this.#expire());
    }
  }

  abandon(): void {
    for (const flow of this.#flows) flow.abandon();
    this.#unsent.abandon();
    // The server's clock went on: its session may be over.
    this.#link.hurry();
  }

  /** Closes its sockets; what is under way is not reported. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#link[Symbol.dispose]();
  }

  #open(session: Session, restart: Restart | undefined): void {
    const { random, maxPaddingBytes = MAX_PADDING_BYTES } = this.#options;
    const before = this.#flows.at(-1);
    let underWay: WallNs | undefined;
    const flow = new EchoFlow(session, {
      ...this.#options,
      stamps: this.#stamps,
      report: (measurement) => {
        const { series } = this.#options;
        this.#context.report({ series, ...measurement });
      },
      onClockSet: (whose) => this.#options.onNews({ kind: "clock_set", whose }),
    });
    if (restart !== undefined) {
      for (const old of this.#flows) underWay = old.close("restart");
      this.#flows = [];
      this.#options.onNews({ kind: "restarted", ...restart });
    } else if (before !== undefined) {
      this.#sendLastEchoes(before);
    }
    this.#flows = [...this.#flows, flow];
    // Chosen once a session: padding that changed would be jitter of our own.
    this.#datagramBytes = MIN_DATAGRAM_BYTES.echoRequest +
      Math.min(random(1)[0] ?? 0, maxPaddingBytes);
    this.#condition.opened(session.agreement.ack);
    // Confirms the session, however far off the next round is.
    this.#sendOn(flow, undefined);
    if (underWay !== undefined) this.#sendOn(flow, underWay);
    const waiting = this.#unsent.settle(restart !== undefined);
    for (const sentAt of waiting) this.#sendOn(flow, sentAt);
    this.#pathMtu.begin(flow);
  }

  /** Their replies tell of the last losses on a session that was replaced. */
  #sendLastEchoes(flow: EchoFlow): void {
    const { clock, schedule } = this.#context;
    const nowNs = clock.mono();
    for (const seconds of LAST_ECHOES_AFTER_S) {
      schedule.at(nowNs + BigInt(seconds) * NS_PER_S, () => {
        if (this.#flows.includes(flow)) this.#sendOn(flow, undefined);
      });
    }
    const lastNs = BigInt(Math.max(...LAST_ECHOES_AFTER_S)) * NS_PER_S;
    schedule.at(nowNs + lastNs + this.#options.lateNs, () => {
      if (!this.#flows.includes(flow)) return;
      this.#flows = this.#flows.filter((other) => other !== flow);
      flow.close("end");
    });
  }

  /** @returns Whether it was an attempt; not so if the session is over. */
  #sendOn(flow: EchoFlow, sentAt: WallNs | undefined): boolean {
    if (this.#isDisposed) return false;
    const bytes = this.#datagramBytes;
    const sent = this.#transmit(flow, sentAt, { bytes, flags: 0 });
    if ("seq" in sent) return true;
    if (sent.errno === 0) return false;
    this.#link.miss();
    if (sentAt === undefined) return true;
    const detail = this.#context.libc.errorText(sent.errno);
    this.#reportUnsent(sentAt, { kind: "send_failed", detail }, false);
    return true;
  }

  #sendMtuProbe(flow: EchoFlow, bytes: number): MtuProbeSent {
    if (this.#isDisposed) return undefined;
    const flags = ECHO_REQUEST_FLAG.mtuProbe;
    const sent = this.#transmit(flow, undefined, { bytes, flags });
    if ("seq" in sent) return sent.seq;
    const code = this.#context.libc.errorCode(sent.errno);
    return code === "EMSGSIZE" ? "too_long" : undefined;
  }

  #transmit(
    flow: EchoFlow,
    sentAt: WallNs | undefined,
    { bytes, flags }: { readonly bytes: number; readonly flags: number },
  ): { readonly seq: number } | { readonly errno: number } {
    const departed = {
      sentAt,
      monoNs: this.#context.clock.mono(),
      rawNs: this.#stamps.now(),
      drops: this.#link.countDrops(),
    };
    const request = flow.request(departed.rawNs, flags);
    const sent = this.#link.send(flow.session, request, bytes);
    if ("errno" in sent) return sent;
    const seq = flow.sent(departed, sent.token);
    // The kernel has stamped it by now; and perhaps it was answered.
    this.#link.receive();
    return { seq };
  }

  #take(session: Session, packet: Packet, { stampNs }: Arrival): void {
    if (packet.kind === "error") {
      const { sessionEnding, shuttingDown } = ERROR_CODE;
      const isEnd = packet.code === sessionEnding ||
        packet.code === shuttingDown;
      if (isEnd) this.#link.hurry();
    }
    if (packet.kind !== "echoReply") return;
    const flow = this.#flowOf(session);
    if (flow === undefined) return;
    this.#stamps.refresh();
    flow.replied(packet, { stampNs, monoNs: this.#context.clock.mono() });
    if (flow !== this.#flows.at(-1)) return;
    this.#link.hit();
    const { seenPort } = packet;
    // Another port means another path: the server is to confirm it.
    if (this.#seenPort !== 0 && seenPort !== this.#seenPort) this.#link.hurry();
    this.#seenPort = seenPort;
  }

  #takeError(error: {
    readonly detail: string;
    readonly isRefusal: boolean;
  }): void {
    const { detail, isRefusal } = error;
    const outcome: Unanswered = {
      kind: isRefusal ? "refused" : "unreachable",
      detail,
    };
    this.#undeliverable = { outcome, atNs: this.#context.clock.mono() };
    if (this.#currentFlow()?.undeliverable(outcome)) this.#link.miss();
    if (isRefusal) this.#condition.trouble({ kind: "refused", detail });
  }

  #expire(): void {
    if (this.#isDisposed) return;
    // Replies that came in time may not have been read yet.
    this.#link.receive();
    const nowNs = this.#context.clock.mono();
    const drops = this.#link.countDrops();
    const { timeoutNs } = this.#options;
    for (const flow of [...this.#flows]) {
      const lost = flow.expire(nowNs, drops);
      if (flow !== this.#flows.at(-1)) continue;
      for (let i = 0; i < lost; i++) this.#link.miss();
    }
    const why = this.#undeliverableLately() ?? NO_SESSION;
    this.#unsent.expire(nowNs - timeoutNs, why);
  }

  /** What became of the last KNOCK, if anybody said so. */
  #undeliverableLately(): Unanswered | undefined {
    const known = this.#undeliverable;
    if (known === undefined) return undefined;
    const ageNs = this.#context.clock.mono() - known.atNs;
    return ageNs < KNOCKS_APART_NS ? known.outcome : undefined;
  }

  #reportUnsent(
    sentAt: WallNs,
    outcome: Unanswered,
    isCorrection: boolean,
  ): void {
    const { series } = this.#options;
    const echo = { exchange: null, delay: null, lostOn: null };
    this.#context.report({ series, sentAt, outcome, echo, isCorrection });
  }

  #currentFlow(): EchoFlow | undefined {
    const session = this.#link.current;
    return session === undefined ? undefined : this.#flowOf(session);
  }

  #flowOf(session: Session): EchoFlow | undefined {
    return this.#flows.find((flow) => flow.session === session);
  }
}
