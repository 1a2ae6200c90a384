import type { Lab } from "../lab.ts";
import type { Spawned } from "../spawned.ts";

/**
 * What a resolver does wrong.
 *
 * - `servfail`, `refused`, `nxdomain`: always this error.
 * - `truncated`: over UDP it says "too long", over TCP it answers.
 * - `forged`: answers with another id than asked, as a blind attacker would.
 * - `silent`: never answers, over UDP; accepts and never answers over TCP.
 * - `slow`: answers rightly after 300 ms.
 */
export type DnsFault =
  | "servfail"
  | "refused"
  | "nxdomain"
  | "truncated"
  | "forged"
  | "silent"
  | "slow";

/** How long the `slow` resolver takes, in ms. */
export const SLOW_DNS_MS = 300;

/**
 * Starts resolvers that misbehave, one an address.
 *
 * @example Usage
 * ```ts ignore
 * await using lab = await openLab({ serverAddresses: ["192.0.2.1"] });
 * await using odd = await startOddDns(lab, { "192.0.2.1": "servfail" });
 * ```
 *
 * @param lab The lab.
 * @param faults What each address of the server does wrong.
 * @returns The running server.
 */
export function startOddDns(
  lab: Lab,
  faults: Readonly<Record<string, DnsFault>>,
): Promise<Spawned> {
  return lab.deno(lab.server, "tests/lab/servers/odd_dns_main.ts", {
    args: [JSON.stringify(faults)],
    ready: /^ready$/,
  });
}
