import { BULK_STATE } from "./bulk_packets.ts";
import { BulkReceiver } from "./bulk_receiver.ts";
import type { ThroughputStats } from "./control_packets.ts";
import { DATA_SEALED_BYTES, instanceOf, TYPE, typeOf } from "./header.ts";
import type { SessionEnd } from "./session.ts";
import type { Instant, MonoNs } from "./time.ts";
import { TrainRecord } from "./train_record.ts";

/** What a {@linkcode DataIntake} is made of. */
export interface DataIntakeOptions {
  /** Whose packets are taken. */
  readonly kind: "throughputData" | "downloadData";
  /** Which test. */
  readonly testId: number;
  /** Opens them. */
  readonly session: SessionEnd;
  /** The session's instance: what has another is not tried at all. */
  readonly instance: number;
  /** The monotonic clock: the first interval begins. */
  readonly now: MonoNs;
  /** Datagrams of a packet train; 0 = it is none. */
  readonly trainPackets: number;
}

/** Takes the DATA of one load test: opens it, counts it, reports. */
export class DataIntake {
  readonly #type: number;
  readonly #options: DataIntakeOptions;
  readonly #receiver: BulkReceiver;
  readonly #train: TrainRecord;
  /** Filled in for every datagram: there may be 200,000 a second. */
  readonly #arrival: { lengthBytes: number; rx: MonoNs };
  #refused = 0;

  /** Nothing has come. */
  constructor(options: DataIntakeOptions) {
    const { kind, testId, now, trainPackets } = options;
    this.#options = options;
    this.#type = TYPE[kind];
    this.#receiver = new BulkReceiver(testId, now);
    this.#train = new TrainRecord(trainPackets);
    this.#arrival = { lengthBytes: 0, rx: now };
  }

  /** Datagrams that are not authentic, cut, or of another test. */
  get refused(): number {
    return this.#refused;
  }

  /** Bytes of UDP payload that count. */
  get bytes(): number {
    return this.#receiver.bytes;
  }

  /** Datagrams that count. */
  get packets(): number {
    return this.#receiver.packets;
  }

  /**
   * Whether a datagram says that it is DATA of the session.
   *
   * @param datagram As received, at least a header long.
   */
  isMeant(datagram: Uint8Array): boolean {
    return typeOf(datagram) === this.#type &&
      datagram.length >= DATA_SEALED_BYTES &&
      instanceOf(datagram) === this.#options.instance;
  }

  /**
   * Opens a datagram in place, and counts it if it is authentic, whole and new.
   *
   * @param datagram One that is {@linkcode isMeant}.
   * @param rx When it arrived.
   * @param now Both clocks.
   */
  take(datagram: Uint8Array, rx: MonoNs, now: Instant): void {
    const sealed = datagram.subarray(0, DATA_SEALED_BYTES);
    this.#arrival.lengthBytes = datagram.length;
    this.#arrival.rx = rx;
    const counts = this.#options.session.open(sealed, now) === undefined &&
      this.#receiver.take(sealed, this.#arrival);
    if (counts) this.#train.note(sealed, rx);
    else this.#refused += 1;
  }

  /**
   * What came so far, and since the last report.
   *
   * @param state One of `BULK_STATE`; the final report has a train's arrivals.
   * @param options Why it ended, the monotonic clock, and the rate granted.
   */
  report(
    state: number,
    options: {
      readonly reason: number;
      readonly now: MonoNs;
      readonly grantKbps: number;
    },
  ): ThroughputStats {
    const { reason, now, grantKbps } = options;
    return {
      kind: "throughputStats",
      state,
      reason,
      ...this.#receiver.report(now),
      grantKbps,
      tcpPort: 0,
      streams: 0,
      tcpToken: NO_TOKEN,
      arrivalsNs: state === BULK_STATE.final ? this.#train.arrivalsNs : [],
    };
  }
}

/** Datagrams need none. */
const NO_TOKEN = new Uint8Array(16);
