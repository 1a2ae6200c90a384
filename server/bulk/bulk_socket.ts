import {
  type DatagramBatch,
  eachDatagram,
  hostOf,
  type Libc,
  LibcError,
  type Poller,
} from "@bufferbane/ffi";
import { MAX_DATAGRAM_BYTES, type MonoNs } from "@bufferbane/protocol";
import type { ServerClock } from "../clock.ts";
import { type Exchange, newExchange } from "../exchange.ts";

/** Room for what comes while the thread does something else. */
const BUFFER_BYTES = 8 * 1024 * 1024;

/** linux/in.h: sets DF and ignores what forged ICMP says of the path. */
const PMTUDISC_PROBE = 3;

/** Slots of a batch: for runs of datagrams, and for single ones. */
const RUNS = { slots: 16, bytes: 65_535 } as const;
const SINGLE = { slots: 64, bytes: MAX_DATAGRAM_BYTES + 1 } as const;

/** Batches in a row before others get a turn. */
const MAX_BATCHES = 4;

/** Between which two addresses a {@linkcode BulkSocket} is. */
export interface BulkPath {
  /** IPv4 or IPv6. */
  readonly family: 4 | 6;
  /** The client's, as a native socket address. */
  readonly peer: Uint8Array;
  /** The server's, to which the client writes, as a native socket address. */
  readonly local: Uint8Array;
}

/** What a {@linkcode BulkSocket} works with. */
export interface BulkSocketOptions extends BulkPath {
  /** The thread's. */
  readonly poller: Poller;
  /** The thread's. */
  readonly clock: ServerClock;
  /** Whether datagrams come one by one, each with its own stamp. */
  readonly isOneByOne: boolean;
  /** Given what came before it was connected, from whomever. */
  readonly adopt: (fd: number) => void;
  /** Answers a datagram; returns how many bytes of the reply it is. */
  readonly dispatch: (exchange: Exchange) => number;
}

/** Takes a datagram if it is load; `false`: it is something else. */
export type TakeLoad = (datagram: Uint8Array, rx: MonoNs) => boolean;

/**
 * A socket for one load test over UDP: on the server's port, and connected to
 * the client, so that the kernel hands it all of that client's datagrams and
 * nobody else's. Load then passes by everything that looks up sessions.
 *
 * @see {@link https://man7.org/linux/man-pages/man7/udp.7.html | udp(7)}
 */
export class BulkSocket implements Disposable {
  /** The descriptor. */
  readonly fd: number;
  readonly #libc: Libc;
  readonly #options: BulkSocketOptions;
  readonly #batch: DatagramBatch;
  readonly #exchange: Exchange;
  readonly #takeLoad: TakeLoad;
  #isClosed = false;

  /**
   * Opens it.
   *
   * @param libc The library.
   * @param options Whereto.
   * @param takeLoad Is shown every datagram first.
   * @throws {LibcError} E.g. `EMFILE`.
   */
  constructor(libc: Libc, options: BulkSocketOptions, takeLoad: TakeLoad) {
    const { family, peer, local, poller, isOneByOne, adopt } = options;
    this.#libc = libc;
    this.#options = options;
    this.#takeLoad = takeLoad;
    this.fd = libc.socket(family === 6 ? "inet6" : "inet", "datagram", 0);
    try {
      this.#prepare();
      libc.bind(this.fd, local);
      const failure = libc.connect(this.fd, peer);
      if (failure < 0) {
        const code = libc.errorCode(-failure);
        throw new LibcError("connect", code, libc.errorText(-failure));
      }
    } catch (error) {
      libc.close(this.fd);
      throw error;
    }
    adopt(this.fd);
    if (!isOneByOne) this.#receiveRuns();
    const { slots, bytes } = isOneByOne ? SINGLE : RUNS;
    this.#batch = libc.createBatch(slots, bytes);
    this.#exchange = {
      ...newExchange(family),
      reply: new Uint8Array(MAX_DATAGRAM_BYTES),
      address: peer,
      local: hostOf(local, family),
    };
    poller.add(this.fd, "read", () => this.#receive());
  }

  /** Sends one datagram; what the socket does not take is lost. */
  send(datagram: Uint8Array): void {
    this.#libc.write(this.fd, datagram);
  }

  /** Closes the descriptor: the client's datagrams go to the others again. */
  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.poller.remove(this.fd);
    this.#libc.close(this.fd);
  }

  #prepare(): void {
    const libc = this.#libc;
    const is6 = this.#options.family === 6;
    libc.setOption(this.fd, "reusePort", 1);
    if (is6) libc.setOption(this.fd, "v6Only", 1);
    const discover = is6 ? "v6MtuDiscover" : "v4MtuDiscover";
    libc.setOption(this.fd, discover, PMTUDISC_PROBE);
    libc.enableTimestamps(this.fd, "asked");
    try {
      libc.setOption(this.fd, "sendBufferForce", BUFFER_BYTES);
      libc.setOption(this.fd, "receiveBufferForce", BUFFER_BYTES);
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
      // Without CAP_NET_ADMIN: as far as wmem_max and rmem_max go.
      libc.setOption(this.fd, "sendBuffer", BUFFER_BYTES);
      libc.setOption(this.fd, "receiveBuffer", BUFFER_BYTES);
    }
  }

  #receiveRuns(): void {
    try {
      this.#libc.setOption(this.fd, "udpReceiveWhole", 1);
    } catch (error) {
      // Before Linux 5.0: one by one, and slower.
      if (!(error instanceof LibcError)) throw error;
    }
  }

  #receive(): void {
    const { clock } = this.#options;
    const batch = this.#batch;
    for (let round = 0; round < MAX_BATCHES && !this.#isClosed; round++) {
      const received = this.#libc.receive(this.fd, batch, "data");
      if (received <= 0) return;
      clock.refresh();
      for (let slot = 0; slot < received; slot++) {
        const stamp = clock.fromStamp(batch.stampNs[slot] ?? 0n);
        const rx = stamp ?? clock.now.mono;
        eachDatagram(batch, slot, (datagram) => {
          if (!this.#takeLoad(datagram, rx)) this.#answer(datagram, rx);
        });
      }
      if (received < batch.capacity) return;
    }
  }

  #answer(datagram: Uint8Array, rx: MonoNs): void {
    const { clock, dispatch } = this.#options;
    const exchange = this.#exchange;
    exchange.request = datagram;
    exchange.t2 = rx;
    exchange.nowMs = clock.nowMs;
    const bytes = dispatch(exchange);
    if (bytes > 0) this.send(exchange.reply.subarray(0, bytes));
  }
}
