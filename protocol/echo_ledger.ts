import {
  copyBytes,
  readU32,
  serialDistance,
  writeU16,
  writeU32,
  writeU64,
} from "./bytes.ts";
import {
  ECHO_REPLY,
  ECHO_REPLY_AT,
  ECHO_REQUEST_AT,
  FOLLOW_UP_BYTES,
  FOLLOW_UPS,
  RX_BITMAP_BITS,
  TX_DELTA_UNKNOWN,
} from "./echo_packets.ts";
import { AT, BODY_OFFSET, TAG_BYTES, TYPE } from "./header.ts";
import type { MonoNs } from "./time.ts";

const WORD_BITS = 32;
const WORDS = RX_BITMAP_BITS / WORD_BITS;
const MAX_U16 = 0xffff;

/**
 * What the server adds to one reply. Fill in one object again and again; a
 * reply is written a hundred thousand times a second.
 */
export interface ReplyStamps {
  /** Bits of `ECHO_REPLY_FLAG`. */
  flags: number;
  /** The server's clock error (RFC 4656, section 4.1.2). */
  errorEstimate: number;
  /** The monotonic clock when the request arrived. */
  t2: MonoNs;
  /** The monotonic clock now. */
  t3: MonoNs;
  /** How many datagrams the socket had no room for, so far. */
  dropKernel: number;
  /** The token of the path, 8 bytes. */
  pathToken: Uint8Array;
  /** The request's TTL or hop limit; 0 = unknown. */
  rxTtl: number;
  /** The request's TOS or traffic class. */
  rxTos: number;
  /** The UDP port it came from. */
  seenPort: number;
}

/**
 * The server's account of one session's ECHOs: which arrived, so that the
 * client can tell in which direction the missing ones were lost.
 */
export class EchoLedger {
  /** Bit i: request `highest - i` has arrived; word 0 has the newest. */
  readonly #bitmap = new Uint32Array(WORDS);
  readonly #followUps = new Uint32Array(2 * FOLLOW_UPS);
  #highest = 0;
  #received = 0;
  #replied = 0;
  #duplicates = 0;
  #reordered = 0;
  #overLimit = 0;

  /** Starts with nothing received. */
  constructor() {
    for (let i = 0; i < FOLLOW_UPS; i++) {
      this.#followUps[2 * i + 1] = TX_DELTA_UNKNOWN;
    }
  }

  /** Counts a request that was received before, says the replay filter. */
  countDuplicate(): void {
    this.#duplicates = Math.min(this.#duplicates + 1, MAX_U16);
  }

  /** Counts a request that goes unanswered as there were too many. */
  countOverLimit(): void {
    this.#overLimit += 1;
  }

  /**
   * Notes when a reply really left.
   *
   * @param seq Which reply.
   * @param txDeltaNs Kernel transmit stamp minus its `t3`, in ns.
   */
  noteDeparture(seq: number, txDeltaNs: number): void {
    this.#followUps.copyWithin(2, 0);
    this.#followUps[0] = seq;
    this.#followUps[1] = txDeltaNs;
  }

  /**
   * Notes a request and writes its reply, ready for sealing. Reads and writes
   * bytes where `ECHO_REPLY` says, without an object for either packet.
   *
   * @param request The opened request.
   * @param reply Where to; as long as the request.
   * @param stamps What only the receive loop knows.
   * @throws {RangeError} When the lengths differ.
   */
  answer(request: Uint8Array, reply: Uint8Array, stamps: ReplyStamps): void {
    if (request.length !== reply.length) {
      throw new RangeError(
        `Cannot answer ${request.length} bytes with ${reply.length} (allowed: the same)`,
      );
    }
    const seq = readU32(request, BODY_OFFSET + ECHO_REQUEST_AT.seq);
    this.#receive(seq);
    this.#replied += 1;

    reply[AT.type] = TYPE.echoReply;
    writeU16(reply, AT.bodyLength, ECHO_REPLY.minBytes);
    writeU16(reply, AT.pflags, 0);
    // The padding as well: the buffer has carried other packets.
    reply.fill(0, BODY_OFFSET, reply.length - TAG_BYTES);
    this.#writeStamps(reply, stamps);
    writeU32(reply, BODY_OFFSET + ECHO_REPLY_AT.seq, seq);
    copyBytes(
      [request, BODY_OFFSET + ECHO_REQUEST_AT.t1],
      [reply, BODY_OFFSET + ECHO_REPLY_AT.t1],
      8,
    );
    this.#writeAccount(reply);
  }

  #writeStamps(reply: Uint8Array, stamps: ReplyStamps): void {
    const at = (offset: number) => BODY_OFFSET + offset;
    writeU16(reply, at(ECHO_REPLY_AT.flags), stamps.flags);
    writeU16(reply, at(ECHO_REPLY_AT.errorEstimate), stamps.errorEstimate);
    writeU64(reply, at(ECHO_REPLY_AT.t2), stamps.t2);
    writeU64(reply, at(ECHO_REPLY_AT.t3), stamps.t3);
    writeU32(reply, at(ECHO_REPLY_AT.dropKernel), stamps.dropKernel);
    copyBytes(
      [stamps.pathToken, 0],
      [reply, at(ECHO_REPLY_AT.pathToken)],
      8,
    );
    reply[at(ECHO_REPLY_AT.rxTtl)] = stamps.rxTtl;
    reply[at(ECHO_REPLY_AT.rxTos)] = stamps.rxTos;
    writeU16(reply, at(ECHO_REPLY_AT.seenPort), stamps.seenPort);
  }

  #writeAccount(reply: Uint8Array): void {
    const at = (offset: number) => BODY_OFFSET + offset;
    writeU32(reply, at(ECHO_REPLY_AT.rxHighest), this.#highest);
    writeU32(reply, at(ECHO_REPLY_AT.rxCount), this.#received);
    writeU32(reply, at(ECHO_REPLY_AT.txCount), this.#replied);
    writeU16(reply, at(ECHO_REPLY_AT.rxDuplicates), this.#duplicates);
    writeU16(reply, at(ECHO_REPLY_AT.rxReordered), this.#reordered);
    writeU32(reply, at(ECHO_REPLY_AT.dropLimit), this.#overLimit);
    for (let i = 0; i < FOLLOW_UPS; i++) {
      const entry = at(ECHO_REPLY_AT.followUps) + i * FOLLOW_UP_BYTES;
      writeU32(reply, entry, this.#followUps[2 * i] ?? 0);
      writeU32(reply, entry + 4, this.#followUps[2 * i + 1] ?? 0);
    }
    for (let i = 0; i < RX_BITMAP_BITS / 8; i++) {
      const word = this.#bitmap[i >> 2] ?? 0;
      reply[at(ECHO_REPLY_AT.rxBitmap) + i] = word >>> (8 * (i & 3));
    }
  }

  #receive(seq: number): void {
    const ahead = serialDistance(seq, this.#highest);
    if (this.#received === 0 || ahead > 0) {
      this.#slide(ahead);
      this.#highest = seq;
      this.#mark(0);
    } else {
      this.#reordered = Math.min(this.#reordered + 1, MAX_U16);
      this.#mark(-ahead);
    }
    this.#received += 1;
  }

  /** What is older than the bitmap has no word there: nothing is written. */
  #mark(age: number): void {
    const word = age >> 5;
    this.#bitmap[word] = (this.#bitmap[word] ?? 0) | (1 << (age & 31));
  }

  /** Makes room for newer requests: everything gets older by `steps`. */
  #slide(steps: number): void {
    const words = steps >>> 5;
    const bits = steps & 31;
    for (let i = WORDS - 1; i >= 0; i--) {
      const high = this.#bitmap[i - words] ?? 0;
      const low = this.#bitmap[i - words - 1] ?? 0;
      this.#bitmap[i] = bits === 0
        ? high
        : (high << bits) | (low >>> (WORD_BITS - bits));
    }
  }
}
