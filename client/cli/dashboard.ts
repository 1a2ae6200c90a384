/** `bufferbane dashboard`: the live web page. @module */

import { defineCommand } from "citty";
import { loadConfig, type Settings } from "../config/mod.ts";
import { exposedDashboard } from "../config/conflicts.ts";
import { BIND } from "../config/sections/shapes.ts";
import { readText } from "../links/mod.ts";
import { systemConfigIo } from "./config_io.ts";
import type { Command, Output } from "./dispatch.ts";
import type { ExitCode } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";
import { CONFIG_ARG, DB_ARG } from "./shared_args.ts";
import { stopSignal } from "./stop_signal.ts";

const PORTS = { min: 1, max: 65_535 } as const;

interface DashboardArgs {
  readonly port?: string | undefined;
  readonly bind?: string | undefined;
  readonly config?: string | undefined;
  readonly db?: string | undefined;
}

/** The command, for citty. */
export function dashboardCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "dashboard",
      description: "Serve the live web page, until stopped",
    },
    args: {
      port: {
        type: "string",
        valueHint: "9878",
        description: "TCP port; as configured if not given",
      },
      bind: {
        type: "string",
        valueHint: "ADDRESS",
        description: "Where to serve it; as configured if not given",
      },
      ...CONFIG_ARG,
      ...DB_ARG,
    },
    run: ({ args }) => runDashboard(args, output),
  });
}

async function runDashboard(
  args: DashboardArgs,
  output: Output,
): Promise<ExitCode> {
  try {
    const { settings } = loadConfig(systemConfigIo(), args.config);
    const { serve } = await import("./dashboard/serve.ts");
    using stop = stopSignal(readText("/proc/self/status") ?? "");
    return await serve({
      settings: { ...settings, dashboard: wishesOf(args, settings) },
      databasePath: args.db ?? settings.general.databasePath,
    }, {
      output,
      signal: stop.signal,
      onListening: (url) => output.err(`${url}   Ctrl-C stops\n`),
    });
  } catch (error) {
    return explainFault(error, output);
  }
}

/** The settings, with what the command line says in their place. */
function wishesOf(
  { port, bind }: DashboardArgs,
  { dashboard }: Settings,
): Settings["dashboard"] {
  const wishes = {
    ...dashboard,
    ...(port === undefined ? {} : { port: portOf(port) }),
    ...(bind === undefined ? {} : { bind: bindOf(bind) }),
  };
  for (const { sentence } of exposedDashboard({ dashboard: wishes })) {
    throw new SyntaxError(`Cannot serve the dashboard: ${sentence}`);
  }
  return wishes;
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= PORTS.min && port <= PORTS.max) return port;
  throw new SyntaxError(
    `Cannot use --port: found "${text}" (allowed: a whole number, ${PORTS.min} to ${PORTS.max})`,
  );
}

function bindOf(text: string): string {
  const read = BIND.read(text);
  if (read.kind === "accepted") return read.value;
  throw new SyntaxError(
    `Cannot use --bind: found ${read.found} (allowed: ${read.allowed})`,
  );
}
