import { type DatagramBatch, eachDatagram, type Libc } from "@bufferbane/ffi";
import {
  type Instant,
  MAX_DATAGRAM_BYTES,
  type MonoNs,
} from "@bufferbane/protocol";
import type { ProbeContext } from "./probe.ts";
import type { ServerSession } from "./server_session.ts";

/** Slots of a batch: for runs of datagrams, and for single ones. */
const RUNS = { slots: 16, bytes: 65_535 } as const;
const SINGLE = { slots: 64, bytes: MAX_DATAGRAM_BYTES + 1 } as const;

/** Batches in a row before others get a turn. */
const MAX_BATCHES = 4;

/** How a {@linkcode BulkReader} reads. */
export interface BulkReaderOptions {
  /** Whether datagrams come one by one, each with its own stamp. */
  readonly isOneByOne: boolean;
  /** Takes a datagram if it is load; `false`: it is something else. */
  readonly takeLoad: (
    datagram: Uint8Array,
    rx: MonoNs,
    now: Instant,
  ) => boolean;
}

/**
 * Reads the socket of a session while a load comes in: many datagrams to a
 * system call. What is no load is given to the session as ever. Disposing
 * gives the socket back.
 */
export class BulkReader implements Disposable {
  readonly #context: ProbeContext;
  readonly #server: ServerSession;
  readonly #options: BulkReaderOptions;
  readonly #batch: DatagramBatch;
  readonly #lent: Disposable;
  #isDone = false;

  /**
   * Takes over.
   *
   * @param context What to work with.
   * @param server Whose socket.
   * @param options How to read it.
   */
  constructor(
    context: ProbeContext,
    server: ServerSession,
    options: BulkReaderOptions,
  ) {
    this.#context = context;
    this.#server = server;
    this.#options = options;
    const { slots, bytes } = options.isOneByOne ? SINGLE : RUNS;
    this.#batch = context.libc.createBatch(slots, bytes);
    receiveWhole(context.libc, server.socket.fd, !options.isOneByOne);
    this.#lent = server.socket.lend(() => this.#receive());
  }

  /** Gives the socket back. */
  [Symbol.dispose](): void {
    this.#isDone = true;
    receiveWhole(this.#context.libc, this.#server.socket.fd, false);
    this.#lent[Symbol.dispose]();
  }

  #receive(): void {
    const { libc, clock } = this.#context;
    const batch = this.#batch;
    this.#server.socket.receiveNotices();
    for (let round = 0; round < MAX_BATCHES && !this.#isDone; round++) {
      const received = libc.receive(this.#server.socket.fd, batch, "data");
      if (received <= 0) return;
      const now = { wall: clock.wall(), mono: clock.mono() };
      for (let slot = 0; slot < received; slot++) this.#takeSlot(slot, now);
      if (received < batch.capacity) return;
    }
  }

  #takeSlot(slot: number, now: Instant): void {
    const stampNs = this.#batch.stampNs[slot] ?? 0n;
    const age = stampNs === 0n ? 0n : now.wall - stampNs;
    const rx = now.mono - age as MonoNs; // the stamp's age counts from there
    eachDatagram(this.#batch, slot, (datagram) => {
      if (this.#options.takeLoad(datagram, rx, now)) return;
      this.#server.take(datagram, stampNs);
    });
  }
}

function receiveWhole(libc: Libc, fd: number, isWhole: boolean): void {
  libc.setOption(fd, "udpReceiveWhole", isWhole ? 1 : 0);
}
