import { SegmentSender } from "@bufferbane/ffi";
import {
  BULK_MODE,
  BULK_REASON,
  BULK_STATE,
  BulkSender,
  type Instant,
  type ThroughputStats,
  TRAIN_RUN,
} from "@bufferbane/protocol";
import { type BulkLoad, CONSENT_MS, endStateOf } from "./bulk_load.ts";
import type { BulkSocket } from "./bulk_socket.ts";
import type { RateSearch } from "./rate_search.ts";
import {
  carriedBytes,
  searchFor,
  tell,
  type UdpLoadTerms,
  type UdpLoadTools,
} from "./udp_load.ts";

/** That all is sent is said so often, so far apart, until it is heard. */
const ENDS = 5;
const END_MS = 100;

/** Limits are looked at as often as this. */
const MAX_TURN_MS = 50;

/** Sends a load over UDP, as fast as its receiver's reports allow. */
export class UdpDownload implements BulkLoad {
  readonly terms: UdpLoadTerms;
  readonly #tools: UdpLoadTools;
  readonly #socket: BulkSocket;
  readonly #sender: BulkSender;
  readonly #segments: SegmentSender;
  readonly #search: RateSearch | undefined;
  #state: number = BULK_STATE.running;
  #reason: number = BULK_REASON.done;
  #heardAtMs: number;
  /** All is sent, and is being said. */
  #isEnding = false;
  #ends = 0;
  #endedAtMs = 0;

  /** Nothing is sent before the first {@linkcode turn}. */
  constructor(terms: UdpLoadTerms, tools: UdpLoadTools) {
    this.terms = terms;
    this.#tools = tools;
    const { datagramBytes, mode, session, grantedAtMs } = terms;
    this.#heardAtMs = grantedAtMs;
    this.#socket = tools.openSocket(() => false);
    const isTrain = mode === BULK_MODE.burst;
    this.#segments = new SegmentSender(tools.libc, {
      fd: this.#socket.fd,
      segmentBytes: datagramBytes,
      ...(isTrain ? { maxSegments: TRAIN_RUN } : {}),
    });
    this.#sender = new BulkSender({
      ...terms,
      kind: "downloadData",
      session: session.session,
      runPackets: isTrain ? terms.maxPackets : this.#segments.maxSegments,
      nowMs: grantedAtMs,
    });
    this.#search = searchFor(terms);
    this.#setRate();
  }

  get isOver(): boolean {
    return this.#state >= BULK_STATE.final;
  }

  get bytes(): number {
    return carriedBytes(this.terms, this.#sender.sentPackets);
  }

  get turnMs(): number {
    if (this.isOver) return Infinity;
    if (this.#isEnding) return MAX_TURN_MS;
    const waitMs = Math.ceil(this.#sender.waitMs);
    return Math.min(waitMs, MAX_TURN_MS);
  }

  turn(nowMs: number): void {
    if (this.isOver) return;
    const { grantedAtMs, durationMs } = this.terms;
    if (this.#isEnding) return this.#sayEnd(nowMs);
    if (nowMs - this.#heardAtMs > CONSENT_MS) {
      return this.end(BULK_REASON.noReports);
    }
    const isLate = nowMs >= grantedAtMs + durationMs;
    if (!isLate) this.#pump();
    if (this.isOver || (!isLate && !this.#sender.isDone)) return;
    const isWhole = isLate || this.terms.mode === BULK_MODE.burst;
    this.#stop(isWhole ? BULK_REASON.done : BULK_REASON.limit);
  }

  hear(nowMs: number): void {
    this.#heardAtMs = nowMs;
  }

  take(stats: ThroughputStats): void {
    if (this.isOver) return;
    this.hear(this.#tools.clock.nowMs);
    if (stats.state >= BULK_STATE.final) {
      return this.end(this.#isEnding ? this.#reason : BULK_REASON.cancelled);
    }
    this.#search?.take(stats);
    if (this.#search?.isBroken) this.#stop(BULK_REASON.circuitBreaker);
    else this.#setRate();
  }

  end(reason: number): void {
    if (this.isOver) return;
    this.#reason = reason;
    this.#state = endStateOf(reason);
  }

  report(): ThroughputStats {
    const { testId, rateBps } = this.terms;
    const { sentPackets, sentBytes } = this.#sender;
    const { firstTx } = this.#sender.end(this.#reason);
    return {
      kind: "throughputStats",
      testId,
      state: this.#state,
      reason: this.#reason,
      reportNumber: 0,
      rxPackets: sentPackets,
      lost: 0,
      duplicates: 0,
      reordered: 0,
      rxBytes: BigInt(sentBytes),
      intervalUs: 0,
      intervalPackets: 0,
      intervalBytes: 0n,
      highestSeq: Math.max(0, sentPackets - 1),
      queueDelayUs: 0,
      firstRx: firstTx,
      lastRx: this.#tools.clock.now.mono,
      grantKbps: Math.round(rateBps / 1_000),
      tcpPort: 0,
      streams: 0,
      tcpToken: new Uint8Array(16),
      arrivalsNs: [],
    };
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }

  #setRate(): void {
    const { mode, rateBps } = this.terms;
    // A train is one burst; how long it may be was granted.
    this.#sender.rateBps = mode === BULK_MODE.burst
      ? Infinity
      : this.#search?.rateBps ?? rateBps;
    this.#sender.rateIndex = this.#search?.row ?? 0;
  }

  #pump(): void {
    const { clock, libc } = this.#tools;
    const now = (): Instant => {
      clock.refresh();
      return clock.now;
    };
    const failure = this.#sender.pump(now, (run) => this.#segments.send(run));
    // The client's host says that nobody listens any more.
    const isGone = failure < 0 &&
      libc.errorCode(-failure) === "ECONNREFUSED";
    if (isGone) this.end(BULK_REASON.noReports);
  }

  #stop(reason: number): void {
    this.#reason = reason;
    this.#isEnding = true;
    this.#sayEnd(this.#tools.clock.nowMs);
  }

  #sayEnd(nowMs: number): void {
    if (nowMs - this.#endedAtMs < END_MS) return;
    if (this.#ends++ === ENDS) return this.end(this.#reason);
    this.#endedAtMs = nowMs;
    const end = this.#sender.end(this.#reason);
    const options = { ...this.#tools, socket: this.#socket };
    tell({ kind: "downloadEnd", ...end }, this.terms, options);
  }
}
