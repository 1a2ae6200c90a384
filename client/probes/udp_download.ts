import {
  BULK_MODE,
  BULK_REASON,
  BULK_STATE,
  DataIntake,
  type DownloadEnd,
  type MonoNs,
  type ThroughputStats,
} from "@bufferbane/protocol";
import { BulkReader } from "./bulk_reader.ts";
import { LoadError } from "./load_error.ts";
import { UdpFlow, type UdpLoadTools } from "./udp_flow.ts";
import type { UdpLoadOptions, UdpOutcome } from "./udp_load.ts";

/** How often the sender is told what has come. */
const REPORT_NS = 50_000_000n;

/** Nothing has come for so long: the sender is gone. */
const SILENCE_MS = 1_000;

/** Behind a full queue the end of a train comes later than that. */
const TRAIN_SILENCE_MS = 3_000;

/** Takes a load over UDP and reports on it; the server owns the rate. */
export class UdpDownload implements Disposable {
  readonly #flow: UdpFlow;
  readonly #intake: DataIntake;
  #firstRx: MonoNs | undefined;
  #heardAt: MonoNs;
  #reason: number = BULK_REASON.done;

  /** Ready to receive: the load may come before the answer that grants it. */
  constructor(tools: UdpLoadTools, options: UdpLoadOptions) {
    const { context, session, opened } = tools;
    const { clientId } = opened.agreement;
    const now = context.clock.mono();
    this.#heardAt = now;
    const isTrain = options.mode === BULK_MODE.burst;
    this.#flow = new UdpFlow(tools, options, () => this.#finish(null));
    this.#intake = new DataIntake({
      kind: "downloadData",
      testId: options.testId,
      session: opened,
      instance: numberOf(clientId.subarray(4)),
      now,
      trainPackets: isTrain
        ? Math.floor(options.maxBytes / this.#flow.lineBytes(1))
        : 0,
    });
    this.#flow.open.use(
      new BulkReader(context, session.server, {
        isOneByOne: isTrain,
        takeLoad: (datagram, rx, instant) => {
          if (!this.#intake.isMeant(datagram)) return false;
          this.#intake.take(datagram, rx, instant);
          this.#firstRx ??= rx;
          this.#heardAt = rx;
          return true;
        },
      }),
    );
    this.#flow.open.use(session.listenToAll((news) => {
      if (news.testId !== options.testId) return;
      if (news.kind === "downloadEnd") this.#finish(news);
      else this.#heed(news);
    }));
  }

  /** Settles when it is over. */
  get ended(): Promise<Omit<UdpOutcome, "grantBps">> {
    return this.#flow.ended;
  }

  /** The server has agreed. */
  begin(): void {
    this.#heardAt = this.#flow.tools.context.clock.mono();
    this.#flow.every(REPORT_NS, () => this.#turn());
  }

  /** Lets go of all that was opened. */
  [Symbol.dispose](): void {
    this.#flow[Symbol.dispose]();
  }

  #turn(): void {
    const { context, session } = this.#flow.tools;
    const { mode } = this.#flow.options;
    const now = context.clock.mono();
    const isTrain = mode === BULK_MODE.burst;
    const silentMs = UdpFlow.msBetween(this.#heardAt, now);
    if (silentMs > (isTrain ? TRAIN_SILENCE_MS : SILENCE_MS)) {
      return this.#flow.fail(
        new LoadError(
          "silent",
          this.#firstRx !== undefined
            ? "The server has stopped sending"
            : `Nothing of the load arrives from the server: ${this.#flow.tooLong}`,
        ),
      );
    }
    // A train is not disturbed by answers.
    if (isTrain || this.#firstRx === undefined) return;
    session.tell(this.#report(BULK_STATE.running));
    this.#count(now);
  }

  #count(now: MonoNs): void {
    if (this.#firstRx === undefined) return;
    const atMs = UdpFlow.msBetween(this.#firstRx, now);
    const bytes = this.#flow.lineBytes(this.#intake.packets);
    this.#flow.count({ atMs, bytes });
  }

  /** The server ends it by STATS when it will not go on. */
  #heed({ state, reason }: ThroughputStats): void {
    if (state < BULK_STATE.final) return;
    this.#reason = reason;
    this.#finish(null);
  }

  #finish(end: DownloadEnd | null): void {
    if (this.#flow.isOver) return;
    const received = this.#report(BULK_STATE.final);
    this.#count(this.#heardAt);
    this.#flow.tools.session.tell({ ...received, arrivalsNs: [] });
    const reason = end?.reason ?? this.#reason;
    this.#flow.finish({ received, sent: end, reason });
  }

  #report(state: number): ThroughputStats {
    const now = this.#flow.tools.context.clock.mono();
    return this.#intake.report(state, {
      reason: BULK_REASON.done,
      now,
      grantKbps: 0,
    });
  }
}

/** The instance of a client id, as datagrams are asked for it. */
function numberOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}
