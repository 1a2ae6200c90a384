import type { Lookup } from "../probes/resolve.ts";

/**
 * Resolves a host name as other programs on this machine do: hosts file, then
 * DNS. Runs on a thread of its own, however long it takes. Loaded when first
 * needed, since most monitors know all their targets by address.
 */
export const lookUp: Lookup = async (name) => {
  const { lookup } = await import("node:dns/promises");
  return await lookup(name, { all: true, order: "verbatim" });
};
