import type { Libc } from "@bufferbane/ffi";
import type { Series } from "../model/mod.ts";
import type { TcpEndpoint } from "./tcp_socket.ts";

/** A port of a host, as a probe is given it. */
export interface PortTarget {
  /** What the measurements belong to. */
  readonly series: Series;
  /** Its address now: IPv4 or IPv6 text, of the series' IP version. */
  readonly address: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** The same, as a socket takes it. */
export interface Aim {
  /** What the measurements belong to. */
  readonly series: Series;
  /** Where to, and by which interface. */
  readonly endpoint: TcpEndpoint;
}

/**
 * Targets as sockets take them.
 *
 * @param targets IPv4 and IPv6 as they come.
 * @param libc Encodes addresses.
 * @param options The interface to leave by, empty for the kernel's choice; and
 * for the message what is to be done, e.g. `"connect to"`.
 * @throws {TypeError} If an address is none.
 */
export function aimAt(
  targets: readonly PortTarget[],
  libc: Libc,
  { device, action }: { readonly device: string; readonly action: string },
): readonly Aim[] {
  return targets.map(({ series, address, port }) => {
    const native = libc.encodeAddress(address, port);
    if (native === undefined) {
      throw new TypeError(
        `Cannot ${action} "${address}" as it is no address`,
      );
    }
    return { series, endpoint: { native, family: series.family, device } };
  });
}
