import type { DatagramBatch } from "./datagrams.ts";
import { LibcError } from "./errno.ts";
import type { Domain, Libc, SocketType } from "./libc.ts";

/** Errors a socket may report in a row before it is taken for empty. */
const MAX_PENDING_ERRORS = 16;

/** linux/sock_diag.h: SK_MEMINFO_VARS, SK_MEMINFO_DROPS. */
const MEMORY_INFO_WORDS = 9;
const DROPS_WORD = 8;

/** How to open a {@linkcode DatagramSocket}. */
export interface DatagramSocketOptions {
  /** IPv4 or IPv6. */
  readonly domain: Exclude<Domain, "netlink" | "unix">;
  /** `"datagram"` or, with privilege, `"raw"`. */
  readonly type: Exclude<SocketType, "stream">;
  /** IP protocol number, 0 for UDP. */
  readonly protocol: number;
  /** Send and receive on this interface only; empty for any. */
  readonly device: string;
  /** Room for what arrives between two reads, in bytes. */
  readonly receiveBufferBytes: number;
}

/**
 * One datagram socket with kernel timestamps both ways, a large receive
 * buffer, its drops counted, and ICMP errors delivered to its error queue.
 *
 * Read the error queue first, and until it is empty: transmit stamps are
 * charged to the receive buffer, so an unread one drops replies.
 */
export class DatagramSocket implements Disposable {
  /** The descriptor, for a poller. */
  readonly fd: number;
  /** Whether the kernel stamps packets; if not, user space must. */
  readonly hasStamps: boolean;
  readonly #libc: Libc;
  readonly #memoryInfo = new Uint8Array(MEMORY_INFO_WORDS * 4);

  /**
   * Opens it.
   *
   * @param libc The library.
   * @param options What kind of socket.
   * @throws {LibcError} E.g. `EACCES` (no privilege), `ENODEV` (no such
   * interface), `EAFNOSUPPORT` (no IPv6 in this kernel).
   */
  constructor(libc: Libc, options: DatagramSocketOptions) {
    const { domain, type, protocol, device, receiveBufferBytes } = options;
    this.#libc = libc;
    this.fd = libc.socket(domain, type, protocol);
    try {
      if (device !== "") libc.setOption(this.fd, "bindToDevice", device);
      const is6 = domain === "inet6";
      libc.setOption(this.fd, is6 ? "v6ReceiveErrors" : "v4ReceiveErrors", 1);
      libc.setOption(this.fd, is6 ? "v6ReceiveHops" : "v4ReceiveTtl", 1);
      libc.setOption(this.fd, "countDrops", 1);
      this.#enlarge(receiveBufferBytes);
      this.hasStamps = this.#enableTimestamps();
    } catch (error) {
      libc.close(this.fd);
      throw error;
    }
  }

  /**
   * Sends the first `count` datagrams of a batch. Each one's
   * `batch.errno` says afterwards whether the kernel took it (0) or why not;
   * a refused one does not hold up the others.
   */
  send(batch: DatagramBatch, count: number): void {
    let isRetry = false;
    for (let from = 0; from < count;) {
      const sent = this.#libc.send(this.fd, batch, { from, to: count });
      if (sent >= 0) {
        batch.errno.fill(0, from, from + sent);
        from += sent;
        isRetry = false;
      } else if (isRetry) {
        batch.errno[from++] = -sent;
        isRetry = false;
      } else {
        // An ICMP error for an earlier packet is reported once by the next
        // call, whoever it goes to: only a second refusal is this one's own.
        isRetry = true;
      }
    }
  }

  /**
   * Takes what waits in a queue.
   *
   * @param batch Where to put it.
   * @param queue What came from the network, or the error queue.
   * @returns How many; call again until 0.
   */
  receive(batch: DatagramBatch, queue: "data" | "errors"): number {
    // A pending ICMP error is reported once, and what waits is behind it. The
    // bound is for a descriptor that can only fail: then nothing waits.
    for (let attempt = 0; attempt < MAX_PENDING_ERRORS; attempt++) {
      const received = this.#libc.receive(this.fd, batch, queue);
      if (received >= 0) return received;
      if (this.#libc.errorCode(-received) === "EAGAIN") break;
    }
    return 0;
  }

  /**
   * How many datagrams this socket has dropped because nobody read it in
   * time: ours, and never the network's.
   *
   * @returns Counted since it was opened.
   */
  countDrops(): number {
    this.#libc.getOption(this.fd, "memoryInfo", this.#memoryInfo);
    return new DataView(this.#memoryInfo.buffer)
      .getUint32(DROPS_WORD * 4, true);
  }

  /** Closes the descriptor. */
  [Symbol.dispose](): void {
    this.#libc.close(this.fd);
  }

  #enlarge(bytes: number): void {
    try {
      this.#libc.setOption(this.fd, "receiveBufferForce", bytes);
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
      // Without CAP_NET_ADMIN: as far as net.core.rmem_max goes.
      this.#libc.setOption(this.fd, "receiveBuffer", bytes);
    }
  }

  #enableTimestamps(): boolean {
    try {
      this.#libc.enableTimestamps(this.fd);
      return true;
    } catch (error) {
      if (error instanceof LibcError) return false;
      throw error;
    }
  }
}
