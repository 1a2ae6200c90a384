import { DatagramSocket, type Libc, LibcError } from "@bufferbane/ffi";

/** linux/in.h, linux/in6.h */
const PROTOCOL = { 4: 1, 6: 58 } as const;

/** Room for one unread datagram: what the kernel charges for it, roughly. */
const BYTES_PER_DATAGRAM = 4096;

/** linux/icmp.h ICMP_FILTER: a set bit drops that type; echo reply is 0. */
const ONLY_ECHO_REPLIES_4 = new Uint8Array(new Int32Array([~1]).buffer);

/** What an ICMP socket is to do. */
export interface IcmpSocketOptions {
  /** IP version. */
  readonly family: 4 | 6;
  /** Interface to use; empty for the kernel's choice. */
  readonly device: string;
  /** How many probes may be under way between two reads. */
  readonly probesInFlight: number;
}

/** ICMP is not allowed to this user, in any of the ways there are. */
export class IcmpNotAllowedError extends Error {
  /** The class name, for logs. */
  override readonly name = "IcmpNotAllowedError";

  /**
   * Explains how to allow it.
   *
   * @param executable The program that needs the capability.
   * @param cause What the kernel said.
   */
  constructor(executable: string, cause: LibcError) {
    super(
      `Cannot send pings as this user may open neither ping sockets nor raw sockets (${cause.code}). Allow one of:
  sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"   (ping sockets, for everyone, until reboot; in /etc/sysctl.d/ to stay)
  sudo setcap cap_net_raw+ep ${executable}   (raw sockets, for this program)
  docker run --sysctl net.ipv4.ping_group_range="0 2147483647" ...   (in a container)`,
      { cause },
    );
  }
}

/** An open ICMP socket, and which of the two kinds it is. */
export interface IcmpSocket extends Disposable {
  /** The socket. */
  readonly socket: DatagramSocket;
  /**
   * Ping sockets number themselves and receive only what is theirs; raw ones
   * receive everybody's replies, under IPv4 with the IP header before them.
   */
  readonly isRaw: boolean;
}

/**
 * Opens an unprivileged ping socket where the kernel allows it, else a raw one.
 *
 * @param libc The library.
 * @param options What it is to do.
 * @returns The socket; dispose of it.
 * @throws {IcmpNotAllowedError} When neither is allowed.
 * @throws {LibcError} On anything else, e.g. `ENODEV`.
 * @see icmp(7), net.ipv4.ping_group_range
 */
export function openIcmpSocket(
  libc: Libc,
  options: IcmpSocketOptions,
): IcmpSocket {
  try {
    return open(libc, options, "datagram");
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  try {
    return open(libc, options, "raw");
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new IcmpNotAllowedError(Deno.execPath(), error);
  }
}

function open(
  libc: Libc,
  options: IcmpSocketOptions,
  type: "datagram" | "raw",
): IcmpSocket {
  const { family, device, probesInFlight } = options;
  const socket = new DatagramSocket(libc, {
    domain: family === 4 ? "inet" : "inet6",
    type,
    protocol: PROTOCOL[family],
    device,
    // The two transmit stamps of each probe wait in the same buffer.
    receiveBufferBytes: 3 * BYTES_PER_DATAGRAM * Math.max(64, probesInFlight),
  });
  const isRaw = type === "raw";
  if (isRaw && family === 4) {
    libc.setOption(socket.fd, "icmp4Filter", ONLY_ECHO_REPLIES_4);
  } else if (isRaw) {
    libc.setOption(socket.fd, "icmp6Filter", onlyEchoReplies6());
  }
  return { socket, isRaw, [Symbol.dispose]: () => socket[Symbol.dispose]() };
}

/** linux/icmpv6.h ICMP6_FILTER: 256 bits, a set bit drops that type. */
function onlyEchoReplies6(): Uint8Array {
  const words = new Uint32Array(8).fill(0xffff_ffff);
  words[129 >> 5] = ~(1 << (129 & 31));
  return new Uint8Array(words.buffer);
}

function isRefusal(error: unknown): error is LibcError {
  return error instanceof LibcError &&
    ["EACCES", "EPERM", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT"].includes(
      error.code,
    );
}
