/** What all commands that load the line have in common. @module */

import { familyOf, type Libc, openLibc } from "@bufferbane/ffi";
import {
  chooseAead,
  deriveSecretKeys,
  makeFiller,
  NonceSource,
} from "@bufferbane/protocol";
import { loadConfig } from "../config/mod.ts";
import { readText } from "../links/mod.ts";
import type { Measurement } from "../model/mod.ts";
import { serversOf, type WantedServer } from "../monitor/servers.ts";
import { LoadError } from "../probes/load_error.ts";
import { LoadSession } from "../probes/load_session.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { Schedule } from "../probes/schedule.ts";
import type { ServerSessionOptions } from "../probes/server_listener.ts";
import { systemConfigIo } from "./config_io.ts";
import type { Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";
import { lookUp } from "./look_up.ts";
import { stopSignal } from "./stop_signal.ts";
import { systemClock } from "./system_clock.ts";

/** The options that all of them take, for citty. */
export const LOAD_ARGS = {
  config: { type: "string", valueHint: "FILE", description: "Configuration" },
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
  streams: {
    type: "string",
    default: "4",
    valueHint: "4",
    description: "TCP connections each way, 1 to 16",
  },
  json: { type: "boolean", default: false, description: "As JSON" },
} as const;

/** Their values. */
export interface LoadArgs {
  readonly config?: string | undefined;
  readonly server?: string | undefined;
  readonly interface?: string | undefined;
  readonly streams: string;
  readonly json: boolean;
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

const MAX_STREAMS = 16;

/** How many connections the command line asks for. @throws {SyntaxError} */
export function streamsOf({ streams: text }: LoadArgs): number {
  const streams = Number(text);
  if (Number.isInteger(streams) && streams >= 1 && streams <= MAX_STREAMS) {
    return streams;
  }
  throw new SyntaxError(
    `Cannot use --streams: found "${text}" (allowed: 1 to ${MAX_STREAMS})`,
  );
}

/**
 * Opens a session for load tests, runs a test, says what goes wrong.
 *
 * @param args The command line.
 * @param output Where complaints go.
 * @param prepare Reads the command's own options and returns the test, which
 * is given measurements to take as `report` says.
 * @returns The exit code.
 */
export async function runLoadCommand(
  args: LoadArgs,
  output: Output,
  prepare: () => {
    readonly report?: (measurement: Measurement) => void;
    readonly run: (link: LoadLink) => Promise<void>;
  },
): Promise<ExitCode> {
  try {
    const { report = () => {}, run } = prepare();
    const { settings } = loadConfig(systemConfigIo(), args.config);
    const server = chooseServer(serversOf(settings), args.server);
    using stop = stopSignal(readText("/proc/self/status") ?? "");
    using libc = openLibc();
    const { signal } = stop;
    const device = args.interface ?? "";
    await withLoadLink({ libc, server, device, signal, report }, run);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof LoadError)) return explainFault(error, output);
    output.err(`${error.message}\n`);
    return EXIT.failed;
  }
}

/** What a {@linkcode LoadLink} is opened with. */
export interface LoadLinkOptions {
  /** Sockets. */
  readonly libc: Libc;
  /** Which server. */
  readonly server: WantedServer;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** Breaks everything off. */
  readonly signal: AbortSignal;
  /** Takes what the test's own ECHOs measure. */
  readonly report: (measurement: Measurement) => void;
}

/**
 * Opens a session for load tests, runs a test, closes everything.
 *
 * @param options With whom.
 * @param run The test.
 * @returns What the test returns.
 * @throws {LoadError} When there is no test to be had.
 */
export async function withLoadLink<Result>(
  options: LoadLinkOptions,
  run: (link: LoadLink) => Promise<Result>,
): Promise<Result> {
  const { libc, server, device, signal, report } = options;
  using poller = libc.openPoller();
  const clock = systemClock(libc);
  const schedule = new Schedule(poller, clock);
  const context = { libc, poller, schedule, clock, report };
  const reach = await reachOf(server, device);
  using session = new LoadSession(context, { ...reach, signal });
  const [number = 0] = crypto.getRandomValues(new Uint16Array(1));
  const testId = number + 1;
  const filler = makeFiller(testId);
  const done = new AbortController();
  const running = schedule.run(done.signal);
  try {
    return await run({
      context,
      session,
      server,
      reach,
      testId,
      filler,
      signal,
    });
  } finally {
    done.abort();
    await running;
  }
}

async function reachOf(
  { host, port, sharedSecret }: WantedServer,
  device: string,
): Promise<ServerSessionOptions> {
  return {
    secret: deriveSecretKeys(Uint8Array.fromHex(sharedSecret)),
    aead: chooseAead(),
    nonces: new NonceSource(),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    address: await addressOf(host),
    port,
    device,
  };
}

/** An address of the server, as this machine resolves it. */
async function addressOf(host: string): Promise<string> {
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
