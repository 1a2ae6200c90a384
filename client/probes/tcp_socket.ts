import type { Libc } from "@bufferbane/ffi";
import { connectFailure } from "./tcp_failure.ts";
import type { Unanswered } from "../model/mod.ts";

/** Where to connect to, and how. */
export interface TcpEndpoint {
  /** The address, as `Libc.encodeAddress` writes it. */
  readonly native: Uint8Array;
  /** Its IP version. */
  readonly family: 4 | 6;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
}

/**
 * Begins to connect, and does not wait for it: the descriptor becomes
 * writable when that has ended, well or badly ({@linkcode socketError}).
 *
 * @param libc The library.
 * @param endpoint Where to.
 * @param prepare Sets further options before the SYN leaves.
 * @returns The descriptor, to be closed by the caller, or what went wrong.
 * @throws {LibcError} E.g. `ENODEV`, `EMFILE`.
 */
export function beginConnect(
  libc: Libc,
  endpoint: TcpEndpoint,
  prepare: (fd: number) => void = () => {},
): number | Unanswered {
  const { native, family, device } = endpoint;
  const fd = libc.socket(family === 4 ? "inet" : "inet6", "stream", 0);
  try {
    if (device !== "") libc.setOption(fd, "bindToDevice", device);
    prepare(fd);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  const errno = -libc.connect(fd, native);
  if (errno === 0 || libc.errorCode(errno) === "EINPROGRESS") return fd;
  libc.close(fd);
  return connectFailure(libc, errno);
}

/** `SO_ERROR`: why a connect failed, 0 if it did not. */
export function socketError(libc: Libc, fd: number): number {
  const value = new Int32Array(1);
  libc.getOption(fd, "error", new Uint8Array(value.buffer));
  return value[0] ?? 0;
}
