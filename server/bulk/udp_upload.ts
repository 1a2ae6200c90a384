import {
  BULK_MODE,
  BULK_REASON,
  BULK_STATE,
  DataIntake,
  type MonoNs,
  type ThroughputStats,
} from "@bufferbane/protocol";
import { TokenBuckets } from "../limits.ts";
import {
  type BulkLoad,
  CONSENT_MS,
  endStateOf,
  GRACE_MS,
  GRANT_MS,
} from "./bulk_load.ts";
import type { BulkSocket } from "./bulk_socket.ts";
import type { RateSearch } from "./rate_search.ts";
import {
  carriedBytes,
  searchFor,
  tell,
  type UdpLoadTerms,
  type UdpLoadTools,
} from "./udp_load.ts";

/** How often the client is told what has come, and how fast to send. */
const REPORT_MS = 50;

/** More than what is granted is not even opened: this much to spare. */
const OPENS_MARGIN = 1.25;

/** The share of a second in which the spare may come at once. */
const OPENS_BURST = 0.1;

/** Takes a load over UDP, reports on it, owns its rate. */
export class UdpUpload implements BulkLoad {
  readonly terms: UdpLoadTerms;
  readonly #tools: UdpLoadTools;
  readonly #socket: BulkSocket;
  readonly #intake: DataIntake;
  readonly #opens: TokenBuckets;
  readonly #search: RateSearch | undefined;
  #state: number = BULK_STATE.accepted;
  #reason: number = BULK_REASON.done;
  #startedAtMs = Infinity;
  #heardAtMs: number;
  #reportedAtMs: number;
  #last: ThroughputStats;

  /** Nothing has come. */
  constructor(terms: UdpLoadTerms, tools: UdpLoadTools) {
    this.terms = terms;
    this.#tools = tools;
    const { session, mode, maxPackets, rateBps } = terms;
    const { now } = tools.clock;
    this.#intake = new DataIntake({
      kind: "throughputData",
      testId: terms.testId,
      session: session.session,
      instance: session.instance,
      now: now.mono,
      trainPackets: mode === BULK_MODE.burst ? maxPackets : 0,
    });
    const perSecond = OPENS_MARGIN * rateBps / (8 * carriedBytes(terms, 1));
    // A train comes at the speed of its line.
    const burst = mode === BULK_MODE.burst ? maxPackets : 0;
    this.#opens = new TokenBuckets({
      perSecond,
      burst: Math.max(20, burst, OPENS_BURST * perSecond),
    });
    this.#search = searchFor(terms);
    this.#heardAtMs = terms.grantedAtMs;
    this.#reportedAtMs = terms.grantedAtMs;
    this.#last = this.#report(now.mono);
    this.#socket = tools.openSocket((datagram, rx) => {
      if (!this.#intake.isMeant(datagram)) return false;
      this.#take(datagram, rx);
      return true;
    });
  }

  get isOver(): boolean {
    return this.#state >= BULK_STATE.final;
  }

  get bytes(): number {
    return carriedBytes(this.terms, this.#intake.packets);
  }

  get turnMs(): number {
    return this.isOver ? Infinity : REPORT_MS / 5;
  }

  turn(nowMs: number): void {
    const { grantedAtMs, durationMs, mode } = this.terms;
    if (this.isOver) return;
    if (this.#state === BULK_STATE.accepted) {
      if (nowMs > grantedAtMs + GRANT_MS) this.end(BULK_REASON.noReports);
      return;
    }
    const silentMs = mode === BULK_MODE.burst ? GRACE_MS : CONSENT_MS;
    if (nowMs - this.#heardAtMs > silentMs) {
      return this.end(BULK_REASON.noReports);
    }
    if (nowMs > this.#startedAtMs + durationMs + GRACE_MS) {
      return this.end(BULK_REASON.limit);
    }
    // A train is not disturbed by answers.
    if (mode === BULK_MODE.burst) return;
    if (nowMs - this.#reportedAtMs >= REPORT_MS) this.#answer(nowMs);
  }

  hear(nowMs: number): void {
    this.#heardAtMs = nowMs;
  }

  take(): void {
    // Who sends has nothing to report.
  }

  end(reason: number): void {
    if (this.isOver) return;
    this.#reason = reason;
    this.#state = endStateOf(reason);
    this.#last = this.#report(this.#tools.clock.now.mono);
    // A client that has ended it gets an answer.
    if (reason !== BULK_REASON.done) this.#tell();
  }

  report(): ThroughputStats {
    return this.#last;
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }

  #take(datagram: Uint8Array, rx: MonoNs): void {
    const { clock } = this.#tools;
    const { nowMs } = clock;
    if (this.isOver || !this.#opens.take(0, nowMs)) return;
    const before = this.#intake.packets;
    this.#intake.take(datagram, rx, clock.now);
    if (this.#intake.packets === before) return;
    this.#heardAtMs = nowMs;
    if (this.#state === BULK_STATE.accepted) {
      this.#state = BULK_STATE.running;
      this.#startedAtMs = nowMs;
      this.#reportedAtMs = nowMs;
    }
    if (this.#intake.packets >= this.terms.maxPackets) {
      // A train is over when its sender says so.
      if (this.terms.mode !== BULK_MODE.burst) this.end(BULK_REASON.limit);
    }
  }

  #answer(nowMs: number): void {
    this.#reportedAtMs = nowMs;
    const { mono } = this.#tools.clock.now;
    const trial = this.#report(mono);
    this.#search?.take(trial);
    if (this.#search?.isBroken) return this.end(BULK_REASON.circuitBreaker);
    this.#last = { ...trial, grantKbps: this.#grantKbps };
    this.#tell();
  }

  #tell(): void {
    // The times of a train are longer than anything may be without asking.
    const packet = { ...this.#last, arrivalsNs: [] };
    tell(packet, this.terms, { ...this.#tools, socket: this.#socket });
  }

  get #grantKbps(): number {
    const rateBps = this.#search?.rateBps ?? this.terms.rateBps;
    return Math.round(rateBps / 1_000);
  }

  #report(now: MonoNs): ThroughputStats {
    const grantKbps = this.#grantKbps;
    const reason = this.#reason;
    return this.#intake.report(this.#state, { reason, now, grantKbps });
  }
}
