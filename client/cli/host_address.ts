import { familyOf } from "@bufferbane/ffi";
import { LoadError } from "../probes/load_error.ts";
import { lookUp } from "./look_up.ts";

/**
 * An address of a host, as this machine resolves it.
 *
 * @param host Name or address.
 * @throws {LoadError} When there is none.
 */
export async function addressOf(host: string): Promise<string> {
  if (familyOf(host) !== null) return host;
  try {
    const [found] = await lookUp(host);
    if (found !== undefined) return found.address;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new LoadError("silent", `Cannot resolve ${host}: ${error.message}`);
  }
  throw new LoadError("silent", `Cannot resolve ${host}: it has no address`);
}
