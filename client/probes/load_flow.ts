import { fillQueues, isLater, resetConnection, TcpPump } from "@bufferbane/ffi";
import { MIN_DATAGRAM_BYTES } from "@bufferbane/protocol";
import type { FlowFigures } from "../model/mod.ts";
import { uploadFigures } from "./load_figures.ts";
import type { ProbeContext } from "./probe.ts";
import { beginConnect, socketError, type TcpEndpoint } from "./tcp_socket.ts";

/** What a {@linkcode LoadFlow} is made of. */
export interface LoadFlowOptions {
  /** Where to. */
  readonly endpoint: TcpEndpoint;
  /** Says what the connection is for, sealed. */
  readonly preface: Uint8Array;
  /** What to send; `undefined`: receive. */
  readonly filler: Uint8Array | undefined;
  /** Whether what a sending server says first proves who it is. */
  readonly isProof: (bytes: Uint8Array) => boolean;
  /** The load begins. */
  readonly onOpen: () => void;
  /** So much load was received. */
  readonly onReceived: (bytes: number) => void;
  /** The connection failed, or the other end closed it. */
  readonly onEnd: (flow: LoadFlow) => void;
}

/**
 * One connection of a load test: connects, says what it is for, then loads
 * the line as fast as it goes. Disposing resets it.
 */
export class LoadFlow implements Disposable {
  readonly #context: ProbeContext;
  readonly #options: LoadFlowOptions;
  readonly #proof = new Uint8Array(MIN_DATAGRAM_BYTES.throughputStats);
  #proofBytes = 0;
  #fd: number | undefined;
  #pump: TcpPump | undefined;
  readonly #rttsNs: number[] = [];

  /**
   * Begins to connect.
   *
   * @param context What to work with.
   * @param options Where to, what for.
   * @throws {LibcError} E.g. `ENODEV`, `EMFILE`.
   */
  constructor(context: ProbeContext, options: LoadFlowOptions) {
    this.#context = context;
    this.#options = options;
    const { libc, poller } = context;
    const fd = beginConnect(
      libc,
      options.endpoint,
      (fd) => fillQueues(libc, fd),
    );
    if (typeof fd !== "number") return;
    this.#fd = fd;
    poller.add(fd, "write", () => this.#connected(fd));
  }

  /** Notes its round trip of this moment. */
  noteRtt(): void {
    if (this.#pump === undefined) return;
    this.#rttsNs.push(this.#pump.sample().rttUs * 1_000);
  }

  /** What it says of its upload; `undefined` when it is not open. */
  figures(): FlowFigures | undefined {
    const info = this.#pump?.sample();
    return info === undefined ? undefined : uploadFigures(info, this.#rttsNs);
  }

  /** Ends it at once. */
  [Symbol.dispose](): void {
    if (this.#pump !== undefined) this.#pump[Symbol.dispose]();
    else if (this.#fd !== undefined) {
      const { libc, poller } = this.#context;
      resetConnection(libc, poller, this.#fd);
    }
    this.#pump = undefined;
    this.#fd = undefined;
  }

  #connected(fd: number): void {
    const { libc, poller } = this.#context;
    const { preface, filler, onEnd } = this.#options;
    poller.remove(fd);
    const isSent = socketError(libc, fd) === 0 &&
      libc.write(fd, preface) === preface.length;
    if (!isSent) return onEnd(this);
    if (filler !== undefined) this.#load(fd);
    else poller.add(fd, "read", () => this.#readProof(fd));
  }

  #readProof(fd: number): void {
    const { libc, poller } = this.#context;
    const { isProof, onEnd } = this.#options;
    const bytes = libc.read(fd, this.#proof.subarray(this.#proofBytes));
    if (isLater(libc, bytes)) return;
    if (bytes <= 0) return onEnd(this);
    this.#proofBytes += bytes;
    if (this.#proofBytes < this.#proof.length) return;
    poller.remove(fd);
    if (isProof(this.#proof)) this.#load(fd);
    else onEnd(this);
  }

  #load(fd: number): void {
    const { libc, poller } = this.#context;
    const { filler, onOpen, onReceived, onEnd } = this.#options;
    this.#pump = new TcpPump(libc, {
      poller,
      fd,
      filler,
      onReceived,
      onEnd: () => onEnd(this),
    });
    onOpen();
  }
}
