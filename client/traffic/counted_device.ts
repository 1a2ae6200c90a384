import type { NetworkInterface } from "../links/mod.ts";

/** How an interface's own counters count; ours are to agree with them. */
export interface CountedDevice {
  /** Its number. */
  readonly ifindex: number;
  /** Whether its frames begin with an Ethernet header, or with the IP header. */
  readonly isEthernet: boolean;
  /**
   * For each direction, whether packets that the kernel handles in one piece
   * (GSO, GRO) count as what travels.
   */
  readonly countsSegments: {
    readonly received: boolean;
    readonly sent: boolean;
  };
}

/**
 * How an interface counts. Network cards count what travels. The kernel's own
 * devices (veth, bridges, tunnels, loopback) count what they are handed, and
 * so does virtio_net when it sends.
 *
 * @param link The interface.
 * @param readText Gives a file's text, or `undefined` if it cannot be read.
 */
export function countedDevice(
  link: NetworkInterface,
  readText: (path: string) => string | undefined,
): CountedDevice {
  const isHardware = link.kind === "" && !link.isLoopback;
  const uevent = readText(`/sys/class/net/${link.name}/device/uevent`) ?? "";
  const isVirtio = /^DRIVER=virtio_net$/m.test(uevent);
  return {
    ifindex: link.index,
    isEthernet: link.macAddress !== null || link.isLoopback,
    countsSegments: { received: isHardware, sent: isHardware && !isVirtio },
  };
}
