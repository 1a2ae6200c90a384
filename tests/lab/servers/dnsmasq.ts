import type { Lab } from "../lab.ts";
import type { Spawned } from "../spawned.ts";

/** A name that the resolver knows. */
export const CACHED_NAME = "cached.test";
/** The address that every answer of the lab's DNS servers holds. */
export const ANSWER_IPV4 = "192.0.2.80";
/** Zones with no names below their own, so that each is NXDOMAIN. */
export const EMPTY_ZONES = ["empty.test", "example.com"] as const;

/**
 * Starts a well-behaved resolver (dnsmasq). It answers {@linkcode CACHED_NAME},
 * and example.com, says NXDOMAIN for other names in the {@linkcode EMPTY_ZONES}, and refuses all other names,
 * since it has nobody to ask.
 *
 * @param lab The lab.
 * @param addresses Where it listens; addresses of the server.
 * @returns The running server.
 */
export function startDnsmasq(
  lab: Lab,
  addresses: readonly string[],
): Promise<Spawned> {
  return lab.spawn(lab.server, [
    "dnsmasq",
    // In the foreground, and without a pid file that another would overwrite.
    "--no-daemon",
    "--conf-file=/dev/null",
    "--no-resolv",
    "--no-hosts",
    "--bind-interfaces",
    ...addresses.map((address) => `--listen-address=${address}`),
    `--host-record=${CACHED_NAME},example.com,${ANSWER_IPV4}`,
    ...EMPTY_ZONES.map((zone) => `--local=/${zone}/`),
  ], { ready: /started, version/ });
}
