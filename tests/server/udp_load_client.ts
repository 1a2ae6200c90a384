import type { Libc } from "@bufferbane/ffi";
import {
  BULK_MODE,
  BULK_STATE,
  type BulkRequest,
  DATA_AT,
  DATA_SEALED_BYTES,
  decodePacket,
  encodePacket,
  FEATURE,
  isData,
  type MonoNs,
  numberAt,
  type Packet,
  type ThroughputData,
  type ThroughputStats,
  typeOf,
} from "@bufferbane/protocol";
import { EchoClient, nowOf } from "./echo_client.ts";
import type { LoadClientOptions } from "./load_client.ts";

/** What came while a {@linkcode UdpLoadClient} listened. */
export interface Heard {
  /** DATA that opened. */
  readonly data: number;
  /** Its bytes, with IP and UDP headers (IPv4). */
  readonly lineBytes: number;
  /** Which row of the rate table the last of it says; -1: none came. */
  readonly row: number;
  /** Everything else, in order. */
  readonly packets: readonly Packet[];
}

const HEADER_BYTES = 28;
const NO_TIME = 0n as MonoNs; // no clock says 0

/** A client of load tests over UDP, by hand, so that it can also do wrong. */
export class UdpLoadClient implements Disposable {
  /** Its socket and session. */
  readonly echo: EchoClient;
  readonly #libc: Libc;
  #reports = 0;

  /** Opens a session for load tests. */
  constructor(libc: Libc, options: LoadClientOptions) {
    this.#libc = libc;
    const features = FEATURE.tcpBulk;
    this.echo = new EchoClient(libc, { ...options, features });
    // Only so many may knock at once.
    const tries = Array.from({ length: 10 }, (_, i) => i);
    if (!tries.some(() => this.echo.knock(300))) {
      throw new Error("Cannot open a session");
    }
  }

  /** Asks for a load, or how far it is. */
  ask(
    kind: "throughputStart" | "downloadRequest",
    changes: Partial<BulkRequest> = {},
  ): void {
    this.send({
      kind,
      testId: 7,
      mode: BULK_MODE.fixed,
      streams: 1,
      datagramBytes: 1200,
      rateKbps: 0,
      durationMs: 5_000,
      maxBytes: 0n,
      ...changes,
      pathToken: this.echo.pathToken,
    });
  }

  /** Asks, and gives the next STATS or ERROR. */
  request(
    kind: "throughputStart" | "downloadRequest",
    changes: Partial<BulkRequest> = {},
  ): Packet | undefined {
    this.ask(kind, changes);
    // What ends the load before may still be repeated.
    const isAnswer = ({ kind }: Packet) => kind !== "downloadEnd";
    return this.await(({ packets }) => packets.some(isAnswer)).packets
      .find(isAnswer);
  }

  /** Sends any packet. */
  send(packet: Packet): void {
    this.echo.send(this.echo.seal(packet));
  }

  /** Tells the server that a download comes through. */
  report(changes: Partial<ThroughputStats> = {}): void {
    this.send({
      kind: "throughputStats",
      testId: 7,
      state: BULK_STATE.running,
      reason: 0,
      reportNumber: this.#reports++,
      rxPackets: 1,
      lost: 0,
      duplicates: 0,
      reordered: 0,
      rxBytes: 0n,
      intervalUs: 50_000,
      intervalPackets: 1,
      intervalBytes: 0n,
      highestSeq: 0,
      queueDelayUs: 0,
      firstRx: NO_TIME,
      lastRx: NO_TIME,
      grantKbps: 0,
      tcpPort: 0,
      streams: 0,
      tcpToken: new Uint8Array(16),
      arrivalsNs: [],
      ...changes,
    });
  }

  /** Says that a test is over, padded so that the answer may be so long. */
  end(answerBytes: number = 144): void {
    this.echo.send(this.echo.seal({
      kind: "throughputEnd",
      testId: 7,
      reason: 0,
      sentPackets: 0,
      sentBytes: 0n,
      firstTx: NO_TIME,
      lastTx: NO_TIME,
    }, answerBytes - 144));
  }

  /**
   * A datagram of an upload.
   *
   * @param seq Its number.
   * @param changes What it says otherwise.
   */
  data(seq: number, changes: Partial<ThroughputData> = {}): Uint8Array {
    const datagram = new Uint8Array(1200).fill(seq);
    const sealed = datagram.subarray(0, DATA_SEALED_BYTES);
    encodePacket({
      kind: "throughputData",
      testId: 7,
      seq,
      tx: nowOf(this.#libc).mono,
      datagramBytes: 1200,
      flags: 0,
      rateIndex: 0,
      ...changes,
    }, sealed);
    this.echo.session.seal(sealed, nowOf(this.#libc));
    return datagram;
  }

  /** Takes what comes until it is enough, for 3 s at most. */
  await(isEnough: (heard: Heard) => boolean): Heard {
    return this.listen(3_000, isEnough);
  }

  /** Takes what comes for so long, or until it is enough. */
  listen(ms: number, isEnough: (heard: Heard) => boolean = () => false): Heard {
    const untilNs = nowOf(this.#libc).mono + BigInt(ms) * 1_000_000n;
    const packets: Packet[] = [];
    let data = 0;
    let lineBytes = 0;
    let row = -1;
    for (;;) {
      const leftMs = Number(untilNs - nowOf(this.#libc).mono) / 1e6;
      const heard = { data, lineBytes, row, packets };
      if (leftMs <= 0 || isEnough(heard)) return heard;
      for (const datagram of this.echo.udp.receive(Math.ceil(leftMs))) {
        const isLoad = isData(typeOf(datagram));
        const sealed = isLoad
          ? datagram.subarray(0, DATA_SEALED_BYTES)
          : datagram;
        const now = nowOf(this.#libc);
        if (this.echo.session.open(sealed, now) !== undefined) continue;
        if (isLoad) {
          data += 1;
          lineBytes += datagram.length + HEADER_BYTES;
          row = numberAt(sealed, DATA_AT.rateIndex);
          continue;
        }
        const packet = decodePacket(sealed);
        if ("pathToken" in packet) this.echo.pathToken = packet.pathToken;
        if (packet.kind !== "fault") packets.push(packet);
      }
    }
  }

  [Symbol.dispose](): void {
    this.echo[Symbol.dispose]();
  }
}
