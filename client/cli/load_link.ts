/** What all commands that load the line have in common. @module */

import {
  chooseAead,
  deriveSecretKeys,
  loadSodiumAead,
  makeFiller,
  nativeAead,
  NonceSource,
} from "@bufferbane/protocol";
import { loadConfig } from "../config/mod.ts";
import { serversOf, type WantedServer } from "../monitor/servers.ts";
import { LoadSession } from "../probes/load_session.ts";
import type { ProbeContext } from "../probes/probe.ts";
import type { ServerSessionOptions } from "../probes/server_listener.ts";
import { checkDevice } from "./check_device.ts";
import { systemConfigIo } from "./config_io.ts";
import type { LoadMachine } from "./load_machine.ts";
import { addressOf } from "./host_address.ts";
import { CONFIG_ARG, JSON_ARG } from "./shared_args.ts";

/** The options that all of them take, for citty. */
export const LOAD_ARGS = {
  ...CONFIG_ARG,
  server: {
    type: "string",
    valueHint: "NAME",
    description: "Which server; the first if not given",
  },
  interface: {
    type: "string",
    valueHint: "A",
    description: "Interface to leave by; the kernel's choice if not given",
  },
  flows: {
    type: "string",
    default: "4",
    valueHint: "4",
    description: "TCP connections each way, 1 to 16",
  },
  ...JSON_ARG,
} as const;

/** Their values. */
export interface LoadArgs {
  readonly config?: string | undefined;
  readonly server?: string | undefined;
  readonly interface?: string | undefined;
  readonly flows: string;
  readonly json: boolean;
}

/** The options of those that a running monitor does if there is one. */
export const MONITOR_ARGS = {
  db: {
    type: "string",
    valueHint: "FILE",
    description: "The database whose monitor runs the test",
  },
  "over-budget": {
    type: "boolean",
    default: false,
    description: "Although the monitor's budget of data is used up",
  },
} as const;

/** Their values. */
export interface MonitorArgs {
  readonly db?: string | undefined;
  readonly "over-budget": boolean;
}

/** What a test works with. */
export interface LoadLink {
  /** Sockets, time. */
  readonly context: ProbeContext;
  /** A session for loads. */
  readonly session: LoadSession;
  /** The server as the configuration has it. */
  readonly server: WantedServer;
  /** Its address, secret and the rest of what a session takes. */
  readonly reach: ServerSessionOptions;
  /** Names the test, below 2^16; further ones may count on from it. */
  readonly testId: number;
  /** What an upload sends. */
  readonly filler: Uint8Array;
  /** Breaks everything off. */
  readonly signal: AbortSignal;
}

const MAX_FLOWS = 16;

/** How many connections the command line asks for. @throws {SyntaxError} */
export function flowsOf({ flows: text }: Pick<LoadArgs, "flows">): number {
  const flows = Number(text);
  if (Number.isInteger(flows) && flows >= 1 && flows <= MAX_FLOWS) {
    return flows;
  }
  throw new SyntaxError(
    `Cannot use --flows: found "${text}" (allowed: 1 to ${MAX_FLOWS})`,
  );
}

/**
 * Chooses a server by the command line and the configuration.
 *
 * @param args The command line.
 * @throws {SyntaxError} When there is none, or none of that name.
 */
export function wantedServer(
  { config, server }: Pick<LoadArgs, "config" | "server">,
): WantedServer {
  const { settings } = loadConfig(systemConfigIo(), config);
  return chooseServer(serversOf(settings), server);
}

/**
 * Opens a session for load tests with a server.
 *
 * @param machine What to work with.
 * @param options Which server, and the interface to leave by.
 * @returns Dispose of it to close the session.
 * @throws {LoadError} When the server has no address.
 */
export async function openLoadLink(
  { context, signal }: LoadMachine,
  options: { readonly server: WantedServer; readonly device: string },
): Promise<LoadLink & Disposable> {
  const { server, device } = options;
  checkDevice(device);
  const reach = await reachOf(server, device, context);
  const session = new LoadSession(context, { ...reach, signal });
  const [number = 0] = crypto.getRandomValues(new Uint16Array(1));
  const testId = number + 1;
  const filler = makeFiller(testId);
  return {
    ...{ context, session, server, reach, testId, filler, signal },
    [Symbol.dispose]: () => session[Symbol.dispose](),
  };
}

async function reachOf(
  { host, port, sharedSecret }: WantedServer,
  device: string,
  { libc }: Pick<ProbeContext, "libc">,
): Promise<ServerSessionOptions> {
  return {
    secret: deriveSecretKeys(Uint8Array.fromHex(sharedSecret)),
    // A search for the rate seals and opens 100,000 datagrams a second.
    aead: chooseAead([await loadSodiumAead(), nativeAead]),
    nonces: new NonceSource(),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    address: await addressOf(host, libc),
    port,
    device,
  };
}

function chooseServer(
  servers: readonly WantedServer[],
  name: string | undefined,
): WantedServer {
  const server = name === undefined
    ? servers[0]
    : servers.find((server) => server.name === name);
  if (server !== undefined) return server;
  throw new SyntaxError(
    servers.length === 0
      ? "Cannot load the line without a server (needed: [server] in the configuration, with enabled = true)"
      : `Cannot find the server "${name}" (there are: ${
        servers.map(({ name }) => name).join(", ")
      })`,
  );
}
