import { Phase } from "@bufferbane/ffi";
import {
  ECHO_REPLY_FLAG,
  type EchoReply,
  type EchoRequest,
  type MonoNs,
  type Session,
  TX_DELTA_UNKNOWN,
} from "@bufferbane/protocol";
import type {
  EchoFigures,
  Measurement,
  Outcome,
  Unanswered,
  WallNs,
} from "../model/mod.ts";
import { ClockWatch } from "./clock_watch.ts";
import type { StampClock } from "./clock_sync.ts";
import {
  answeredOutcome,
  type Departed,
  type EchoAttempt,
  type EchoFate,
  exchangeOf,
  RESTART,
  TIMEOUT,
} from "./echo_attempt.ts";
import { EchoLosses } from "./echo_losses.ts";
import type { ClockOwner } from "./server_news.ts";

/** How long the server's transmit stamp is waited for. */
export const FINAL_AFTER_NS = 4_000_000_000n;

/** What a flow works with. */
export interface EchoFlowOptions {
  /** A reply later than this is late, ns. */
  readonly timeoutNs: bigint;
  /** A reply later than this is not waited for, ns. */
  readonly lateNs: bigint;
  /** Puts stamps onto the raw clock. */
  readonly stamps: StampClock;
  /** Takes what becomes of each ECHO, without the series. */
  readonly report: (measurement: Omit<Measurement, "series">) => void;
  /** Told when the first reply comes after a wall clock was set. */
  readonly onClockSet: (whose: ClockOwner) => void;
}

/**
 * One session's ECHOs: which reply belongs to which, by sequence number only;
 * what each took; and for those without reply, where they were lost.
 */
export class EchoFlow {
  /** Whose they are. */
  readonly session: Session;
  readonly #options: EchoFlowOptions;
  readonly #losses = new EchoLosses((lost, how) => this.#report(lost, how));
  /** By sequence number, so in the order of sending. */
  readonly #attempts = new Map<number, EchoAttempt>();
  readonly #clocks: ClockWatch;
  readonly #byToken = new Map<bigint, EchoAttempt>();
  #nextSeq = 0;
  #highestAnswered = -1;
  #pathToken: Uint8Array;
  /** What the server takes to send at least: a guess until it is told. */
  #leastTxDeltaNs = 0;

  /** Nothing is under way yet. */
  constructor(session: Session, options: EchoFlowOptions) {
    this.session = session;
    this.#options = options;
    this.#clocks = new ClockWatch(options.stamps, options.onClockSet);
    this.#pathToken = session.agreement.ack.pathToken;
  }

  /** The next request; {@linkcode sent} if it could be sent. */
  request(rawNs: bigint, flags: number): EchoRequest {
    return {
      kind: "echoRequest",
      seq: this.#nextSeq,
      flags,
      errorEstimate: 0,
      t1: rawNs as MonoNs, // sent back as it is
      pathToken: this.#pathToken,
    };
  }

  /**
   * Notes that the request was sent.
   *
   * @param departed When.
   * @param token What the kernel's stamps will be known by.
   * @returns Its number.
   */
  sent(departed: Departed, token: bigint): number {
    const attempt: EchoAttempt = {
      ...departed,
      seq: this.#nextSeq,
      token,
      overload: this.#losses.overload,
      scheduledNs: undefined,
      leftNs: undefined,
      answer: undefined,
      outcome: undefined,
      lostOn: null,
      isFinal: false,
    };
    this.#nextSeq = (this.#nextSeq + 1) >>> 0;
    this.#attempts.set(attempt.seq, attempt);
    this.#byToken.set(token, attempt);
    this.#losses.sent(attempt);
    return attempt.seq;
  }

  /** What became of an ECHO sent in the last ten seconds or so. */
  fateOf(seq: number): EchoFate {
    const attempt = this.#attempts.get(seq);
    if (attempt?.answer !== undefined) return "answered";
    return attempt?.lostOn ?? undefined;
  }

  /**
   * Notes when a datagram left.
   *
   * @param token Which; those of others are ignored.
   * @param phase One of `Phase`.
   * @param stampNs Wall clock, ns.
   */
  left(token: bigint, phase: number, stampNs: bigint): void {
    const attempt = this.#byToken.get(token);
    if (attempt === undefined) return;
    const rawNs = this.#options.stamps.fromStamp(stampNs);
    if (phase === Phase.scheduled) attempt.scheduledNs = rawNs;
    else attempt.leftNs = rawNs;
  }

  /**
   * Takes a reply.
   *
   * @param reply Authentic and new.
   * @param arrival When it came: wall clock stamp (0 = none), and now.
   */
  replied(
    reply: EchoReply,
    arrival: { readonly stampNs: bigint; readonly monoNs: bigint },
  ): void {
    this.#losses.replied(reply);
    this.#pathToken = reply.pathToken;
    const told = reply.followUps
      .filter(({ txDeltaNs }) => txDeltaNs !== TX_DELTA_UNKNOWN);
    for (const { seq, txDeltaNs } of told) {
      const earlier = this.#attempts.get(seq);
      if (earlier !== undefined) this.#finish(earlier, txDeltaNs);
    }
    if (told.length > 0) {
      this.#leastTxDeltaNs = Math.min(
        ...told.map(({ txDeltaNs }) => txDeltaNs),
      );
    }
    const attempt = this.#attempts.get(reply.seq);
    if (attempt !== undefined && attempt.answer === undefined) {
      this.#answer(attempt, reply, arrival);
    }
    this.#losses.locate();
  }

  /** Counts a reply that came again. */
  repeated({ seq }: EchoReply): void {
    const attempt = this.#attempts.get(seq);
    // What is final has been told with its times; copies are not that late.
    if (attempt === undefined || attempt.isFinal) return;
    const { outcome } = attempt;
    if (outcome === undefined || !("duplicates" in outcome)) return;
    this.#report(attempt, { ...outcome, duplicates: outcome.duplicates + 1 });
  }

  /**
   * Somebody says that the newest ECHO cannot be delivered.
   *
   * @returns Whether there is one.
   */
  undeliverable(outcome: Unanswered): boolean {
    const attempt = this.#attempts.get(this.#nextSeq - 1);
    if (attempt === undefined || attempt.outcome !== undefined) return false;
    this.#report(attempt, outcome);
    return true;
  }

  /**
   * Reports those whose time is up, and forgets those long past.
   *
   * @param monoNs Now.
   * @param drops What the own socket has dropped.
   * @returns How many are lost, of those after the last that was answered:
   * signs that the session is dead.
   */
  expire(monoNs: bigint, drops: number): number {
    const { timeoutNs, lateNs } = this.#options;
    let lost = 0;
    for (const attempt of this.#attempts.values()) {
      const ageNs = monoNs - attempt.monoNs;
      if (ageNs < timeoutNs && ageNs < FINAL_AFTER_NS) break;
      if (ageNs >= timeoutNs && attempt.outcome === undefined) {
        if (attempt.seq > this.#highestAnswered) lost++;
        this.#losses.lose(attempt, drops);
      }
      if (ageNs >= FINAL_AFTER_NS) this.#finish(attempt, 0);
      const isOpen = this.#losses.isOpen(attempt);
      if (ageNs >= lateNs && !isOpen) this.#forget(attempt);
    }
    return lost;
  }

  /**
   * Ends the account: nothing will tell any more.
   *
   * @param why The server has restarted, or the session has ended otherwise.
   * @returns The round that can still be answered in time, if it is sent anew.
   */
  close(why: "restart" | "end"): WallNs | undefined {
    let underWay: WallNs | undefined;
    for (const attempt of this.#attempts.values()) {
      this.#finish(attempt, 0);
      const { kind } = attempt.outcome ?? TIMEOUT;
      if (why === "restart" && attempt.seq > this.#highestAnswered) {
        const isLast = attempt.seq === this.#nextSeq - 1;
        if (isLast && attempt.outcome === undefined) underWay = attempt.sentAt;
        else this.#report(attempt, RESTART);
      } else if (kind === "timeout" && attempt.lostOn === null) {
        attempt.lostOn = "unknown";
        this.#report(attempt, TIMEOUT);
      }
    }
    this.abandon();
    return underWay;
  }

  /** Forgets what is under way without a word. */
  abandon(): void {
    this.#attempts.clear();
    this.#byToken.clear();
    this.#losses.clear();
  }

  #answer(
    attempt: EchoAttempt,
    reply: EchoReply,
    arrival: { readonly stampNs: bigint; readonly monoNs: bigint },
  ): void {
    const { stamps, lateNs } = this.#options;
    if (arrival.monoNs - attempt.monoNs > lateNs) return;
    const isOvertaken = reply.seq < this.#highestAnswered;
    this.#highestAnswered = Math.max(this.#highestAnswered, reply.seq);
    const isClockSet = this.#clocks.note(reply);
    attempt.answer = {
      arrivedNs: reply.t2,
      repliedNs: reply.t3,
      returnedNs: stamps.fromStamp(arrival.stampNs),
      readNs: stamps.now(),
      isServerStamp: (reply.flags & ECHO_REPLY_FLAG.kernelStamp) !== 0,
      isClockSet,
      detail: isOvertaken ? "overtaken by a later reply" : "",
    };
    this.#losses.found(attempt);
    this.#report(attempt, this.#answered(attempt, this.#leastTxDeltaNs));
  }

  /** Reports once more, with all that will ever be known of the times. */
  #finish(attempt: EchoAttempt, txDeltaNs: number): void {
    if (attempt.isFinal || attempt.answer === undefined) return;
    attempt.isFinal = true;
    const clocks = this.session.agreement.ack.bootId.toString(16);
    const exchange = exchangeOf(attempt, { txDeltaNs, clocks });
    this.#report(attempt, this.#answered(attempt, txDeltaNs), exchange);
  }

  #answered(attempt: EchoAttempt, txDeltaNs: number): Outcome {
    const { timeoutNs } = this.#options;
    return answeredOutcome(attempt, { txDeltaNs, timeoutNs });
  }

  #forget(attempt: EchoAttempt): void {
    this.#attempts.delete(attempt.seq);
    this.#byToken.delete(attempt.token);
    this.#losses.forget(attempt);
  }

  #report(
    attempt: EchoAttempt,
    outcome: Outcome,
    exchange: EchoFigures["exchange"] = null,
  ): void {
    const isCorrection = attempt.outcome !== undefined;
    attempt.outcome = outcome;
    const { sentAt, lostOn } = attempt;
    if (sentAt === undefined) return;
    const echo = { exchange, delay: null, lostOn };
    this.#options.report({ sentAt, outcome, echo, isCorrection });
  }
}
