import {
  bpf,
  fillQueues,
  type FilterInstruction,
  type Libc,
  LibcError,
} from "@bufferbane/ffi";

/** Connections that may wait to be accepted. */
const BACKLOG = 64;

/** More than any packet: a filter's answer also cuts. */
const WHOLE_PACKET = 0x7fff_ffff;

const NOTHING = bpf.give(0);

/** Where the source address begins in the IP header. */
const SOURCE_AT = { 4: 12, 6: 8 } as const;

/** How to open a {@linkcode TcpDoor}. */
export interface TcpDoorOptions {
  /** IPv4 or IPv6. */
  readonly family: 4 | 6;
  /** Where to listen. */
  readonly address: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Which thread's it is; `undefined` if there is only one. */
  readonly thread: number | undefined;
}

/**
 * A TCP listener that answers nobody: a filter drops every SYN before the
 * kernel sees it, so that the port neither opens nor refuses. It lets in only
 * hosts that have a grant, for as long as their connections are waited for.
 */
export class TcpDoor implements Disposable {
  /** The descriptor. */
  readonly fd: number;
  /** IPv4 or IPv6. */
  readonly family: 4 | 6;
  readonly #libc: Libc;
  readonly #thread: number | undefined;
  /** The filter knows already who it is. */
  readonly #peer = new Uint8Array(28);

  /**
   * Listens, shut.
   *
   * @param libc The library.
   * @param options Where.
   * @throws {LibcError} E.g. `EADDRINUSE`.
   */
  constructor(libc: Libc, options: TcpDoorOptions) {
    const { family, address, port, thread } = options;
    this.#libc = libc;
    this.#thread = thread;
    this.family = family;
    const native = libc.encodeAddress(address, port);
    if (native === undefined) {
      throw new TypeError(`Cannot listen on ${address}: it is no IP address`);
    }
    this.fd = libc.socket(family === 6 ? "inet6" : "inet", "stream", 0);
    try {
      // Connections of the last run may still be dying.
      libc.setOption(this.fd, "reuseAddress", 1);
      if (thread !== undefined) libc.setOption(this.fd, "reusePort", 1);
      if (family === 6) libc.setOption(this.fd, "v6Only", 1);
      fillQueues(libc, this.fd); // accepted connections inherit it
      this.shut();
      libc.bind(this.fd, native);
      libc.listen(this.fd, BACKLOG);
    } catch (error) {
      libc.close(this.fd);
      throw error;
    }
  }

  /**
   * Lets hosts in, to this thread, and those before no longer.
   *
   * @param hosts Their addresses, of 4 or 16 bytes as the door's family is.
   */
  admit(hosts: readonly Uint8Array[]): void {
    if (this.#thread !== undefined) {
      // One thread admits at a time, so that every connection is for it.
      this.#libc.attachFilter(this.fd, [bpf.give(this.#thread)], "steer");
    }
    const program = [...hosts.flatMap(giveIfFrom), NOTHING];
    this.#libc.attachFilter(this.fd, program, "accept");
  }

  /** Lets nobody in; who is in stays. */
  shut(): void {
    this.#libc.attachFilter(this.fd, [NOTHING], "accept");
  }

  /** The next connection, nonblocking; `undefined`: nobody waits. */
  accept(): number | undefined {
    const fd = this.#libc.accept(this.fd, this.#peer);
    return fd < 0 ? undefined : fd;
  }

  /** Closes the descriptor. */
  [Symbol.dispose](): void {
    this.#libc.close(this.fd);
  }
}

/**
 * Whether this user may shut a TCP port by a filter: some kernels (6.18 among
 * them) ask for CAP_NET_ADMIN. A door that cannot be shut is not to be opened.
 *
 * @param libc The library.
 */
export function mayFilterTcp(libc: Libc): boolean {
  const fd = libc.socket("inet", "stream", 0);
  try {
    libc.attachFilter(fd, [NOTHING], "accept");
    return true;
  } catch (error) {
    if (error instanceof LibcError && error.code === "EPERM") return false;
    throw error;
  } finally {
    libc.close(fd);
  }
}

/** Takes the packets of a host; with others goes on to what follows. */
function giveIfFrom(host: Uint8Array): readonly FilterInstruction[] {
  const view = new DataView(host.buffer, host.byteOffset, host.length);
  const start = SOURCE_AT[host.length === 4 ? 4 : 6];
  const words = host.length / 4;
  return [
    ...Array.from({ length: words }, (_, i) => [
      bpf.loadNetworkWord(start + 4 * i),
      bpf.ifEqual(view.getUint32(4 * i), 0, 2 * (words - 1 - i) + 1),
    ]).flat(),
    bpf.give(WHOLE_PACKET),
  ];
}
