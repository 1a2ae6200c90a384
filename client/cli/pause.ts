/** `bufferbane pause` and `resume`: load tests of the running monitor. @module */

import { defineCommand } from "citty";
import { localText } from "../analysis/local_text.ts";
import { loadConfig } from "../config/mod.ts";
import { askMonitor } from "../monitor/control_client.ts";
import { monitorOf } from "../monitor/lock.ts";
import type { PauseAnswer } from "../monitor/pause_request.ts";
import { monitorPaths } from "./ask_monitor.ts";
import { systemConfigIo } from "./config_io.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";
import { durationMs } from "./period.ts";
import { CONFIG_ARG, DB_ARG } from "./shared_args.ts";

const ARGS = {
  ...CONFIG_ARG,
  ...DB_ARG,
} as const;

interface MonitorArgs {
  readonly config?: string | undefined;
  readonly db?: string | undefined;
}

/** `pause`, for citty. */
export function pauseCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "pause",
      description: "Hold the running monitor's load tests back for a while",
    },
    args: {
      time: {
        type: "positional",
        default: "1h",
        valueHint: "2h",
        description: "How long (s, m, h, d, w)",
      },
      ...ARGS,
    },
    run: ({ args }) =>
      tell(args, output, () => ({
        request: "pause",
        ms: durationMs(args.time, "the time"),
      })),
  });
}

/** `resume`, for citty. */
export function resumeCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "resume",
      description: "Let the running monitor's load tests go on",
    },
    args: ARGS,
    run: ({ args }) => tell(args, output, () => ({ request: "resume" })),
  });
}

async function tell(
  args: MonitorArgs,
  output: Output,
  requestOf: () => { readonly request: string },
): Promise<ExitCode> {
  try {
    const request = requestOf();
    const { settings } = loadConfig(systemConfigIo(), args.config);
    const databasePath = args.db ?? settings.general.databasePath;
    const paths = await monitorPaths(databasePath);
    // The monitor is this program.
    const answer = await askMonitor(paths, request) as PauseAnswer | null;
    if (answer === null) {
      output.err(
        monitorOf(databasePath) === null
          ? `No monitor runs on ${databasePath}\n`
          : `Cannot ask the monitor of ${databasePath}: it, or the database, is another user's\n`,
      );
      return EXIT.failed;
    }
    if ("error" in answer) {
      output.err(`${answer.error}\n`);
      return EXIT.failed;
    }
    output.out(`${pauseText(answer.pausedUntilMs)}\n`);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof Deno.errors.TimedOut)) {
      return explainFault(error, output);
    }
    output.err(`${error.message}\n`);
    return EXIT.failed;
  }
}

/**
 * How it stands with load tests, as a sentence.
 *
 * @param untilMs Until when they are paused, Unix ms; `null`: not.
 */
function pauseText(untilMs: number | null): string {
  return untilMs === null
    ? "Load tests go on"
    : `No load tests until ${localText(untilMs)}`;
}
