import { readU16, readU32, readU64 } from "./bytes.ts";
import { DATA_AT } from "./bulk_packets.ts";
import type { ThroughputStats } from "./control_packets.ts";
import { BODY_OFFSET } from "./header.ts";
import { DATA_REPLAY_BITS, ReplayFilter } from "./replay.ts";
import type { MonoNs } from "./time.ts";

const NS_PER_US = 1000;

/** Where and when a DATA datagram arrived, beside what it says itself. */
export interface DataArrival {
  /** The whole datagram's length, filler included, in bytes. */
  readonly lengthBytes: number;
  /** The receiver's monotonic clock. */
  readonly rx: MonoNs;
}

/** The part of a report that the receiver of DATA knows. */
export type ReceiverReport = Pick<
  ThroughputStats,
  | "testId"
  | "reportNumber"
  | "rxPackets"
  | "lost"
  | "duplicates"
  | "reordered"
  | "rxBytes"
  | "intervalUs"
  | "intervalPackets"
  | "intervalBytes"
  | "highestSeq"
  | "queueDelayUs"
  | "firstRx"
  | "lastRx"
>;

/** Counts the DATA of one load test, on whichever end receives it. */
export class BulkReceiver {
  readonly #testId: number;
  readonly #seen = new ReplayFilter(DATA_REPLAY_BITS);
  #packets = 0;
  #bytes = 0;
  #duplicates = 0;
  #reordered = 0;
  #mangled = 0;
  #reports = 0;
  #firstRx = 0n as MonoNs; // before the first datagram there is no clock
  #lastRx = 0n as MonoNs;
  #lowestDelayNs = Infinity;
  #interval = { since: 0n, packets: 0, bytes: 0, delaySumNs: 0 };

  /**
   * Starts with nothing received.
   *
   * @param testId Which test.
   * @param now The monotonic clock: the first interval begins.
   */
  constructor(testId: number, now: MonoNs) {
    this.#testId = testId;
    this.#interval.since = now;
  }

  /** Datagrams that counted. */
  get packets(): number {
    return this.#packets;
  }

  /** Bytes of UDP payload that counted. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Datagrams that arrived cut: what they carried does not count. */
  get mangled(): number {
    return this.#mangled;
  }

  /**
   * Counts a datagram. Reads bytes where `THROUGHPUT_DATA` says, without an
   * object for the packet: there may be 100,000 a second.
   *
   * @param sealed The opened first 72 bytes of it.
   * @param arrival Its length and time.
   * @returns Whether it counts: of this test, new, and whole.
   */
  take(sealed: Uint8Array, arrival: DataArrival): boolean {
    if (readU32(sealed, BODY_OFFSET + DATA_AT.testId) !== this.#testId) {
      return false;
    }
    const saidBytes = readU16(sealed, BODY_OFFSET + DATA_AT.datagramBytes);
    if (saidBytes !== arrival.lengthBytes) {
      this.#mangled += 1;
      return false;
    }
    const seq = readU32(sealed, BODY_OFFSET + DATA_AT.seq);
    const isLate = seq < this.#seen.highest;
    if (!this.#seen.accept(seq)) {
      this.#duplicates += 1;
      return false;
    }
    if (isLate) this.#reordered += 1;
    if (this.#packets === 0) this.#firstRx = arrival.rx;
    this.#lastRx = arrival.rx;
    this.#packets += 1;
    this.#bytes += saidBytes;
    this.#interval.packets += 1;
    this.#interval.bytes += saidBytes;
    const tx = readU64(sealed, BODY_OFFSET + DATA_AT.tx);
    this.#noteDelay(Number(arrival.rx - tx));
    return true;
  }

  /**
   * What came so far, and since the last report.
   *
   * @param now The monotonic clock; the next interval begins.
   * @returns The receiver's part of a THROUGHPUT_STATS.
   */
  report(now: MonoNs): ReceiverReport {
    const { since, packets, bytes, delaySumNs } = this.#interval;
    this.#interval = { since: now, packets: 0, bytes: 0, delaySumNs: 0 };
    const queueDelayUs = packets === 0
      ? 0
      : Math.round((delaySumNs / packets - this.#lowestDelayNs) / NS_PER_US);
    return {
      testId: this.#testId,
      reportNumber: this.#reports++ & 0xffff,
      rxPackets: this.#packets,
      lost: this.#seen.highest + 1 - this.#packets,
      duplicates: this.#duplicates,
      reordered: this.#reordered,
      rxBytes: BigInt(this.#bytes),
      intervalUs: Math.round(Number(now - since) / NS_PER_US),
      intervalPackets: packets,
      intervalBytes: BigInt(bytes),
      highestSeq: Math.max(0, this.#seen.highest),
      queueDelayUs,
      firstRx: this.#firstRx,
      lastRx: this.#lastRx,
    };
  }

  /** The clocks of both ends differ by a constant: it cancels in the report. */
  #noteDelay(delayNs: number): void {
    this.#lowestDelayNs = Math.min(this.#lowestDelayNs, delayNs);
    this.#interval.delaySumNs += delayNs;
  }
}
