/** `bufferbane throughput`: one throughput test now. @module */

import { openLibc } from "@bufferbane/ffi";
import { defineCommand } from "citty";
import { loadConfig } from "../config/mod.ts";
import { readText } from "../links/mod.ts";
import { serversOf, type WantedServer } from "../monitor/servers.ts";
import { LoadError } from "../probes/load_error.ts";
import { Schedule } from "../probes/schedule.ts";
import { systemConfigIo } from "./config_io.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";
import { durationMs } from "./period.ts";
import { stopSignal } from "./stop_signal.ts";
import { systemClock } from "./system_clock.ts";
import {
  type DirectionName,
  DIRECTIONS,
  measureThroughput,
  type ThroughputPlan,
} from "./throughput_run.ts";
import { directionText, secondText } from "./throughput_text.ts";

const MAX_DURATION_MS = 30_000;
const MAX_STREAMS = 16;

interface ThroughputArgs {
  readonly config?: string | undefined;
  readonly server?: string | undefined;
  readonly interface?: string | undefined;
  readonly direction: string;
  readonly duration: string;
  readonly streams: string;
  readonly json: boolean;
}

/** The command, for citty. */
export function throughputCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "throughput",
      description: "Measure once what the line carries, with your own server",
    },
    args: {
      config: {
        type: "string",
        valueHint: "FILE",
        description: "Configuration",
      },
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
        description: "Of each direction, up to 30s",
      },
      streams: {
        type: "string",
        default: "4",
        valueHint: "4",
        description: "TCP connections, 1 to 16",
      },
      json: { type: "boolean", default: false, description: "As JSON" },
    },
    run: ({ args }) => runThroughput(args, output),
  });
}

async function runThroughput(
  args: ThroughputArgs,
  output: Output,
): Promise<ExitCode> {
  try {
    const plan = planOf(args);
    const { settings } = loadConfig(systemConfigIo(), args.config);
    const server = chooseServer(serversOf(settings), args.server);
    using stop = stopSignal(readText("/proc/self/status") ?? "");
    using libc = openLibc();
    using poller = libc.openPoller();
    const clock = systemClock(libc);
    const schedule = new Schedule(poller, clock);
    const context = { libc, poller, schedule, clock, report: () => {} };
    const tell = args.json ? () => {} : output.out;
    tell(`Throughput to ${server.name} (${server.host}:${server.port})\n`);
    const result = await measureThroughput(context, plan, {
      server,
      signal: stop.signal,
      onSecond: (second) => tell(secondText(second)),
      onDirection: (direction) => tell(directionText(direction)),
    });
    if (args.json) output.out(`${JSON.stringify(result)}\n`);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof LoadError)) return explainFault(error, output);
    output.err(`${error.message}\n`);
    return EXIT.failed;
  }
}

function planOf(args: ThroughputArgs): ThroughputPlan {
  const streams = Number(args.streams);
  if (!Number.isInteger(streams) || streams < 1 || streams > MAX_STREAMS) {
    throw new SyntaxError(
      `Cannot use --streams: found "${args.streams}" (allowed: 1 to ${MAX_STREAMS})`,
    );
  }
  const lastsMs = durationMs(args.duration, "--duration");
  if (lastsMs > MAX_DURATION_MS) {
    throw new SyntaxError(
      `Cannot use --duration: found "${args.duration}" (allowed: up to 30s)`,
    );
  }
  return {
    streams,
    durationMs: lastsMs,
    directions: directionsOf(args.direction),
    device: args.interface ?? "",
  };
}

function directionsOf(text: string): readonly DirectionName[] {
  if (text === "both") return DIRECTIONS;
  const direction = DIRECTIONS.find((name) => name === text);
  if (direction !== undefined) return [direction];
  throw new SyntaxError(
    `Cannot use --direction: found "${text}" (allowed: down, up, both)`,
  );
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
      ? "Cannot measure the throughput without a server (needed: [server] in the configuration, with enabled = true)"
      : `Cannot find the server "${name}" (there are: ${
        servers.map(({ name }) => name).join(", ")
      })`,
  );
}
