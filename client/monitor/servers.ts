import type { Settings } from "../config/mod.ts";

/** A server that the user wants measured. */
export interface WantedServer {
  /** What the user calls it. */
  readonly name: string;
  /** Address or host name. */
  readonly host: string;
  /** Its UDP port. */
  readonly port: number;
  /** 64 hexadecimal digits. */
  readonly sharedSecret: string;
}

/**
 * The servers in use: `[server]`, or each of `[[servers]]`.
 *
 * @param settings The user's.
 */
export function serversOf(
  { server, servers }: Pick<Settings, "server" | "servers">,
): readonly WantedServer[] {
  return [server, ...servers].filter(({ enabled }) => enabled);
}
