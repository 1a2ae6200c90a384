/** `bufferbane bloat`: one bufferbloat test now. @module */

import { defineCommand } from "citty";
import { loadConfig, type Settings } from "../config/mod.ts";
import { monitorPaths } from "./ask_monitor.ts";
import { askMonitor } from "./bloat/ask_monitor.ts";
import { BloatDisplay } from "./bloat/display.ts";
import { measureHere, type Show, type WantedTest } from "./bloat/measure.ts";
import { type BloatPlan, MAX_LOAD_MS } from "./bloat/plan.ts";
import type { BloatResult } from "./bloat/result.ts";
import { bloatText } from "./bloat/text.ts";
import { systemConfigIo } from "./config_io.ts";
import type { ScreenOptions } from "./console/screen.ts";
import { UNICODE_GLYPHS } from "./console/sparkline.ts";
import type { Command, Output } from "./dispatch.ts";
import type { ExitCode } from "./exit_codes.ts";
import {
  flowsOf,
  LOAD_ARGS,
  type LoadArgs,
  MONITOR_ARGS,
  type MonitorArgs,
  wantedServer,
} from "./load_link.ts";
import { runLoadCommand } from "./load_machine.ts";
import { screenOptions } from "./monitor_console.ts";
import { redrawable } from "./terminal_size.ts";
import { durationMs } from "./period.ts";

const MAX_REST_MS = 60_000;
const MIN_PHASE_MS = 1_000;
/** Fewer would hide the queue: one connection alone may not fill it. */
const MIN_FLOWS = 4;

interface BloatArgs extends Omit<LoadArgs, "flows">, MonitorArgs {
  readonly flows?: string | undefined;
  readonly url?: string | undefined;
  readonly duration: string;
  readonly rest: string;
}

/** The command, for citty. */
export function bloatCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "bloat",
      description: "Measure once what load does to the line's delay",
    },
    args: {
      ...LOAD_ARGS,
      flows: {
        type: "string",
        valueHint: "4",
        description:
          `TCP connections each way, ${MIN_FLOWS} to 16; as configured if not given`,
      },
      url: {
        type: "string",
        valueHint: "URL",
        description:
          "Without a server: a large file on the web; latency by ping",
      },
      duration: {
        type: "string",
        default: "8s",
        valueHint: "8s",
        description: "Of each of three phases under load, 1s to 30s",
      },
      rest: {
        type: "string",
        default: "3s",
        valueHint: "3s",
        description: "Of each of four phases at rest, 1s to 1m",
      },
      ...MONITOR_ARGS,
    },
    run: ({ args }) => runBloatCommand(args, output),
  });
}

async function runBloatCommand(
  args: BloatArgs,
  output: Output,
): Promise<ExitCode> {
  return await runLoadCommand(output, () => {
    const { settings } = loadConfig(systemConfigIo(), args.config);
    const { color } = settings.output;
    const wanted = wantedTest(args, settings);
    const databasePath = args.db ?? settings.general.databasePath;
    return async (machine) => {
      const paths = await monitorPaths(databasePath);
      const result = await showing(
        args,
        { output, color },
        async (show) =>
          await askMonitor(paths, wanted, { ...machine, show }) ??
            await measureHere(machine, wanted, show),
      );
      output.out(
        args.json
          ? `${JSON.stringify(result)}\n`
          : `\n${bloatText(result, screenOf(color, Deno.stdout))}`,
      );
    };
  });
}

/** Shows a test while it runs: to whom it is not the result, so on stderr. */
async function showing(
  { json }: BloatArgs,
  { output, color }: { readonly output: Output; readonly color: Color },
  run: (show: Show) => Promise<BloatResult>,
): Promise<BloatResult> {
  const isTerminal = redrawable(Deno.stderr) !== null;
  if (json && !isTerminal) return await run(() => {});
  using display = new BloatDisplay({
    write: output.err,
    isTerminal,
    screen() {
      const screen = screenOf(color, Deno.stderr);
      return { ...screen, isUnicode: screen.glyphs === UNICODE_GLYPHS };
    },
  });
  return await run((progress) => display.show(progress));
}

type Color = Settings["output"]["color"];

function screenOf(
  color: Color,
  stream: { readonly isTerminal: () => boolean },
): ScreenOptions {
  return screenOptions(color, {
    isTerminal: stream.isTerminal(),
    env: (name) => Deno.env.get(name),
    size: () => Deno.consoleSize(),
  });
}

function wantedTest(
  args: BloatArgs,
  { tests: { bufferbloat } }: Settings,
): WantedTest {
  const { url, server, flows = String(bufferbloat.streams) } = args;
  if (url !== undefined && server !== undefined) {
    throw new SyntaxError(
      "Cannot use --url together with --server: each says what to load",
    );
  }
  return {
    plan: planOf({ ...args, flows }),
    device: args.interface ?? "",
    isOverBudget: args["over-budget"],
    to: url === undefined ? wantedServer(args) : urlOf(url),
  };
}

function urlOf(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new SyntaxError(
    `Cannot use --url: found "${text}" (allowed: an address that begins with http:// or https://)`,
  );
}

function planOf(args: BloatArgs & LoadArgs): BloatPlan {
  const flows = flowsOf(args);
  if (flows < MIN_FLOWS) {
    throw new SyntaxError(
      `Cannot use --flows: found "${args.flows}" (allowed: ${MIN_FLOWS} to 16, as fewer may not fill the queue)`,
    );
  }
  return {
    flows,
    loadMs: limited(args.duration, {
      option: "--duration",
      maxMs: MAX_LOAD_MS,
    }),
    restMs: limited(args.rest, { option: "--rest", maxMs: MAX_REST_MS }),
  };
}

function limited(
  text: string,
  { option, maxMs }: { readonly option: string; readonly maxMs: number },
): number {
  const lastsMs = durationMs(text, option);
  if (lastsMs >= MIN_PHASE_MS && lastsMs <= maxMs) return lastsMs;
  throw new SyntaxError(
    `Cannot use ${option}: found "${text}" (allowed: 1s to ${maxMs / 1000}s)`,
  );
}
