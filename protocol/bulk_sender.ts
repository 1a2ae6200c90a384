import type { BulkEnd } from "./bulk_packets.ts";
import { DataRuns, type DataRunsOptions } from "./data_runs.ts";
import { Pacer } from "./pacer.ts";
import type { Instant, MonoNs } from "./time.ts";

/** A sender begins with so many datagrams, before it has heard anything. */
const FIRST_BURST = 10;

/** Runs in one turn where there is no rate; then others get theirs. */
const MAX_RUNS = 8;

/** What a {@linkcode BulkSender} is made of. */
export interface BulkSenderOptions extends DataRunsOptions {
  /** What IP and UDP add to a datagram: 28 or 48. */
  readonly headerBytes: number;
  /** Datagrams at most. */
  readonly maxPackets: number;
  /** Datagrams in one run. */
  readonly runPackets: number;
  /** The monotonic clock. */
  readonly nowMs: number;
}

/**
 * Takes a run of datagrams for sending.
 *
 * @returns How many bytes of it were taken, or the negated errno.
 */
export type SendRun = (run: Uint8Array) => number;

/** Sends the DATA of one load test, on whichever end does, at a given rate. */
export class BulkSender {
  readonly #options: BulkSenderOptions;
  readonly #runs: DataRuns;
  readonly #pacer: Pacer;
  /** Sealed, and not taken by the socket yet. */
  #pending: Uint8Array = new Uint8Array(0);
  #made = 0;
  #sentPackets = 0;
  #firstTx = 0n as MonoNs; // before the first datagram there is no clock
  #lastTx = 0n as MonoNs;
  /** Which row of the rate table the rate is, for the receiver to see. */
  rateIndex = 0;

  /** Nothing is sent before {@linkcode pump}. */
  constructor(options: BulkSenderOptions) {
    this.#options = options;
    this.#runs = new DataRuns(options);
    const { datagramBytes, headerBytes, nowMs } = options;
    this.#pacer = new Pacer({
      datagramBits: 8 * (datagramBytes + headerBytes),
      nowMs,
      burst: FIRST_BURST,
    });
  }

  /** The rate with IP and UDP headers, bit/s; `Infinity`: as fast as it goes. */
  get rateBps(): number {
    return this.#pacer.rateBps;
  }
  set rateBps(bps: number) {
    this.#pacer.rateBps = bps;
  }

  /** Datagrams sent. */
  get sentPackets(): number {
    return this.#sentPackets;
  }

  /** Bytes of UDP payload sent. */
  get sentBytes(): number {
    return this.#sentPackets * this.#options.datagramBytes;
  }

  /** Whether all that it may send is sent. */
  get isDone(): boolean {
    return this.#sentPackets >= this.#options.maxPackets;
  }

  /** How long the next datagram has to wait, ms. */
  get waitMs(): number {
    return this.isDone ? Infinity : this.#pacer.waitMs();
  }

  /**
   * Sends what is due.
   *
   * @param clock Both clocks; read for every run.
   * @param send Takes runs.
   * @returns 0, or the negated errno with which a run was refused; it is tried
   * again in the next turn.
   */
  pump(clock: () => Instant, send: SendRun): number {
    for (let runs = 0; runs < MAX_RUNS; runs++) {
      const now = clock();
      if (this.#pending.length === 0) this.#makeRun(now);
      if (this.#pending.length === 0) return 0;
      const taken = send(this.#pending);
      if (taken <= 0) return taken;
      if (this.#sentPackets === 0) this.#firstTx = now.mono;
      this.#lastTx = clock().mono;
      this.#sentPackets += taken / this.#options.datagramBytes;
      this.#pending = this.#pending.subarray(taken);
      if (this.#pending.length > 0) return 0;
    }
    return 0;
  }

  /**
   * What the receiver is told when all is sent.
   *
   * @param reason One of `BULK_REASON`.
   */
  end(reason: number): BulkEnd {
    return {
      testId: this.#options.testId,
      reason,
      sentPackets: this.#sentPackets,
      sentBytes: BigInt(this.sentBytes),
      firstTx: this.#firstTx,
      lastTx: this.#lastTx,
    };
  }

  #makeRun(now: Instant): void {
    const { maxPackets, runPackets } = this.#options;
    const count = Math.min(
      this.#pacer.due(Number(now.mono) / 1e6),
      runPackets,
      maxPackets - this.#made,
    );
    this.#pending = this.#runs.next(count, { now, rateIndex: this.rateIndex });
    const packets = this.#pending.length / this.#options.datagramBytes;
    this.#made += packets;
    this.#pacer.spend(packets);
  }
}
