import { SegmentSender } from "@bufferbane/ffi";
import {
  BULK_MODE,
  BULK_REASON,
  BULK_STATE,
  BulkSender,
  type Instant,
  MIN_DATAGRAM_BYTES,
  type MonoNs,
  type ThroughputStats,
  TRAIN_RUN,
} from "@bufferbane/protocol";
import { LoadError } from "./load_error.ts";
import { BulkReader } from "./bulk_reader.ts";
import { HEADER_BYTES, UdpFlow, type UdpLoadTools } from "./udp_flow.ts";
import type { UdpLoadOptions, UdpOutcome } from "./udp_load.ts";

/** How often what is due is sent. */
const TURN_NS = 1_000_000n;

/** No report for so long: nobody is there who wants the load. */
const CONSENT_MS = 1_000;

/** Sends a load over UDP, as fast as the server's reports say. */
export class UdpUpload implements Disposable {
  readonly #flow: UdpFlow;
  readonly #sender: BulkSender;
  readonly #segments: SegmentSender;
  readonly #isTrain: boolean;
  #beganAt: MonoNs;
  #heardAt: MonoNs;
  #isEnding = false;

  /** Nothing is sent before {@linkcode begin}. */
  constructor(tools: UdpLoadTools, options: UdpLoadOptions) {
    const { context, session, opened } = tools;
    const { datagramBytes, maxBytes, mode } = options;
    const now = context.clock.mono();
    this.#beganAt = now;
    this.#heardAt = now;
    this.#isTrain = mode === BULK_MODE.burst;
    this.#flow = new UdpFlow(tools, options, () => this.#end());
    this.#segments = new SegmentSender(context.libc, {
      fd: session.server.socket.fd,
      segmentBytes: datagramBytes,
      ...(this.#isTrain ? { maxSegments: TRAIN_RUN } : {}),
    });
    const packets = Math.floor(maxBytes / this.#flow.lineBytes(1));
    this.#sender = new BulkSender({
      kind: "throughputData",
      testId: options.testId,
      datagramBytes,
      session: opened,
      headerBytes: this.#flow.headerBytes,
      maxPackets: maxBytes === 0 ? Infinity : packets,
      runPackets: this.#isTrain ? packets : this.#segments.maxSegments,
      nowMs: Number(now) / 1e6,
    });
    this.#flow.open.use(
      new BulkReader(context, session.server, {
        isOneByOne: true,
        takeLoad: () => false,
      }),
    );
    this.#flow.open.use(session.listen((stats) => this.#heed(stats)));
  }

  /** Settles when it is over. */
  get ended(): Promise<Omit<UdpOutcome, "grantBps">> {
    return this.#flow.ended;
  }

  /** The server has agreed. */
  begin(grant: ThroughputStats): void {
    const now = this.#flow.tools.context.clock.mono();
    this.#beganAt = now;
    this.#heardAt = now;
    this.#setRate(grant);
    this.#pump();
    this.#flow.every(TURN_NS, () => this.#turn());
  }

  /** Lets go of all that was opened. */
  [Symbol.dispose](): void {
    this.#flow[Symbol.dispose]();
  }

  #turn(): void {
    if (this.#isEnding || this.#flow.isOver) return;
    const now = this.#flow.tools.context.clock.mono();
    const isLate = UdpFlow.msBetween(this.#beganAt, now) >=
      this.#flow.options.durationMs;
    if (this.#sender.isDone || (isLate && !this.#isTrain)) {
      return void this.#end();
    }
    if (UdpFlow.msBetween(this.#heardAt, now) > CONSENT_MS) {
      return this.#flow.fail(
        new LoadError(
          "silent",
          this.#flow.hasCounted
            ? "The server has stopped reporting"
            : `Nothing of the load arrives at the server: ${this.#flow.tooLong}`,
        ),
      );
    }
    this.#pump();
  }

  #pump(): void {
    const { clock, libc } = this.#flow.tools.context;
    const now = (): Instant => ({ wall: clock.wall(), mono: clock.mono() });
    const failure = this.#sender.pump(now, (run) => this.#segments.send(run));
    if (failure === 0) return;
    const code = libc.errorCode(-failure);
    if (code === "ECONNREFUSED") {
      // Its host says that nobody listens there any more.
      this.#flow.fail(new LoadError("silent", "The server is gone"));
    } else if (code === "EMSGSIZE") {
      this.#flow.fail(
        new LoadError(
          "refused",
          `Cannot send the load: ${this.#flow.tooLong}`,
        ),
      );
    }
  }

  #setRate({ grantKbps }: ThroughputStats): void {
    this.#sender.rateBps = this.#isTrain ? Infinity : 1_000 * grantKbps;
    this.#sender.rateIndex = Math.floor(grantKbps / 1_000);
  }

  #heed(stats: ThroughputStats): void {
    if (stats.testId !== this.#flow.options.testId) return;
    this.#heardAt = this.#flow.tools.context.clock.mono();
    this.#count(stats);
    if (this.#isFinal(stats)) this.#finish(stats);
    else this.#setRate(stats);
  }

  #count({ firstRx, lastRx, rxPackets }: ThroughputStats): void {
    const atMs = UdpFlow.msBetween(firstRx, lastRx);
    this.#flow.count({ atMs, bytes: this.#flow.lineBytes(rxPackets) });
  }

  /** Says that all is sent, until the server says what has come. */
  async #end(): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const { session } = this.#flow.tools;
    const { testId } = this.#flow.options;
    const end = this.#sender.end(BULK_REASON.done);
    try {
      const stats = await session.ask(
        { kind: "throughputEnd", ...end },
        (stats) => stats.testId === testId && this.#isFinal(stats),
        this.#isTrain ? trainAnswerBytes(this.#flow.options) : 0,
      );
      this.#finish(stats);
    } catch (error) {
      if (!(error instanceof LoadError)) throw error;
      this.#flow.fail(error);
    }
  }

  /** Of a train, what comes without its arrivals has been told unasked. */
  #isFinal({ state, arrivalsNs }: ThroughputStats): boolean {
    return state > BULK_STATE.final || state === BULK_STATE.final &&
        (!this.#isTrain || arrivalsNs.length > 0);
  }

  #finish(received: ThroughputStats): void {
    const sent = this.#sender.end(received.reason);
    this.#flow.finish({ received, sent, reason: received.reason });
  }
}

/**
 * How long the answer is that has all arrivals of a train, as many as the
 * server may expect: behind a translator (NAT64) it sees IPv4, whose headers
 * are shorter.
 */
function trainAnswerBytes(
  { maxBytes, datagramBytes }: Pick<
    UdpLoadOptions,
    "maxBytes" | "datagramBytes"
  >,
): number {
  const packets = Math.floor(maxBytes / (datagramBytes + HEADER_BYTES[4]));
  return MIN_DATAGRAM_BYTES.throughputStats + 4 * packets;
}
