import { seededRandom } from "../support/random.ts";
import { PacketRing } from "./packet_ring.ts";

/** What a line does to packets on one way; 0 switches each off. */
export interface LineOptions {
  /** How long a packet takes, ns. */
  readonly delayNs: number;
  /** Up to this much longer, evenly spread, ns; packets keep their order. */
  readonly jitterNs: number;
  /** The probability that a packet is lost, 0 to 1. */
  readonly loss: number;
  /** Bits of layer 3 a second; 0 is no limit. */
  readonly rateBps: number;
  /** Bytes that may wait for the rate; 0 is no limit. */
  readonly queueBytes: number;
  /** The probability that a packet skips the delay, and so overtakes, 0 to 1. */
  readonly reorder: number;
  /** The probability that a packet comes twice, 0 to 1. */
  readonly duplicate: number;
}

/** What a line has done so far: the truth that a measurement is compared with. */
export interface LineCounters {
  /** Packets that came in. */
  readonly offered: number;
  /** Packets that went out, copies included. */
  readonly delivered: number;
  /** Packets lost by chance. */
  readonly lost: number;
  /** Packets lost since the queue was full. */
  readonly overflowed: number;
  /** Packets that skipped the delay. */
  readonly reordered: number;
  /** Copies made. */
  readonly duplicated: number;
}

/** A line that does nothing. */
const PLAIN_LINE: LineOptions = {
  delayNs: 0,
  jitterNs: 0,
  loss: 0,
  rateBps: 0,
  queueBytes: 0,
  reorder: 0,
  duplicate: 0,
};

const LARGEST: LineOptions = {
  delayNs: 60e9,
  jitterNs: 60e9,
  loss: 1,
  rateBps: 100e9,
  queueBytes: 1e9,
  reorder: 1,
  duplicate: 1,
};

/** Room for 100 ms of 1500-byte packets at 1 Gbit/s, and for a slow line's second. */
const SLOTS = 16_384;

/**
 * One way of a line with delay, jitter, loss, rate, queue, reordering and
 * duplication. Pure: the time comes in, packets come out when due. A seed
 * makes every run alike.
 */
export class DelayLine {
  readonly #random: () => number;
  readonly #inOrder = new PacketRing(SLOTS);
  readonly #overtaking = new PacketRing(SLOTS);
  #options: LineOptions = PLAIN_LINE;
  /** When the rate limit has put the last packet on the line. */
  #freeAtNs = 0;
  /** When the last packet in order is due; none after it may come earlier. */
  #lastDueNs = 0;
  #counters = {
    offered: 0,
    delivered: 0,
    lost: 0,
    overflowed: 0,
    reordered: 0,
    duplicated: 0,
  };

  /**
   * @param options What to do; the rest stays off.
   * @param seed Makes loss, jitter, reordering and copies repeatable.
   * @throws {RangeError} If an option is out of its range.
   */
  constructor(options: Partial<LineOptions>, seed: number) {
    this.#random = seededRandom(seed);
    this.change(options);
  }

  /**
   * Changes what the line does, from the next packet on.
   *
   * @param options What changes; the rest stays.
   * @throws {RangeError} If an option is out of its range.
   */
  change(options: Partial<LineOptions>): void {
    for (const [name, value] of Object.entries(options)) {
      checkOption(name, value);
    }
    this.#options = { ...this.#options, ...options };
  }

  /** What has been done so far. */
  get counters(): LineCounters {
    return { ...this.#counters };
  }

  /** When the next packet is due, ns; `Infinity` with none. */
  get nextDueNs(): number {
    return Math.min(this.#inOrder.firstDueNs, this.#overtaking.firstDueNs);
  }

  /**
   * Takes in a packet.
   *
   * @param packet An IP packet of at most 2048 bytes; copied.
   * @param nowNs The time, ns.
   */
  offer(packet: Uint8Array, nowNs: number): void {
    const options = this.#options;
    this.#counters.offered += 1;
    if (this.#happens(options.loss)) {
      this.#counters.lost += 1;
      return;
    }
    const sentNs = this.#send(packet.length, nowNs);
    if (sentNs === undefined) {
      this.#counters.overflowed += 1;
      return;
    }
    const overtakes = this.#happens(options.reorder);
    if (overtakes) this.#counters.reordered += 1;
    this.#keep(packet, { sentNs, overtakes });
    if (this.#happens(options.duplicate)) {
      this.#counters.duplicated += 1;
      this.#keep(packet, { sentNs, overtakes });
    }
  }

  /**
   * Gives out a packet that is due.
   *
   * @param nowNs The time, ns.
   * @returns The packet, valid until the next {@linkcode offer}; `undefined`
   * when none is due.
   */
  take(nowNs: number): Uint8Array | undefined {
    const packet = this.#overtaking.take(nowNs) ?? this.#inOrder.take(nowNs);
    if (packet !== undefined) this.#counters.delivered += 1;
    return packet;
  }

  #happens(probability: number): boolean {
    // No number is drawn for what is off, so that switching one thing on does
    // not change another's luck.
    return probability > 0 && this.#random() < probability;
  }

  /** When the packet has left the queue, or `undefined` if it does not fit. */
  #send(sizeBytes: number, nowNs: number): number | undefined {
    const { rateBps, queueBytes } = this.#options;
    if (rateBps === 0) return nowNs;
    const startNs = Math.max(nowNs, this.#freeAtNs);
    const waitingBytes = (startNs - nowNs) * rateBps / 8e9;
    if (queueBytes > 0 && waitingBytes + sizeBytes > queueBytes) {
      return undefined;
    }
    this.#freeAtNs = startNs + sizeBytes * 8e9 / rateBps;
    return this.#freeAtNs;
  }

  #keep(
    packet: Uint8Array,
    { sentNs, overtakes }: {
      readonly sentNs: number;
      readonly overtakes: boolean;
    },
  ): void {
    const { delayNs, jitterNs } = this.#options;
    if (overtakes) {
      this.#put(this.#overtaking, packet, sentNs);
      return;
    }
    const jitter = jitterNs === 0 ? 0 : this.#random() * jitterNs;
    this.#lastDueNs = Math.max(this.#lastDueNs, sentNs + delayNs + jitter);
    this.#put(this.#inOrder, packet, this.#lastDueNs);
  }

  #put(ring: PacketRing, packet: Uint8Array, dueNs: number): void {
    if (!ring.put(packet, dueNs)) this.#counters.overflowed += 1;
  }
}

function checkOption(name: string, value: number): void {
  if (!isOption(name)) {
    throw new RangeError(
      `Cannot impair a line: found "${name}" (allowed: ${
        Object.keys(LARGEST).join(", ")
      })`,
    );
  }
  if (value >= 0 && value <= LARGEST[name]) return;
  throw new RangeError(
    `Cannot impair a line as ${name} is out of range: found ${value} (allowed: 0 to ${
      LARGEST[name]
    })`,
  );
}

function isOption(name: string): name is keyof LineOptions {
  return Object.hasOwn(LARGEST, name);
}
