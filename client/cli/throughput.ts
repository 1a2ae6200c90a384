/** `bufferbane throughput`: one throughput test now. @module */

import { defineCommand } from "citty";
import { loadConfig } from "../config/mod.ts";
import type { ThroughputRequest } from "../monitor/test_request.ts";
import { askMonitorForTest } from "./ask_monitor.ts";
import { systemConfigIo } from "./config_io.ts";
import type { Command, Output } from "./dispatch.ts";
import type { ExitCode } from "./exit_codes.ts";
import {
  flowsOf,
  LOAD_ARGS,
  type LoadArgs,
  MONITOR_ARGS,
  type MonitorArgs,
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
  type ThroughputListener,
  type ThroughputPlan,
  type ThroughputResult,
} from "./throughput_run.ts";
import { directionText, secondText, trainText } from "./throughput_text.ts";

const MAX_DURATION_MS = 30_000;

interface ThroughputArgs extends LoadArgs, MonitorArgs {
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
      ...MONITOR_ARGS,
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
    const databasePath = databaseOf(args);
    const tell = args.json ? () => {} : output.out;
    const { name, host, port } = server;
    const isTrain = plan.method === "train";
    const listener: ThroughputListener = {
      onStart: () => tell(`Throughput to ${name} (${host}:${port})\n`),
      onSecond: (second) => tell(secondText(second)),
      onTrain: (train) => tell(trainText(train)),
      onDirection: (direction) => tell(directionText(direction)),
    };
    const request: ThroughputRequest = {
      ...plan,
      request: "throughput",
      flows: plan.streams,
      interface: args.interface ?? "",
      server: name,
      isOverBudget: args["over-budget"],
    };
    return async (machine) => {
      const asked = await askMonitorForTest(databasePath, request, {
        signal: machine.signal,
        onProgress(progress) {
          if (progress.kind !== "throughput") return;
          tell((isTrain ? trainText : secondText)(progress));
        },
      });
      if (asked !== null) {
        // The same program wrote it, on the other side of the socket.
        const result = asked.result as ThroughputResult;
        for (const direction of result.results) listener.onDirection(direction);
        if (args.json) output.out(`${JSON.stringify(result)}\n`);
        return;
      }
      const device = request.interface;
      using link = await openLoadLink(machine, { server, device });
      const result = await measureThroughput(link, plan, listener);
      if (!args.json) return;
      output.out(`${JSON.stringify({ ...result, ...machine.moved() })}\n`);
    };
  });
}

/** The database whose monitor is asked to run the test. */
function databaseOf({ config, db }: ThroughputArgs): string {
  const { settings } = loadConfig(systemConfigIo(), config);
  return db ?? settings.general.databasePath;
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
