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
  /** How many are to be in a run at most; left out: as many as there may be. */
  readonly maxSegments?: number;
}

/**
 * Sends runs of equally long datagrams, a run to a system call: the kernel, or
 * the network card, cuts them (`UDP_SEGMENT`). Where it cannot, they are sent
 * one by one.
 *
 * @see {@link https://man7.org/linux/man-pages/man7/udp.7.html | udp(7)}
 */
export class SegmentSender {
  /** How many datagrams leave by one system call. */
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
    const { fd, segmentBytes, maxSegments = MAX_SEGMENTS } = options;
    this.#libc = libc;
    this.#fd = fd;
    this.#segmentBytes = segmentBytes;
    this.maxSegments = Math.max(
      1,
      Math.min(maxSegments, Math.floor(MAX_RUN_BYTES / segmentBytes)),
    );
    this.#cuts = this.#setSegment(segmentBytes);
  }

  /**
   * Sends datagrams.
   *
   * @param datagrams Whole ones, behind each other; only the last may be
   * shorter.
   * @returns How many bytes were taken, from the beginning, or the negated
   * errno (`-EAGAIN`: the socket is full).
   */
  send(datagrams: Uint8Array): number {
    for (let at = 0; at < datagrams.length;) {
      const runBytes = this.#segmentBytes * (this.#cuts ? this.maxSegments : 1);
      const run = datagrams.subarray(at, at + runBytes);
      const sent = this.#libc.write(this.#fd, run);
      if (sent >= 0) at += sent;
      else if (this.#cuts && this.#libc.errorCode(-sent) === "EIO") {
        // An interface without checksum offload refuses runs.
        this.#cuts = false;
        this.#setSegment(0);
      } else return at > 0 ? at : sent;
    }
    return datagrams.length;
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
