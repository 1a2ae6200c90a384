import {
  type FilterInstruction,
  hostOf,
  type Libc,
  LibcError,
} from "@bufferbane/ffi";
import { CLOSED } from "./filter.ts";

/** Room for a burst; without privilege the kernel gives what it allows. */
const BUFFER_BYTES = 8 * 1024 * 1024;

/** linux/in.h: sets DF and ignores what forged ICMP says of the path. */
const PMTUDISC_PROBE = 3;

/** linux/sock_diag.h: SK_MEMINFO_DROPS, the last of nine words. */
const DROPS_AT = 32;

/** How to open a {@linkcode ServerSocket}. */
export interface ServerSocketOptions {
  /** IPv4 or IPv6. */
  readonly family: 4 | 6;
  /** Where to listen; `0.0.0.0` or `::` is everywhere. */
  readonly address: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Whether other sockets of this process listen there too. */
  readonly isShared: boolean;
}

/**
 * The server's end of UDP: bound, deaf until {@linkcode accept}, stamping what
 * comes in, telling which local address it came to.
 */
export class ServerSocket implements Disposable {
  /** The descriptor. */
  readonly fd: number;
  /** IPv4 or IPv6. */
  readonly family: 4 | 6;
  /** Whether the kernel stamps packets. */
  readonly hasStamps: boolean;
  readonly #libc: Libc;
  readonly #memoryInfo = new Uint8Array(DROPS_AT + 4);

  /**
   * Opens and binds it.
   *
   * @param libc The library.
   * @param options Where.
   * @throws {LibcError} `EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES`, or
   * `EAFNOSUPPORT` where there is no IPv6.
   */
  constructor(libc: Libc, options: ServerSocketOptions) {
    const { family, address, port, isShared } = options;
    this.#libc = libc;
    this.family = family;
    this.fd = libc.socket(family === 6 ? "inet6" : "inet", "datagram", 0);
    try {
      if (isShared) libc.setOption(this.fd, "reusePort", 1);
      // Before binding: not one datagram may slip in unfiltered.
      libc.attachFilter(this.fd, CLOSED, "accept");
      this.#prepare();
      this.hasStamps = this.#stamp();
      const native = libc.encodeAddress(address, port);
      if (native === undefined) {
        throw new TypeError(`Cannot listen on ${address}: it is no IP address`);
      }
      libc.bind(this.fd, native);
    } catch (error) {
      libc.close(this.fd);
      throw error;
    }
  }

  /**
   * The socket's address and port as a client has written to them.
   *
   * @param local Which of the machine's addresses; empty = the kernel's choice.
   * @returns A native socket address.
   */
  addressAt(local: Uint8Array): Uint8Array {
    const native = this.#libc.localAddress(this.fd);
    hostOf(native, this.family).set(local);
    return native;
  }

  /** Begins to receive what a program lets through; replaces the last one. */
  accept(program: readonly FilterInstruction[]): void {
    this.#libc.attachFilter(this.fd, program, "accept");
  }

  /** Spreads packets over the sockets that share the port. */
  steer(program: readonly FilterInstruction[]): void {
    this.#libc.attachFilter(this.fd, program, "steer");
  }

  /** Datagrams that the filter kept out or the queue had no room for, so far. */
  countDrops(): number {
    this.#libc.getOption(this.fd, "memoryInfo", this.#memoryInfo);
    return new DataView(this.#memoryInfo.buffer).getUint32(DROPS_AT, true);
  }

  /** Closes the descriptor. */
  [Symbol.dispose](): void {
    this.#libc.close(this.fd);
  }

  #prepare(): void {
    const set = (option: Parameters<Libc["setOption"]>[1], value: number) =>
      this.#libc.setOption(this.fd, option, value);
    if (this.family === 6) {
      set("v6Only", 1);
      set("v6ReceiveLocal", 1);
      set("v6ReceiveHops", 1);
      set("v6ReceiveTrafficClass", 1);
      set("v6MtuDiscover", PMTUDISC_PROBE);
    } else {
      set("v4ReceiveLocal", 1);
      set("v4ReceiveTtl", 1);
      set("v4ReceiveTos", 1);
      set("v4MtuDiscover", PMTUDISC_PROBE);
    }
    set("countDrops", 1);
    set("sendBuffer", BUFFER_BYTES);
    try {
      set("receiveBufferForce", BUFFER_BYTES);
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
      // Without CAP_NET_ADMIN: as far as net.core.rmem_max goes.
      set("receiveBuffer", BUFFER_BYTES);
    }
  }

  #stamp(): boolean {
    try {
      this.#libc.enableTimestamps(this.fd, "asked");
      return true;
    } catch (error) {
      if (error instanceof LibcError) return false;
      throw error;
    }
  }
}
