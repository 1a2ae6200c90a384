import { familyOf, type Libc } from "@bufferbane/ffi";
import { LoadError } from "../probes/load_error.ts";
import { throughNat64 } from "../probes/nat64.ts";
import { lookUp } from "./look_up.ts";
import { ownTranslator } from "./own_translator.ts";

/**
 * An address of a host, as this machine resolves it.
 *
 * @param host Name or address.
 * @param libc The library.
 * @returns For an address of IPv4 where there is only IPv6, a translator's.
 * @throws {LoadError} When there is none.
 */
export async function addressOf(host: string, libc: Libc): Promise<string> {
  const family = familyOf(host);
  if (family === 4) {
    const translator = await ownTranslator(libc);
    return translator === undefined ? host : throughNat64(translator, host);
  }
  if (family === 6) return host;
  try {
    const [found] = await lookUp(host);
    if (found !== undefined) return found.address;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new LoadError("silent", `Cannot resolve ${host}: ${error.message}`);
  }
  throw new LoadError("silent", `Cannot resolve ${host}: it has no address`);
}
