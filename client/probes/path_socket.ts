import { DatagramSocket, type Libc, LibcError } from "@bufferbane/ffi";
import { type IcmpSocket, openIcmpSocket } from "./icmp_socket.ts";

/** Packets, their stamps and answers that may wait. */
const IN_FLIGHT = 64;
const BYTES_PER_DATAGRAM = 4096;
/** Flows have numbers that the kernel gives to nobody by itself. */
const FIRST_FLOW = 0x7000;
const FLOWS = 0x1000;

/** What a trace sends by. */
export interface PathSocketOptions {
  /** IP version. */
  readonly family: 4 | 6;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** ICMP finds most; UDP needs no privilege. */
  readonly method: "icmp" | "udp";
  /** Random, 32 bits: the same again is the same flow. */
  readonly tag: number;
}

/**
 * Opens what a trace sends by. Its identifier or port follows from the tag, so
 * that routers which choose a way by that choose the same the next time.
 *
 * @param libc The library.
 * @param options What to open.
 * @returns The socket; dispose of it.
 * @throws {IcmpNotAllowedError} Without the privilege that ICMP needs.
 * @throws {LibcError} E.g. `ENODEV` when there is no such interface.
 */
export function openPathSocket(
  libc: Libc,
  { family, device, method, tag }: PathSocketOptions,
): IcmpSocket {
  const icmp = method === "icmp"
    ? openIcmpSocket(libc, { family, device, probesInFlight: IN_FLIGHT })
    : openUdp(libc, { family, device });
  // A raw socket writes its identifier itself.
  if (!icmp.isRaw) bindFlow(libc, icmp.socket.fd, { family, tag });
  return icmp;
}

function openUdp(
  libc: Libc,
  { family, device }: Pick<PathSocketOptions, "family" | "device">,
): IcmpSocket {
  const socket = new DatagramSocket(libc, {
    domain: family === 4 ? "inet" : "inet6",
    type: "datagram",
    protocol: 0,
    device,
    receiveBufferBytes: IN_FLIGHT * BYTES_PER_DATAGRAM,
  });
  return {
    socket,
    isRaw: false,
    [Symbol.dispose]: () => socket[Symbol.dispose](),
  };
}

function bindFlow(
  libc: Libc,
  fd: number,
  { family, tag }: Pick<PathSocketOptions, "family" | "tag">,
): void {
  const any = family === 4 ? "0.0.0.0" : "::";
  const native = libc.encodeAddress(any, FIRST_FLOW + tag % FLOWS);
  try {
    if (native !== undefined) libc.bind(fd, native);
  } catch (error) {
    // Somebody has it, and the kernel chooses another: a flow all the same.
    if (!(error instanceof LibcError)) throw error;
  }
}
