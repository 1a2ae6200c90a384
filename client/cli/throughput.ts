/** `bufferbane throughput`: one throughput test now. @module */

import { defineCommand } from "citty";
import type { Command, Output } from "./dispatch.ts";
import type { ExitCode } from "./exit_codes.ts";
import {
  flowsOf,
  LOAD_ARGS,
  type LoadArgs,
  openLoadLink,
  wantedServer,
} from "./load_link.ts";
import { runLoadCommand } from "./load_machine.ts";
import { durationMs } from "./period.ts";
import {
  type DirectionName,
  DIRECTIONS,
  measureThroughput,
  type Method,
  METHODS,
  type ThroughputPlan,
} from "./throughput_run.ts";
import { directionText, secondText, trainText } from "./throughput_text.ts";

const MAX_DURATION_MS = 30_000;

interface ThroughputArgs extends LoadArgs {
  readonly method: string;
  readonly direction: string;
  readonly duration: string;
}

/** The command, for citty. */
export function throughputCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "throughput",
      description: "Measure once what the line carries, with your own server",
    },
    args: {
      ...LOAD_ARGS,
      method: {
        type: "string",
        default: "tcp",
        valueHint: "tcp|search|train",
        description:
          "TCP connections; a search by UDP (RFC 9097); or UDP packet trains, which move only 1 MB",
      },
      direction: {
        type: "string",
        default: "both",
        valueHint: "down|up|both",
        description: "Which way; both is one after the other",
      },
      duration: {
        type: "string",
        default: "10s",
        valueHint: "10s",
        description: "Of each direction at most, up to 30s",
      },
    },
    run: ({ args }) => runThroughput(args, output),
  });
}

async function runThroughput(
  args: ThroughputArgs,
  output: Output,
): Promise<ExitCode> {
  return await runLoadCommand(output, () => {
    const plan = planOf(args);
    const server = wantedServer(args);
    const tell = args.json ? () => {} : output.out;
    return async (machine) => {
      const { name, host, port } = server;
      const device = args.interface ?? "";
      using link = await openLoadLink(machine, { server, device });
      const result = await measureThroughput(link, plan, {
        onStart: () => tell(`Throughput to ${name} (${host}:${port})\n`),
        onSecond: (second) => tell(secondText(second)),
        onTrain: (train) => tell(trainText(train)),
        onDirection: (direction) => tell(directionText(direction)),
      });
      if (!args.json) return;
      output.out(`${JSON.stringify({ ...result, ...machine.moved() })}\n`);
    };
  });
}

function planOf(args: ThroughputArgs): ThroughputPlan {
  const lastsMs = durationMs(args.duration, "--duration");
  if (lastsMs > MAX_DURATION_MS) {
    throw new SyntaxError(
      `Cannot use --duration: found "${args.duration}" (allowed: up to 30s)`,
    );
  }
  return {
    method: methodOf(args.method),
    streams: flowsOf(args),
    durationMs: lastsMs,
    directions: directionsOf(args.direction),
  };
}

function methodOf(text: string): Method {
  const method = METHODS.find((name) => name === text);
  if (method !== undefined) return method;
  throw new SyntaxError(
    `Cannot use --method: found "${text}" (allowed: tcp, search, train)`,
  );
}

function directionsOf(text: string): readonly DirectionName[] {
  if (text === "both") return DIRECTIONS;
  const direction = DIRECTIONS.find((name) => name === text);
  if (direction !== undefined) return [direction];
  throw new SyntaxError(
    `Cannot use --direction: found "${text}" (allowed: down, up, both)`,
  );
}
