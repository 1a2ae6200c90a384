import type { DatagramBatch, Libc, Readiness } from "@bufferbane/ffi";
import { MAX_DATAGRAM_BYTES } from "@bufferbane/protocol";
import type { ServerClock } from "./clock.ts";
import type { Counters } from "./counters.ts";
import { Departures } from "./departures.ts";
import type { Dispatcher } from "./dispatch.ts";
import { type Exchange, newExchange } from "./exchange.ts";
import { TokenBuckets } from "./limits.ts";
import type { ServerSocket } from "./server_socket.ts";

/** Datagrams to a system call. */
const BATCH = 64;

/** Batches in a row before others get a turn. */
const MAX_BATCHES = 16;

/** Longer ones are cut, and their length tells: they are dropped as garbage. */
const RECEIVE_BYTES = MAX_DATAGRAM_BYTES + 1;

/** Link, IPv6 and UDP headers in front of a datagram that comes back. */
const FRAME_BYTES = MAX_DATAGRAM_BYTES + 128;

/** Above this, only some replies are stamped: a stamp costs a system call. */
const STAMPS = { perSecond: 5000, burst: 500 };

/** What a {@linkcode Listener} works with. */
export interface ListenerOptions {
  /** Its socket. */
  readonly socket: ServerSocket;
  /** Who answers. */
  readonly dispatcher: Dispatcher;
  /** The thread's clock. */
  readonly clock: ServerClock;
  /** The thread's counters. */
  readonly counters: Counters;
  /** Datagrams this machine had no room for, as the kernel counts them. */
  readonly queueOverflows: () => number;
}

/**
 * The socket loop: receives in batches, lets the dispatcher answer, sends in
 * batches, and collects transmit stamps.
 */
export class Listener {
  readonly #libc: Libc;
  readonly #options: ListenerOptions;
  readonly #incoming: DatagramBatch;
  readonly #outgoing: DatagramBatch;
  readonly #returned: DatagramBatch;
  readonly #departures: Departures;
  readonly #stamps = new TokenBuckets(STAMPS);
  readonly #exchange: Exchange;
  readonly #requests: Uint8Array[] = [];
  readonly #locals: Uint8Array[] = [];
  #waiting = 0;
  #dropped = 0;

  /**
   * Prepares its memory.
   *
   * @param libc The library that opened the socket.
   * @param options What it works with.
   */
  constructor(libc: Libc, options: ListenerOptions) {
    this.#libc = libc;
    this.#options = options;
    this.#departures = new Departures(options.counters.turnaround);
    this.#incoming = libc.createBatch(BATCH, RECEIVE_BYTES);
    this.#outgoing = libc.createBatch(BATCH, MAX_DATAGRAM_BYTES);
    this.#returned = libc.createBatch(BATCH, FRAME_BYTES);
    this.#exchange = newExchange(options.socket.family);
  }

  /** Its socket. */
  get socket(): ServerSocket {
    return this.#options.socket;
  }

  /**
   * Does what is possible now, without waiting.
   *
   * @param readiness What the poller says.
   */
  serve({ hasError, canRead }: Readiness): void {
    // First, since stamps take the room of requests.
    if (hasError) this.#collectStamps();
    if (!canRead) return;
    for (let round = 0; round < MAX_BATCHES; round++) {
      const { fd } = this.#options.socket;
      const received = this.#libc.receive(fd, this.#incoming, "data");
      if (received <= 0) return;
      this.#answerAll(received);
      if (received < BATCH) return;
    }
  }

  /**
   * Answers what came to another socket by mistake: one that was bound to the
   * same port a moment before it was connected to its only peer.
   *
   * @param fd That socket; it is not watched.
   */
  adopt(fd: number): void {
    const received = this.#libc.receive(fd, this.#incoming, "data");
    if (received > 0) this.#answerAll(received);
  }

  #answerAll(received: number): void {
    const { clock, counters, dispatcher } = this.#options;
    clock.refresh();
    counters.add("received", received);
    counters.add(
      "received_bytes",
      bytesOf(this.#incoming, { from: 0, to: received }),
    );
    this.#noteDrops(this.#incoming.dropped);
    this.#exchange.nowMs = clock.nowMs;
    for (let slot = 0; slot < received; slot++) {
      if (!this.#load(slot)) continue;
      const bytes = dispatcher.receive(this.#exchange);
      if (bytes > 0) this.#enqueue(slot, bytes);
    }
    this.#flush();
  }

  /** Puts a received datagram, and room for its answer, into the exchange. */
  #load(slot: number): boolean {
    const { clock } = this.#options;
    const incoming = this.#incoming;
    const exchange = this.#exchange;
    const request = incoming.payload[slot];
    const address = incoming.address[slot];
    const reply = this.#outgoing.payload[this.#waiting];
    if (!request || !address || !reply) return false;
    const arrivedAt = clock.fromStamp(incoming.stampNs[slot] ?? 0n);
    exchange.request = this.#requestAt(slot, request);
    exchange.reply = reply;
    exchange.address = address;
    exchange.local = this.#localAt(slot);
    exchange.isKernelStamp = arrivedAt !== undefined;
    exchange.t2 = arrivedAt ?? clock.now.mono;
    exchange.ttl = incoming.ttl[slot] ?? 0;
    exchange.tos = incoming.tos[slot] ?? 0;
    return true;
  }

  /** Which address it came to; most come to the same as the last one there. */
  #localAt(slot: number): Uint8Array {
    const length = this.#incoming.localBytes[slot] ?? 0;
    const before = this.#locals[slot];
    if (before?.length === length) return before;
    const local = this.#incoming.local[slot]?.subarray(0, length);
    return this.#locals[slot] = local ?? new Uint8Array(0);
  }

  /** A view of a slot; most requests are as long as the last one there. */
  #requestAt(slot: number, payload: Uint8Array): Uint8Array {
    const length = this.#incoming.length[slot] ?? 0;
    const before = this.#requests[slot];
    if (before?.length === length) return before;
    return this.#requests[slot] = payload.subarray(0, length);
  }

  /** Sends the answer back the way its request came, when the batch is full. */
  #enqueue(from: number, bytes: number): void {
    const { departure, nowMs } = this.#exchange;
    const incoming = this.#incoming;
    const outgoing = this.#outgoing;
    const to = this.#waiting++;
    outgoing.length[to] = bytes;
    copy(incoming.address[from], outgoing.address[to]);
    copy(incoming.local[from], outgoing.local[to]);
    outgoing.localBytes[to] = incoming.localBytes[from] ?? 0;
    outgoing.wantsStamp[to] = 0;
    if (departure !== undefined && this.#stamps.take(0, nowMs)) {
      outgoing.wantsStamp[to] = 1;
      this.#departures.expect(
        this.#exchange.reply.subarray(0, bytes),
        departure,
      );
    }
  }

  #flush(): void {
    const { counters, socket } = this.#options;
    for (let from = 0; from < this.#waiting;) {
      const range = { from, to: this.#waiting };
      const sent = this.#libc.send(socket.fd, this.#outgoing, range);
      // A refusal is about the first one; the others may still go.
      if (sent < 0) counters.drop("send_refused");
      else {
        counters.add("sent", sent);
        const gone = { from, to: from + sent };
        counters.add("sent_bytes", bytesOf(this.#outgoing, gone));
      }
      from += sent < 0 ? 1 : sent;
    }
    this.#waiting = 0;
  }

  #collectStamps(): void {
    const { clock, counters, socket } = this.#options;
    for (;;) {
      const count = this.#libc.receive(socket.fd, this.#returned, "errors");
      if (count <= 0) return;
      clock.refresh();
      for (let slot = 0; slot < count; slot++) {
        const frame = this.#returned.payload[slot];
        const sentAt = clock.fromStamp(this.#returned.stampNs[slot] ?? 0n);
        if (frame === undefined || sentAt === undefined) continue;
        this.#departures.left(
          frame.subarray(0, this.#returned.length[slot]),
          sentAt,
        );
        counters.add("stamps", 1);
      }
    }
  }

  /**
   * Counts what the socket did not let in: its queue had no room, or its
   * filter kept it out. With every batch, and now and then: strangers alone
   * fill no batch.
   */
  countDrops(): void {
    this.#noteDrops(this.#options.socket.countDrops());
  }

  /**
   * The socket counts what its queue had no room for together with what its
   * filter kept out; the machine counts only the former, but of all sockets.
   * The smaller of the two is never more than the truth by much.
   */
  #noteDrops(dropped: number): void {
    const { counters, queueOverflows } = this.#options;
    // What waited in the queue tells of an earlier moment than the socket.
    const more = (dropped - this.#dropped) | 0;
    if (more > 0) {
      counters.add("kernel_drops", more);
      this.#dropped = dropped;
    }
    this.#exchange.dropKernel = Math.min(this.#dropped, queueOverflows());
  }
}

/** Of UDP's contents, headers not counted. */
function bytesOf(
  { length }: DatagramBatch,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  let bytes = 0;
  for (let slot = from; slot < to; slot++) bytes += length[slot] ?? 0;
  return bytes;
}

function copy(from: Uint8Array | undefined, to: Uint8Array | undefined): void {
  if (from !== undefined) to?.set(from);
}
