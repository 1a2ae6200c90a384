import { familyOf } from "@bufferbane/ffi";

/** The file that every program reads. */
export const RESOLV_CONF = "/etc/resolv.conf";

/** Where systemd-resolved lists the servers that its stub asks. */
export const RESOLVED_CONF = "/run/systemd/resolve/resolv.conf";

/** glibc's MAXNS: it reads no further `nameserver` line. */
const MAX_NAMESERVERS = 3;

/** systemd-resolved's listeners on this machine. */
const STUBS: readonly string[] = ["127.0.0.53", "127.0.0.54"];

/** The resolvers of this machine. */
export interface SystemResolvers {
  /**
   * Whom programs ask, in order: IPv4 or IPv6 text, a link-local one with
   * `%scope`. Never empty: without a `nameserver` line it is this machine.
   */
  readonly asked: readonly string[];
  /**
   * Whom systemd-resolved asks in turn, where `asked` is its stub on this
   * machine; else empty.
   */
  readonly behindStub: readonly string[];
}

/**
 * The name servers in the text of a resolv.conf, as glibc reads it: the
 * keyword begins the line, comments begin with `#` or `;`, three at most.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const text = "# by dhcp\nnameserver 192.168.1.1\nnameserver fe80::1%eth0\n";
 * deepStrictEqual(parseResolvConf(text), ["192.168.1.1", "fe80::1%eth0"]);
 * ```
 *
 * @param text The file's text.
 * @returns The addresses in order; lines that hold none are left out.
 * @see {@link https://man7.org/linux/man-pages/man5/resolv.conf.5.html | resolv.conf(5)}
 */
export function parseResolvConf(text: string): readonly string[] {
  const addresses = text.split("\n").flatMap((line) => {
    const address = /^nameserver[ \t]+(\S+)/.exec(line)?.[1] ?? "";
    return familyOf(address) !== null ? [address] : [];
  });
  return addresses.slice(0, MAX_NAMESERVERS);
}

/**
 * The resolvers of this machine.
 *
 * @param readText Gives a file's text, or `undefined` if it cannot be read.
 */
export function systemResolvers(
  readText: (path: string) => string | undefined,
): SystemResolvers {
  const listed = parseResolvConf(readText(RESOLV_CONF) ?? "");
  const asked = listed.length > 0 ? listed : ["127.0.0.1"];
  const behindStub = asked.some((address) => STUBS.includes(address))
    ? parseResolvConf(readText(RESOLVED_CONF) ?? "")
    : [];
  return { asked, behindStub };
}
