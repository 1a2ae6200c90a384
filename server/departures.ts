import {
  type EchoLedger,
  type MonoNs,
  TX_DELTA_UNKNOWN,
} from "@bufferbane/protocol";
import type { Turnaround } from "./turnaround.ts";

/** Replies that wait for their stamps at most; older ones are given up. */
const MAX_WAITING = 16_384;

interface Waiting {
  readonly ledger: EchoLedger;
  readonly seq: number;
  readonly t2: MonoNs;
  readonly t3: MonoNs;
}

/**
 * Brings replies and their transmit stamps together. The kernel gives back the
 * whole frame; a datagram ends with its tag, which no other one has.
 */
export class Departures {
  readonly #waiting = new Map<number, Waiting>();
  readonly #turnaround: Turnaround;

  /** @param turnaround Is told how long each one was here. */
  constructor(turnaround: Turnaround) {
    this.#turnaround = turnaround;
  }

  /** Expects the stamp of a reply, sealed and about to be sent. */
  expect(reply: Uint8Array, waiting: Waiting): void {
    this.#waiting.set(lastWord(reply), waiting);
    if (this.#waiting.size <= MAX_WAITING) return;
    for (const oldest of this.#waiting.keys()) {
      this.#waiting.delete(oldest);
      break;
    }
  }

  /**
   * Tells the session when its reply left.
   *
   * @param frame What was sent, with whatever is in front of the datagram.
   * @param sentAt From its stamp.
   */
  left(frame: Uint8Array, sentAt: MonoNs): void {
    const word = lastWord(frame);
    const waiting = this.#waiting.get(word);
    if (waiting === undefined) return;
    this.#waiting.delete(word);
    const deltaNs = Number(sentAt - waiting.t3);
    // A stamp before t3, or 4 s later, is of a clock that was stepped.
    if (deltaNs < 0 || deltaNs >= TX_DELTA_UNKNOWN) return;
    waiting.ledger.noteDeparture(waiting.seq, deltaNs);
    this.#turnaround.add(Number(sentAt - waiting.t2));
  }
}

function lastWord(bytes: Uint8Array): number {
  const { length } = bytes;
  return ((bytes[length - 4] ?? 0) << 24) | ((bytes[length - 3] ?? 0) << 16) |
    ((bytes[length - 2] ?? 0) << 8) | (bytes[length - 1] ?? 0);
}
