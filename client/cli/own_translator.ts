import type { Libc } from "@bufferbane/ffi";
import { setTimeout } from "node:timers/promises";
import { readText, systemLinks } from "../links/mod.ts";
import { waysOut } from "../monitor/ports.ts";
import {
  IPV4_ONLY_NAME,
  type Nat64Prefix,
  nat64PrefixOf,
} from "../probes/nat64.ts";
import { lookUp } from "./look_up.ts";

/** Who waits longer for a resolver has other troubles. */
const MOST_MS = 3_000;

/**
 * The translator through which this machine reaches IPv4, if it has only IPv6.
 *
 * @param libc The library.
 * @returns `undefined` if there is none, or IPv4.
 * @throws {LibcError} If the kernel cannot be asked.
 */
export async function ownTranslator(
  libc: Libc,
): Promise<Nat64Prefix | undefined> {
  const ways = waysOut(systemLinks(libc, readText));
  if (ways[4].kind === "route" || ways[6].kind !== "route") return undefined;
  // Without an address of that name there is no translator, or no resolver.
  const found = await Promise.race([
    lookUp(IPV4_ONLY_NAME).catch(() => []),
    setTimeout(MOST_MS, [], { ref: false }),
  ]);
  return found.filter(({ family }) => family === 6)
    .map(({ address }) => nat64PrefixOf(address))
    .find((prefix) => prefix !== undefined);
}
