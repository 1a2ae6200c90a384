import { LibcError } from "./errno.ts";
import type { Libc } from "./libc.ts";
import type { Poller } from "./poller.ts";
import { decodeTcpInfo, TCP_INFO_BYTES, type TcpInfo } from "./tcp_info.ts";

/** To a system call: more gains little, and keeps others waiting. */
const SEND_BYTES = 256 * 1024;
const RECEIVE_BYTES = 1024 * 1024;

/** struct linger: on, no time. */
const RESET_ON_CLOSE = new Uint8Array(new Int32Array([1, 0]).buffer);

/**
 * Chooses a congestion control that fills the queue in front of a bottleneck
 * until it overflows: cubic where this user may, else reno, else what is set.
 * BBR would hide the queue.
 *
 * @param libc The library.
 * @param fd A TCP socket.
 */
export function fillQueues(libc: Libc, fd: number): void {
  for (const name of ["cubic", "reno"]) {
    try {
      return libc.setOption(fd, "tcpCongestion", name);
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
    }
  }
}

/**
 * Ends a connection at once, by a reset: what waits to be sent is forgotten.
 *
 * @param libc The library.
 * @param poller What may watch it.
 * @param fd The connection; closed afterwards.
 */
export function resetConnection(libc: Libc, poller: Poller, fd: number): void {
  poller.remove(fd);
  libc.setOption(fd, "linger", RESET_ON_CLOSE);
  libc.close(fd);
}

/**
 * Whether a call on a nonblocking descriptor only says "later".
 *
 * @param libc The library.
 * @param result What the call returned: the negated errno.
 */
export function isLater(libc: Libc, result: number): boolean {
  return result < 0 && ["EAGAIN", "EINTR"].includes(libc.errorCode(-result));
}

/** What a {@linkcode TcpPump} works with. */
export interface TcpPumpOptions {
  /** Says when there is room, or something to read. */
  readonly poller: Poller;
  /** The connection, established; not watched. */
  readonly fd: number;
  /** What to send, again and again; `undefined`: receive. */
  readonly filler: Uint8Array | undefined;
  /** Told how many bytes were received. */
  readonly onReceived?: (bytes: number) => void;
  /** Told when the other end has closed, with 0 or the errno; reset it then. */
  readonly onEnd: (pump: TcpPump, errno: number) => void;
}

/**
 * Loads one TCP connection, in one direction: sends as fast as it takes, or
 * throws away what comes. Disposing resets it.
 */
export class TcpPump implements Disposable {
  readonly #libc: Libc;
  readonly #options: TcpPumpOptions;
  readonly #info = new Uint8Array(TCP_INFO_BYTES);
  #at = 0;

  /**
   * Begins.
   *
   * @param libc The library.
   * @param options What to pump.
   */
  constructor(libc: Libc, options: TcpPumpOptions) {
    this.#libc = libc;
    this.#options = options;
    const { poller, fd, filler } = options;
    if (filler === undefined) {
      poller.add(fd, "read", () => this.#receive());
    } else {
      // What waits unsent is memory, and says nothing of the network.
      libc.setOption(fd, "tcpNotSentLowWater", SEND_BYTES);
      poller.add(fd, "write", () => this.#send(filler));
    }
  }

  /** What the kernel knows of the connection now. */
  sample(): TcpInfo {
    const { fd } = this.#options;
    const length = this.#libc.getOption(fd, "tcpInfo", this.#info);
    return decodeTcpInfo(this.#info.subarray(0, length));
  }

  /** Ends the connection at once. */
  [Symbol.dispose](): void {
    const { poller, fd } = this.#options;
    resetConnection(this.#libc, poller, fd);
  }

  #send(filler: Uint8Array): void {
    const { fd, onEnd } = this.#options;
    const chunk = filler.subarray(this.#at, this.#at + SEND_BYTES);
    const bytes = this.#libc.write(fd, chunk);
    if (bytes > 0) this.#at = (this.#at + bytes) % filler.length;
    else if (!isLater(this.#libc, bytes)) onEnd(this, -bytes);
  }

  #receive(): void {
    const { fd, onReceived, onEnd } = this.#options;
    const bytes = this.#libc.discard(fd, RECEIVE_BYTES);
    if (bytes > 0) onReceived?.(bytes);
    else if (!isLater(this.#libc, bytes)) onEnd(this, -bytes);
  }
}
