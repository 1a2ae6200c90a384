import { readU32 } from "./bytes.ts";
import { DATA_AT } from "./bulk_packets.ts";
import { MAX_TRAIN_PACKETS, NOT_ARRIVED } from "./control_packets.ts";
import { BODY_OFFSET } from "./header.ts";
import type { MonoNs } from "./time.ts";

/** Remembers when each datagram of a packet train arrived. */
export class TrainRecord {
  readonly #rx: (MonoNs | undefined)[];
  #first: MonoNs | undefined;

  /**
   * Nothing has arrived.
   *
   * @param packets How many were sent; those beyond
   * {@linkcode MAX_TRAIN_PACKETS} are not remembered.
   */
  constructor(packets: number) {
    this.#rx = Array(Math.min(packets, MAX_TRAIN_PACKETS)).fill(undefined);
  }

  /**
   * Takes note of a datagram.
   *
   * @param sealed The opened first 72 bytes of it; counted, hence no repeat.
   * @param rx When it arrived.
   */
  note(sealed: Uint8Array, rx: MonoNs): void {
    const seq = readU32(sealed, BODY_OFFSET + DATA_AT.seq);
    if (seq >= this.#rx.length) return;
    this.#rx[seq] = rx;
    // A datagram that was overtaken may be the first by time and not by turn.
    if (this.#first === undefined || rx < this.#first) this.#first = rx;
  }

  /** As `ThroughputStats.arrivalsNs` writes it. */
  get arrivalsNs(): readonly number[] {
    const first = this.#first;
    return this.#rx.map((rx) =>
      rx === undefined || first === undefined
        ? NOT_ARRIVED
        : Math.min(Number(rx - first), NOT_ARRIVED - 1)
    );
  }
}
