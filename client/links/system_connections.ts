import type { Libc } from "@bufferbane/ffi";
import type { Connection } from "./connections.ts";
import { linuxConnections } from "./linux/connections.ts";
import { type ProcFiles, socketOwners } from "./socket_owners.ts";

/**
 * All TCP and UDP sockets of this machine, or of this network namespace.
 *
 * @param libc The library.
 * @param files Where processes are looked up.
 * @returns In the kernel's order.
 * @throws {LibcError} If the kernel will not say.
 * @throws {Deno.errors.NotSupported} On an operating system without a backend.
 */
export function systemConnections(
  libc: Libc,
  files: ProcFiles,
): readonly Connection[] {
  switch (Deno.build.os) {
    case "linux":
      return linuxConnections(libc, socketOwners(files));
    default:
      throw new Deno.errors.NotSupported(
        `Cannot list connections as no backend exists: OS is "${Deno.build.os}"`,
      );
  }
}
