import { DATA_AT } from "./bulk_packets.ts";
import { writeU16, writeU32, writeU64 } from "./bytes.ts";
import { makeFiller } from "./filler.ts";
import { AT, BODY_OFFSET, DATA_SEALED_BYTES, TYPE } from "./header.ts";
import type { SessionEnd } from "./session.ts";
import type { Instant } from "./time.ts";

const DATA_BODY_BYTES = 24;

/** What {@linkcode DataRuns} are made of. */
export interface DataRunsOptions {
  /** Whose packets they are. */
  readonly kind: "throughputData" | "downloadData";
  /** Which test; not 0. */
  readonly testId: number;
  /** The length of every datagram, 72 to 1400. */
  readonly datagramBytes: number;
  /** Seals them. */
  readonly session: SessionEnd;
}

/**
 * Makes the datagrams of a load test, run by run: one behind the other in a
 * ring of filler, of which only the heads are written anew, so that a run
 * can be sent as it lies there. Nothing is allocated for a datagram.
 */
export class DataRuns {
  readonly #session: SessionEnd;
  readonly #ring: Uint8Array;
  readonly #datagramBytes: number;
  /** Of each place in the ring, what is sealed. */
  readonly #heads: readonly Uint8Array[];
  /** What all heads have in common; sequence and time are filled in. */
  readonly #head = new Uint8Array(DATA_SEALED_BYTES);
  #seq = 0;
  #at = 0;

  /**
   * Fills the ring.
   *
   * @param options What they are made of.
   */
  constructor(options: DataRunsOptions) {
    const { kind, testId, datagramBytes, session } = options;
    this.#session = session;
    this.#datagramBytes = datagramBytes;
    const ring = makeFiller(testId);
    this.#ring = ring;
    this.#heads = Array.from(
      { length: Math.floor(ring.length / datagramBytes) },
      (_, place) => {
        const start = place * datagramBytes;
        return ring.subarray(start, start + DATA_SEALED_BYTES);
      },
    );
    this.#head[AT.type] = TYPE[kind];
    writeU16(this.#head, AT.bodyLength, DATA_BODY_BYTES);
    writeU32(this.#head, BODY_OFFSET + DATA_AT.testId, testId);
    writeU16(this.#head, BODY_OFFSET + DATA_AT.datagramBytes, datagramBytes);
  }

  /** How many datagrams the ring holds: more are never in one run. */
  get places(): number {
    return this.#heads.length;
  }

  /**
   * Makes the next run.
   *
   * @param count How many datagrams are wanted.
   * @param options Both clocks; which row of the rate table it is.
   * @returns As many or fewer, each sealed; empty once the session is over.
   * Valid until a further {@linkcode places} have been made.
   */
  next(
    count: number,
    options: { readonly now: Instant; readonly rateIndex: number },
  ): Uint8Array {
    const { now, rateIndex } = options;
    if (this.#at === this.#heads.length) this.#at = 0;
    const first = this.#at;
    const end = Math.min(first + count, this.#heads.length);
    writeU64(this.#head, BODY_OFFSET + DATA_AT.tx, now.mono);
    writeU32(this.#head, BODY_OFFSET + DATA_AT.rateIndex, rateIndex);
    while (this.#at < end && this.#seal(now)) this.#at += 1;
    const bytes = this.#datagramBytes;
    return this.#ring.subarray(first * bytes, this.#at * bytes);
  }

  #seal(now: Instant): boolean {
    const datagram = this.#heads[this.#at];
    if (datagram === undefined) return false;
    writeU32(this.#head, BODY_OFFSET + DATA_AT.seq, this.#seq);
    datagram.set(this.#head);
    if (!this.#session.seal(datagram, now)) return false;
    this.#seq += 1;
    return true;
  }
}
