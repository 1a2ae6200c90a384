import type { DatagramBatch } from "./datagrams.ts";
import type { FilterInstruction } from "./filter.ts";
import type { Poller } from "./poller.ts";

/** Address families. */
export type Domain = "inet" | "inet6" | "netlink" | "unix";

/** Socket types. */
export type SocketType = "stream" | "datagram" | "raw";

/** Clocks, by their POSIX names. */
export type ClockName =
  | "realtime"
  | "monotonic"
  | "monotonicRaw"
  | "boottime"
  /** What the calling thread has used of a processor. */
  | "threadCpu";

/** Socket options, by what they do; each OS maps them to its own numbers. */
export type SocketOption =
  | "error"
  | "reuseAddress"
  | "reusePort"
  | "bindToDevice"
  | "receiveBuffer"
  | "receiveBufferForce"
  | "sendBuffer"
  | "sendBufferForce"
  | "countDrops"
  | "memoryInfo"
  | "linger"
  | "v4Ttl"
  | "v4Tos"
  | "v4MtuDiscover"
  | "v4ReceiveErrors"
  | "v4ReceiveTtl"
  | "v4ReceiveTos"
  | "v4ReceiveLocal"
  | "v6Hops"
  | "v6TrafficClass"
  | "v6MtuDiscover"
  | "v6ReceiveErrors"
  | "v6ReceiveHops"
  | "v6ReceiveTrafficClass"
  | "v6ReceiveLocal"
  | "v6Only"
  | "icmp4Filter"
  | "icmp6Filter"
  | "tcpInfo"
  | "tcpNoDelay"
  | "tcpUserTimeout"
  | "tcpCongestion"
  | "tcpNotSentLowWater"
  | "maxPacingRate"
  | "udpSegmentBytes"
  | "udpReceiveWhole"
  | "keepAlive"
  | "tcpKeepIdle"
  | "tcpKeepInterval"
  | "netlinkMembership";

/** An address and a port, for people and configuration files. */
export interface SocketAddress {
  /** IPv4 dotted or IPv6 text form, without scope. */
  readonly address: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** How soon a thread runs once it could. */
export type Priority = "real time" | "preferred" | "ordinary";

/**
 * The libc calls that bufferbane makes, the same on every platform.
 *
 * Calls that prepare throw {@linkcode LibcError}. Calls made per packet
 * return the negated `errno` instead, since what the network does is a value
 * and an exception costs more than a packet; {@linkcode Libc.errorCode} names
 * it. Descriptors are nonblocking and closed on exec.
 */
export interface Libc extends Disposable {
  /**
   * `socket(2)`, nonblocking.
   *
   * @throws {LibcError} If the kernel refuses, e.g. `EACCES`.
   */
  socket(domain: Domain, type: SocketType, protocol: number): number;

  /** `close(2)`. @throws {LibcError} If it is not an open descriptor. */
  close(fd: number): void;

  /** `bind(2)`. @throws {LibcError} E.g. `EADDRINUSE`, `EADDRNOTAVAIL`. */
  bind(fd: number, address: Uint8Array): void;

  /** `getsockname(2)` as a native socket address. @throws {LibcError} */
  localAddress(fd: number): Uint8Array;

  /**
   * `setsockopt(2)`.
   *
   * @throws {LibcError} E.g. `ENODEV`, `EPERM`, `ENOPROTOOPT`.
   */
  setOption(
    fd: number,
    option: SocketOption,
    value: number | string | Uint8Array,
  ): void;

  /**
   * Asks the kernel to stamp what this socket sends and receives.
   *
   * Sent packets are looped back to the error queue with their stamps, two
   * each ({@linkcode Phase}), whole: who sent them finds them again by their
   * own last bytes. (A counter is cheaper, and goes wrong after a failed send,
   * since some failures consume a number and others do not.)
   *
   * @param fd The socket.
   * @param sent Which of the packets it sends: all of them (the default), or
   * those that ask for it by {@linkcode DatagramBatch.wantsStamp}, which get
   * one stamp each, of {@linkcode Phase} `sent`.
   * @throws {LibcError} If the kernel cannot.
   */
  enableTimestamps(fd: number, sent?: "all" | "asked"): void;

  /**
   * Lets a program decide inside the kernel about every packet to a socket.
   * Another program replaces it, without a gap.
   *
   * @param fd The socket.
   * @param program Which packets the socket gets, or which socket of those
   * that share a port (`reusePort`) gets a packet.
   * @param role `"accept"`: the program gives how many bytes to keep, 0 for
   * none; offset 0 is the UDP header. `"steer"`: it gives the socket's index,
   * in the order of binding; offset 0 is the payload. A TCP listener's
   * program is asked for every SYN; offset 0 is the TCP header there.
   * @throws {LibcError} E.g. `EINVAL` for a wrong program, `ENOMEM`.
   */
  attachFilter(
    fd: number,
    program: readonly FilterInstruction[],
    role: "accept" | "steer",
  ): void;

  /** `getsockopt(2)`; bytes written into `into`. @throws {LibcError} */
  getOption(fd: number, option: SocketOption, into: Uint8Array): number;

  /** `listen(2)`. @throws {LibcError} E.g. `EADDRINUSE`. */
  listen(fd: number, backlog: number): void;

  /**
   * `accept4(2)`: a nonblocking descriptor, or the negated errno (`-EAGAIN`:
   * nobody waits).
   *
   * @param fd A listening socket.
   * @param peer Takes who it is, as a native socket address; 28 bytes.
   */
  accept(fd: number, peer: Uint8Array): number;

  /** `connect(2)`: 0, or the negated errno (`-EINPROGRESS` is usual). */
  connect(fd: number, address: Uint8Array): number;

  /** `send(2)`, never raising SIGPIPE: bytes taken, or the negated errno. */
  write(fd: number, bytes: Uint8Array): number;

  /** `recv(2)`: bytes, 0 at the end of a stream, or the negated errno. */
  read(fd: number, into: Uint8Array): number;

  /**
   * Like {@linkcode read} on a TCP socket, but the bytes are thrown away
   * inside the kernel, which spares the copy.
   *
   * @param fd The socket.
   * @param maxBytes How many at most.
   */
  discard(fd: number, maxBytes: number): number;

  /**
   * A batch for {@linkcode send} and {@linkcode receive}.
   *
   * @param capacity Datagrams per call, 1 to 1024.
   * @param slotBytes Payload bytes per datagram.
   */
  createBatch(capacity: number, slotBytes: number): DatagramBatch;

  /**
   * `sendmmsg(2)`.
   *
   * @param fd The socket.
   * @param batch A batch made by this object.
   * @param range Slots `from` (included) to `to` (excluded); an all-zero
   * address means the connected peer.
   * @returns Datagrams sent, or the negated errno of the first.
   */
  send(
    fd: number,
    batch: DatagramBatch,
    range: { readonly from: number; readonly to: number },
  ): number;

  /**
   * `recvmmsg(2)`, never waiting.
   *
   * @param fd The socket.
   * @param batch A batch made by this object.
   * @param queue What came from the network, or the socket's error queue.
   * @returns Datagrams received, or the negated errno (`-EAGAIN`: nothing).
   */
  receive(
    fd: number,
    batch: DatagramBatch,
    queue: "data" | "errors",
  ): number;

  /** `clock_gettime(2)` in nanoseconds. */
  clock(name: ClockName): bigint;

  /**
   * How far the wall clock may be off, as who keeps it (an NTP daemon) says.
   *
   * @returns Nanoseconds; `undefined` if nobody keeps it.
   */
  clockErrorNs(): number | undefined;

  /** Waits on many descriptors and a deadline at once. @throws {LibcError} */
  openPoller(): Poller;

  /** The symbolic name of an errno, e.g. `"EAGAIN"`; `"errno 999"` if unknown. */
  errorCode(errno: number): string;

  /** What `strerror(3)` says of it, e.g. `"Permission denied"`. */
  errorText(errno: number): string;

  /**
   * Writes an address as the kernel wants it.
   *
   * @param address IPv4 or IPv6 text, the latter with `%scope` if link-local.
   * @param port 0 to 65535.
   * @returns A native socket address, or `undefined` if it is no address.
   */
  encodeAddress(address: string, port: number): Uint8Array | undefined;

  /** Reads a native socket address; `undefined` if it is neither v4 nor v6. */
  decodeAddress(native: Uint8Array): SocketAddress | undefined;

  /**
   * Gives memory back that hardly anything needs: what malloc(3) has kept, and
   * the program's own code and constants, which are read again from their
   * files when they are used. Takes about a millisecond.
   *
   * @param smaps The text of `/proc/self/smaps`.
   */
  releaseMemory(smaps: string): void;

  /**
   * Asks the scheduler to run threads of this process as soon as they wake:
   * in real time at its lowest priority, else before ordinary ones. What they
   * start runs as usual.
   *
   * @param threads Their ids; those that have ended meanwhile are passed over.
   * @returns What the kernel allowed, for the last of them.
   */
  prioritise(threads: readonly number[]): Priority;
}
