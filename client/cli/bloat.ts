/** `bufferbane bloat`: one bufferbloat test now. @module */

import { defineCommand } from "citty";
import { analyseBloat, gradesOf } from "../analysis/mod.ts";
import { type BloatPlan, BloatTest } from "./bloat_run.ts";
import { bloatText, phaseText } from "./bloat_text.ts";
import type { Command, Output } from "./dispatch.ts";
import type { ExitCode } from "./exit_codes.ts";
import {
  LOAD_ARGS,
  type LoadArgs,
  runLoadCommand,
  streamsOf,
} from "./load_link.ts";
import { durationMs } from "./period.ts";

const MAX_LOAD_MS = 30_000;
const MAX_REST_MS = 60_000;
/** 20 a second: what every server allows a session. */
const ECHO_INTERVAL_MS = 50;
/** Fewer would hide the queue: one connection alone may not fill it. */
const MIN_STREAMS = 4;

interface BloatArgs extends LoadArgs {
  readonly load: string;
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
      load: {
        type: "string",
        default: "8s",
        valueHint: "8s",
        description: "Of each phase under load, up to 30s",
      },
      rest: {
        type: "string",
        default: "3s",
        valueHint: "3s",
        description: "Of each phase at rest, up to 1m",
      },
    },
    run: ({ args }) => runBloat(args, output),
  });
}

async function runBloat(
  args: BloatArgs,
  output: Output,
): Promise<ExitCode> {
  return await runLoadCommand(args, output, () => {
    const plan = planOf(args);
    const test = new BloatTest();
    const tell = args.json ? () => {} : output.out;
    return {
      report: (measurement) => test.report(measurement),
      async run(link) {
        const { name, host, port } = link.server;
        const atMs = Number(link.context.clock.wall() / 1_000_000n);
        tell(`Bufferbloat, with ${name} (${host}:${port})\n`);
        const phases = await test.run(
          link,
          plan,
          (kind) => tell(phaseText(kind)),
        );
        const analysis = analyseBloat(phases);
        const grades = gradesOf(analysis);
        if (!args.json) return output.out(bloatText(analysis, grades));
        const { letter: grade, ...rest } = grades;
        output.out(
          `${
            JSON.stringify({ grade, atMs, server: name, ...rest, analysis })
          }\n`,
        );
      },
    };
  });
}

function planOf(args: BloatArgs): BloatPlan {
  const streams = streamsOf(args);
  if (streams < MIN_STREAMS) {
    throw new SyntaxError(
      `Cannot use --streams: found "${args.streams}" (allowed: ${MIN_STREAMS} to 16, as fewer may not fill the queue)`,
    );
  }
  return {
    streams,
    loadMs: limited(args.load, { option: "--load", maxMs: MAX_LOAD_MS }),
    restMs: limited(args.rest, { option: "--rest", maxMs: MAX_REST_MS }),
    echoIntervalMs: ECHO_INTERVAL_MS,
  };
}

function limited(
  text: string,
  { option, maxMs }: { readonly option: string; readonly maxMs: number },
): number {
  const lastsMs = durationMs(text, option);
  if (lastsMs <= maxMs) return lastsMs;
  throw new SyntaxError(
    `Cannot use ${option}: found "${text}" (allowed: up to ${maxMs / 1000}s)`,
  );
}
