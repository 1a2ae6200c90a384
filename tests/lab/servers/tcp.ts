import type { Lab } from "../lab.ts";
import type { Spawned } from "../spawned.ts";

/**
 * What a TCP server does with a connection. A port that refuses needs no
 * server, and one that stays silent is a `drop()` on the way.
 *
 * - `echo`: sends back what comes.
 * - `hold`: sends a byte a second until the client leaves.
 * - `silent`: accepts and sends nothing.
 * - `reset`: resets it after `afterMs`.
 * - `close`: closes it in order after `afterMs`.
 * - `stall`: sends a byte a second, and falls silent after `afterMs`.
 */
export type TcpBehaviour =
  | { readonly kind: "echo" | "hold" | "silent" }
  | { readonly kind: "reset" | "close" | "stall"; readonly afterMs: number };

/**
 * Starts TCP servers, one a port, on all IPv4 and IPv6 addresses.
 *
 * @example Usage
 * ```ts ignore
 * await using tcp = await startTcp(lab, {
 *   443: { kind: "hold" },
 *   444: { kind: "reset", afterMs: 2000 },
 * });
 * ```
 *
 * @param lab The lab.
 * @param behaviours What each port does.
 * @returns The running server.
 */
export function startTcp(
  lab: Lab,
  behaviours: Readonly<Record<number, TcpBehaviour>>,
): Promise<Spawned> {
  return lab.deno(lab.server, "tests/lab/servers/tcp_main.ts", {
    // "::" takes IPv4 as well.
    args: [JSON.stringify(behaviours), lab.ipv6 ? "::" : "0.0.0.0"],
    ready: /^ready$/,
  });
}
