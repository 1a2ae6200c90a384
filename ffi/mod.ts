/**
 * Typed access to the few libc calls that Deno lacks: sockets bound to an
 * interface, kernel timestamps, batches, error queues, one wait for all. And
 * what both programs ask of the system: files, standard output, an HTTP port.
 *
 * Knows no protocol and no policy. Nothing is opened at import.
 *
 * @module
 */

import type { Libc } from "./libc.ts";
import { openLinux } from "./linux/libc.ts";

export * from "./address.ts";
export * from "./datagrams.ts";
export * from "./errno.ts";
export * from "./files.ts";
export * from "./filter.ts";
export * from "./http.ts";
export * from "./journal.ts";
export * from "./libc.ts";
export * from "./linux/netlink.ts";
export * from "./meter.ts";
export * from "./os_error.ts";
export * from "./poller.ts";
export * from "./read_text.ts";
export * from "./segments.ts";
export * from "./service_manager.ts";
export * from "./socket.ts";
export * from "./standard_output.ts";
export * from "./tcp_info.ts";
export * from "./tcp_pump.ts";
export * from "./thread_busy.ts";
export * from "./write_fault.ts";

/**
 * Opens libc for this machine.
 *
 * @returns The library; dispose of it when done.
 * @throws {Deno.errors.NotSupported} On an operating system without a binding.
 */
export function openLibc(): Libc {
  switch (Deno.build.os) {
    case "linux":
      return openLinux();
    default:
      throw new Deno.errors.NotSupported(
        `Cannot open libc as no binding exists: OS is "${Deno.build.os}"`,
      );
  }
}
