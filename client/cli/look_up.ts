import { lookup } from "node:dns/promises";

/**
 * Resolves a host name as other programs on this machine do: hosts file, then
 * DNS. Runs on a thread of its own, however long it takes.
 *
 * @param host A name.
 * @returns Its addresses, the preferred first.
 * @throws {Error} When it has none, or nobody answers.
 */
export async function lookUp(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
