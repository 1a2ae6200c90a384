import type { DatagramBatch } from "./datagrams.ts";
import { LibcError } from "./errno.ts";
import type { Libc } from "./libc.ts";

/** A UDP payload that fits into an IP packet over IPv4 as well as IPv6. */
const MAX_RUN_BYTES = 65_000;

/** linux/udp.h: UDP_MAX_SEGMENTS, as it was before Linux 6.9. */
const MAX_SEGMENTS = 64;

/** What a {@linkcode SegmentSender} sends with. */
export interface SegmentSenderOptions {
  /** A UDP socket, connected. */
  readonly fd: number;
  /** How long each datagram is, in bytes; 1 or more. */
  readonly segmentBytes: number;
  /** Whether datagrams leave one by one all the same, each timed by itself. */
  readonly isOneByOne?: boolean;
}

/**
 * Sends runs of equally long datagrams, a run to a system call: the kernel, or
 * the network card, cuts them (`UDP_SEGMENT`). Where it cannot, they are sent
 * one by one.
 *
 * @see {@link https://man7.org/linux/man-pages/man7/udp.7.html | udp(7)}
 */
export class SegmentSender {
  /** How many datagrams a run may have. */
  readonly maxSegments: number;
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #segmentBytes: number;
  #cuts: boolean;

  /**
   * Prepares the socket: what is sent on it otherwise must not be longer than
   * a segment.
   *
   * @param libc The library.
   * @param options What to send with.
   */
  constructor(libc: Libc, options: SegmentSenderOptions) {
    const { fd, segmentBytes, isOneByOne = false } = options;
    this.#libc = libc;
    this.#fd = fd;
    this.#segmentBytes = segmentBytes;
    this.maxSegments = Math.max(
      1,
      Math.min(MAX_SEGMENTS, Math.floor(MAX_RUN_BYTES / segmentBytes)),
    );
    this.#cuts = this.#setSegment(isOneByOne ? 0 : segmentBytes) && !isOneByOne;
  }

  /**
   * Sends a run, or its beginning.
   *
   * @param run Whole datagrams, {@linkcode maxSegments} at most.
   * @returns How many bytes were taken, or the negated errno (`-EAGAIN`: the
   * socket is full).
   */
  send(run: Uint8Array): number {
    if (!this.#cuts) return this.#sendOneByOne(run);
    const sent = this.#libc.write(this.#fd, run);
    // An interface without checksum offload refuses runs.
    if (sent >= 0 || this.#libc.errorCode(-sent) !== "EIO") return sent;
    this.#cuts = false;
    this.#setSegment(0);
    return this.#sendOneByOne(run);
  }

  #sendOneByOne(run: Uint8Array): number {
    for (let at = 0; at < run.length; at += this.#segmentBytes) {
      const end = Math.min(run.length, at + this.#segmentBytes);
      const sent = this.#libc.write(this.#fd, run.subarray(at, end));
      if (sent < 0) return at > 0 ? at : sent;
    }
    return run.length;
  }

  #setSegment(bytes: number): boolean {
    try {
      this.#libc.setOption(this.#fd, "udpSegmentBytes", bytes);
      return true;
    } catch (error) {
      if (error instanceof LibcError) return false; // before Linux 4.18
      throw error;
    }
  }
}

/**
 * The datagrams in a slot of a batch: one, or a run of them.
 *
 * @param batch As received.
 * @param slot Which slot.
 * @param take Is given each of them, in order; a view.
 */
export function eachDatagram(
  batch: DatagramBatch,
  slot: number,
  take: (datagram: Uint8Array) => void,
): void {
  const payload = batch.payload[slot];
  const length = batch.length[slot] ?? 0;
  const segmentBytes = batch.segmentBytes[slot] || length;
  if (payload === undefined || length === 0) return;
  for (let at = 0; at < length; at += segmentBytes) {
    take(payload.subarray(at, Math.min(length, at + segmentBytes)));
  }
}
