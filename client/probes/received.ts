/** What has come in a socket. @module */

import type { DatagramBatch, DatagramSocket } from "@bufferbane/ffi";

/**
 * Datagrams taken at a time: more than a receive buffer holds. A host that
 * floods us may not keep the program from everything else; what is left wakes
 * the poller again.
 */
const MOST_DATAGRAMS = 16_384;

/** Where a socket's datagrams wait, and where they are read to. */
export interface Intake {
  /** Overwritten by each system call. */
  readonly batch: DatagramBatch;
  /** What came from the network, or the error queue. */
  readonly queue: "data" | "errors";
}

/**
 * Takes what waits in a socket.
 *
 * @param socket Which.
 * @param intake What of it, and by which batch.
 * @param takeBatch Called with how many slots of the batch are filled, as often
 * as there is something.
 */
export function drain(
  socket: Pick<DatagramSocket, "receive">,
  { batch, queue }: Intake,
  takeBatch: (count: number) => void,
): void {
  for (let taken = 0; taken < MOST_DATAGRAMS; taken += batch.capacity) {
    const count = socket.receive(batch, queue);
    if (count === 0) return;
    takeBatch(count);
  }
}

/**
 * What a slot of a batch has received.
 *
 * @param batch A batch.
 * @param slot Which, below the number received.
 * @throws {RangeError} When there is no such slot.
 */
export function bytesIn(batch: DatagramBatch, slot: number): Uint8Array {
  const payload = batch.payload[slot];
  if (payload === undefined) throw new RangeError(`Cannot read slot ${slot}`);
  return payload.subarray(0, batch.length[slot]);
}
