/** Two namespaces and an unshaped veth pair between them. @module */

import { run } from "../lab/command.ts";
import { removeNamespaces, reserveId } from "../lab/namespaces.ts";

const CLIENT_ADDRESS = "10.97.0.1";

/** The server's end. */
export const SERVER_ADDRESS = "10.97.0.2";

/** The namespaces; disposing removes them. */
export interface Cable extends AsyncDisposable {
  /** Its device is `c0`. */
  readonly client: string;
  /** Its device is `s0`. */
  readonly server: string;
}

/** Lays it. */
export async function openCable(): Promise<Cable> {
  const id = await reserveId();
  const [client, server] = [`bb-${id}-c`, `bb-${id}-s`];
  await run(["ip", "netns", "add", server]);
  const lines = [
    `link add c0 netns ${client} type veth peer name s0 netns ${server}`,
    `-n ${client} address add ${CLIENT_ADDRESS}/24 dev c0`,
    `-n ${server} address add ${SERVER_ADDRESS}/24 dev s0`,
    `-n ${client} link set c0 up`,
    `-n ${server} link set s0 up`,
  ];
  for (const line of lines) await run(["ip", ...line.split(" ")]);
  return {
    client,
    server,
    [Symbol.asyncDispose]: () => removeNamespaces([client, server]),
  };
}
