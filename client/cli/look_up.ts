import { lookup } from "node:dns/promises";
import type { Lookup } from "../probes/resolve.ts";

/**
 * Resolves a host name as other programs on this machine do: hosts file, then
 * DNS. Runs on a thread of its own, however long it takes.
 */
export const lookUp: Lookup = (name) =>
  lookup(name, { all: true, order: "verbatim" });
