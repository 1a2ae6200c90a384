import {
  encodeNetlink,
  type Libc,
  NetlinkFlag,
  type NetlinkMessage,
  netlinkMessages,
} from "@bufferbane/ffi";
import type { LinkReader, LinkReading } from "../links.ts";
import { IFF, IFINFOMSG, IFLA, RTM } from "./constants.ts";
import { readCounters, readLink } from "./link_message.ts";
import { NETLINK_ROUTE } from "./rtnetlink.ts";

/** An interface's message is 2 KB long; a bridge port's or a VF's, longer. */
const BUFFER_BYTES = 32 * 1024;

/**
 * {@linkcode LinkReader} by one socket and one buffer: the kernel answers a
 * question about a single interface within the call that asks.
 */
export class LinuxLinkReader implements LinkReader {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #sequence = 0;

  /**
   * Opens a netlink socket.
   *
   * @throws {LibcError} If a sandbox forbids netlink.
   */
  constructor(libc: Libc) {
    this.#libc = libc;
    this.#fd = libc.socket("netlink", "raw", NETLINK_ROUTE);
  }

  read(name: string): LinkReading | undefined {
    const message = this.#ask(name);
    const link = message && readLink(message);
    const counters = message && readCounters(message);
    // The kernel finds interfaces by their other names as well: not meant.
    if (counters === undefined || link?.name !== name) return undefined;
    return {
      counters,
      isUp: (link.flags & IFF.up) !== 0,
      hasCarrier: (link.flags & IFF.lowerUp) !== 0,
    };
  }

  /** Closes its socket. */
  [Symbol.dispose](): void {
    this.#libc.close(this.#fd);
  }

  #ask(name: string): NetlinkMessage | undefined {
    const libc = this.#libc;
    this.#sequence = (this.#sequence + 1) >>> 0;
    const written = libc.write(
      this.#fd,
      encodeNetlink({
        type: RTM.getLink,
        flags: NetlinkFlag.request,
        sequence: this.#sequence,
        header: new Uint8Array(IFINFOMSG.bytes),
        attributes: [{
          type: IFLA.name,
          value: new TextEncoder().encode(`${name}\0`),
        }],
      }),
    );
    if (written < 0) return undefined;
    for (;;) {
      const length = libc.read(this.#fd, this.#buffer);
      if (length < 0) return undefined;
      for (
        const message of netlinkMessages(this.#buffer.subarray(0, length))
      ) {
        // Anything else answers an earlier question.
        if (message.sequence === this.#sequence) return message;
      }
    }
  }
}
