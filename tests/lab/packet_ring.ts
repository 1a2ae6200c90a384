/** The largest packet kept, bytes; a TUN's MTU is 1500. */
export const SLOT_BYTES = 2048;

/**
 * A queue of packets with the time each is due, first in, first out. All
 * memory is taken at the start: garbage would stop the forwarder for
 * milliseconds, and be measured as jitter of the line.
 */
export class PacketRing {
  readonly #bytes: Uint8Array;
  readonly #sizes: Uint16Array;
  readonly #dueNs: Float64Array;
  readonly #slots: number;
  #first = 0;
  #count = 0;

  /** @param slots How many packets fit. */
  constructor(slots: number) {
    this.#slots = slots;
    this.#bytes = new Uint8Array(slots * SLOT_BYTES);
    this.#sizes = new Uint16Array(slots);
    this.#dueNs = new Float64Array(slots);
  }

  /** When the first packet is due, ns; `Infinity` with none. */
  get firstDueNs(): number {
    if (this.#count === 0) return Infinity;
    return this.#dueNs[this.#first] ?? Infinity;
  }

  /**
   * Adds a packet at the end.
   *
   * @param packet At most {@linkcode SLOT_BYTES}; copied.
   * @param dueNs When it is due, ns.
   * @returns Whether there was room.
   */
  put(packet: Uint8Array, dueNs: number): boolean {
    if (this.#count === this.#slots || packet.length > SLOT_BYTES) return false;
    const slot = (this.#first + this.#count) % this.#slots;
    this.#bytes.set(packet, slot * SLOT_BYTES);
    this.#sizes[slot] = packet.length;
    this.#dueNs[slot] = dueNs;
    this.#count += 1;
    return true;
  }

  /**
   * Takes the first packet out if it is due.
   *
   * @param nowNs The time, ns.
   * @returns Its bytes, valid until the next {@linkcode put}.
   */
  take(nowNs: number): Uint8Array | undefined {
    if (this.firstDueNs > nowNs) return undefined;
    const start = this.#first * SLOT_BYTES;
    const size = this.#sizes[this.#first] ?? 0;
    this.#first = (this.#first + 1) % this.#slots;
    this.#count -= 1;
    return this.#bytes.subarray(start, start + size);
  }
}
