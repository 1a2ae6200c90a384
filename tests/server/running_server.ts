import { spawn, type Spawned } from "../lab/spawned.ts";
import { countedCommand } from "../support/counted.ts";
import { programCommand } from "../support/packed.ts";
import type { Status } from "../../server/status.ts";

/** A server process of a test. */
export interface RunningServer extends AsyncDisposable {
  /** Its port on 127.0.0.1 and ::1. */
  readonly port: number;
  /** Its process. */
  readonly process: Spawned;
  /** Its configuration file. */
  readonly configPath: string;
  /** Its secret, unless `rest` said otherwise. */
  readonly secret: string;
  /** Writes another configuration; it is not read until a SIGHUP. */
  configure(toml: string): void;
  /** What `bufferbane-server status` tells. */
  status(): Promise<Status>;
}

/** How a server is started. */
export interface ServerOptions {
  /** Lines of `[general]`. */
  readonly general?: string;
  /** Everything after `[general]`; one secret if left out. */
  readonly rest?: string;
  /** What to run it with, e.g. `["ip", "netns", "exec", "x"]`. */
  readonly prefix?: readonly string[];
  /** Its secret; a new one if left out. */
  readonly secret?: string;
  /** A port; a free one if left out. */
  readonly port?: number;
}

/** A secret as the program makes them. */
export function newSecret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}

/** A UDP and TCP port that is free now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/**
 * Starts a server in a process of its own.
 *
 * @param options How.
 * @returns It, listening.
 */
export async function startServer(
  options: ServerOptions = {},
): Promise<RunningServer> {
  const folder = await Deno.makeTempDir({ prefix: "bb-server-" });
  const configPath = `${folder}/server.conf`;
  const statusPath = `${folder}/status.sock`;
  const port = options.port ?? freePort();
  const secret = options.secret ?? newSecret();
  const configure = (rest: string) =>
    Deno.writeTextFileSync(
      configPath,
      `[general]\nbind_port = ${port}\nstatus_socket = "${statusPath}"\n` +
        `${options.general ?? ""}\n${rest}\n`,
      { mode: 0o600 },
    );
  configure(options.rest ?? `[security]\nshared_secret = "${secret}"`);
  const process = await spawn([
    ...(options.prefix ?? []),
    ...countedCommand(),
    ...programCommand("bufferbane-server", [
      Deno.execPath(),
      "run",
      "--v8-flags=--max-semi-space-size=4", // as `deno task server`
      "-A",
      new URL("../../server/main.ts", import.meta.url).pathname,
    ]),
    "--config",
    configPath,
  ], { ready: /listening on/ });
  return {
    port,
    process,
    configPath,
    secret,
    configure,
    async status() {
      const connection = await Deno.connect({
        transport: "unix",
        path: statusPath,
      });
      return await new Response(connection.readable).json();
    },
    async [Symbol.asyncDispose]() {
      await process.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
