/** `bufferbane connections`: who on this machine talks to whom. @module */

import { LibcError, openLibc } from "@bufferbane/ffi";
import { defineCommand } from "citty";
import type { Connection } from "../links/connections.ts";
import { readText, systemLinks } from "../links/mod.ts";
import { SYSTEM_PROC } from "../links/socket_owners.ts";
import { systemConnections } from "../links/system_connections.ts";
import {
  connectionLines,
  type ConnectionSnapshot,
} from "./connections_text.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { redrawn, waitUnlessStopped } from "./redraw.ts";
import { snakeJson } from "../export/snake_json.ts";
import { JSON_ARG } from "./shared_args.ts";
import { stopSignal } from "./stop_signal.ts";
import { redrawable, type TerminalSize } from "./terminal_size.ts";

/** From one look to the next. */
const PERIOD_MS = 1000;

/** What a line may be long where there is no terminal. */
const DEFAULT_COLUMNS = 120;

/** What was asked for. */
export interface ConnectionsArgs {
  /** Whether a machine reads the result. */
  readonly json: boolean;
  /** Whether to go on until stopped. */
  readonly watch: boolean;
}

/** The outside world, as far as `bufferbane connections` needs it. */
export interface ConnectionsIo extends Output {
  /** Looks at the machine. */
  readonly look: () => ConnectionSnapshot;
  /** The terminal's size now, in characters; `null` if there is none. */
  readonly terminal: () => TerminalSize | null;
  /** Waits; `false` if it is time to stop. */
  readonly wait: (ms: number) => Promise<boolean>;
}

/** Shows the sockets once, or every second until stopped. */
export async function showConnections(
  { json, watch }: ConnectionsArgs,
  io: ConnectionsIo,
): Promise<ExitCode> {
  try {
    do {
      const snapshot = io.look();
      io.out(
        json ? `${connectionsJson(snapshot)}\n` : shown(snapshot, watch, io),
      );
    } while (watch && await io.wait(PERIOD_MS));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof LibcError)) throw error;
    io.err(
      `Cannot list the connections as the kernel refused: ${error.code}${
        error.code === "ENOENT" ? " (it has no sock_diag for TCP or UDP)" : ""
      }\n`,
    );
    return EXIT.failed;
  }
}

function shown(
  snapshot: ConnectionSnapshot,
  watch: boolean,
  io: ConnectionsIo,
): string {
  const terminal = io.terminal();
  const lines = connectionLines(snapshot, terminal?.columns ?? DEFAULT_COLUMNS);
  return watch ? redrawn(lines, terminal) : `${lines.join("\n")}\n`;
}

/**
 * A snapshot as JSON, in one line.
 *
 * @param snapshot What to write.
 */
export function connectionsJson(
  { atMs, connections, names }: ConnectionSnapshot,
): string {
  const named = ({ interfaceIndex, ...rest }: Connection) => ({
    ...rest,
    interface: names.get(interfaceIndex) ?? null,
  });
  const timestamp = Math.floor(atMs / 1000);
  return snakeJson({
    timestamp,
    timestampMs: atMs,
    connections: connections.map(named),
  });
}

/** The command, for citty. */
export function connectionsCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "connections",
      description: "Show TCP and UDP sockets with process, RTT and losses",
    },
    args: {
      ...JSON_ARG,
      watch: {
        type: "boolean",
        default: false,
        description: "Every second, until stopped",
      },
    },
    async run({ args: { json, watch } }) {
      using libc = openLibc();
      using stop = stopSignal(readText("/proc/self/status") ?? "");
      const links = systemLinks(libc, readText);
      return await showConnections({ json, watch }, {
        ...output,
        look: () => ({
          atMs: Date.now(),
          connections: systemConnections(libc, SYSTEM_PROC),
          names: new Map(
            links.interfaces().map(({ index, name }) => [index, name]),
          ),
          seesAllUsers: Deno.uid() === 0,
        }),
        terminal: () => redrawable(Deno.stdout),
        wait: (ms) => waitUnlessStopped(ms, stop.signal),
      });
    },
  });
}
