/** `bufferbane generate`: HTTP traffic to test with. @module */

import { readText } from "@bufferbane/ffi";
import { readFault } from "@bufferbane/wording";
import { defineCommand } from "citty";
import { ConfigError, loadConfig } from "../config/mod.ts";
import {
  generateTraffic,
  type TrafficPlan,
} from "../traffic/generator/generate.ts";
import { Payload } from "../traffic/generator/payload.ts";
import type { TrafficCount } from "../traffic/generator/tally.ts";
import { systemConfigIo } from "./config_io.ts";
import { monitorPaths } from "./ask_monitor.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";
import { hasConsent } from "./generate/consent.ts";
import { interfaceTo, OwnLoad } from "./generate/own_load.ts";
import { planOf, type TrafficArgs } from "./generate/plan.ts";
import {
  DEFAULT_PROFILE,
  parseProfile,
  type Profile,
} from "./generate/profile.ts";
import {
  planText,
  progressLine,
  secondLine,
  summaryText,
} from "./generate/text.ts";
import { lookUp } from "./look_up.ts";
import { waitUnlessStopped } from "./redraw.ts";
import { snakeJson } from "../export/snake_json.ts";
import { stopSignal } from "./stop_signal.ts";
import { redrawable, terminalSize } from "./terminal_size.ts";

const REQUEST_TIMEOUT_MS = 30_000;

interface GenerateArgs extends TrafficArgs {
  readonly profile?: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
  readonly config?: string | undefined;
  readonly db?: string | undefined;
}

/** The command, for citty. */
export function generateCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "generate",
      description: "Send HTTP or HTTPS traffic of a given rate, to test with",
    },
    args: {
      url: {
        type: "string",
        valueHint: "URL",
        description: "Where to POST it, http:// or https://",
      },
      bandwidth: {
        type: "string",
        valueHint: "10Mbps",
        description: "Of the bodies, or as 100KB/s; 10Mbps if not given",
      },
      duration: {
        type: "string",
        valueHint: "60s",
        description: "How long; 60s if not given, 0 for no limit",
      },
      connections: {
        type: "string",
        valueHint: "10",
        description: "Requests at a time; 10 if not given",
      },
      "request-size": {
        type: "string",
        valueHint: "1KB",
        description: "Of each body; 1KB if not given",
      },
      latency: {
        type: "string",
        valueHint: "500ms",
        description: "Pause before each request; none if not given",
      },
      "total-size": {
        type: "string",
        valueHint: "100MB",
        description: "How much at most; no limit if not given",
      },
      profile: {
        type: "string",
        valueHint: "FILE",
        description:
          `All of these as TOML; ./${DEFAULT_PROFILE} if there is one`,
      },
      yes: {
        type: "boolean",
        default: false,
        description: "Do not ask before loading a public address",
      },
      json: {
        type: "boolean",
        default: false,
        description: "An object a second, then the sum",
      },
      config: {
        type: "string",
        valueHint: "FILE",
        description: "Configuration of the monitor that is told",
      },
      db: { type: "string", valueHint: "FILE", description: "Its database" },
    },
    run: async ({ args }) => {
      try {
        return await generate(args, output);
      } catch (error) {
        return explainFault(error, output);
      }
    },
  });
}

async function generate(
  args: GenerateArgs,
  output: Output,
): Promise<ExitCode> {
  const plan = planOf(args, readProfile(args.profile));
  const { settings } = loadConfig(systemConfigIo(), args.config);
  const databasePath = args.db ?? settings.general.databasePath;
  const addresses = await addressesOf(plan.url);
  if (addresses === undefined) {
    output.err(
      `Cannot send to ${plan.url.href} as ${plan.url.hostname} has no address\n`,
    );
    return EXIT.failed;
  }
  const isAgreed = hasConsent(plan, {
    addresses,
    isGiven: args.yes,
    tell: output.err,
    ask: Deno.stdin.isTerminal() ? (question) => confirm(question) : null,
  });
  if (!isAgreed) {
    output.err("Nothing was sent\n");
    return EXIT.failed;
  }
  const ownLoad = new OwnLoad(
    await monitorPaths(databasePath),
    interfaceTo(addresses[0] ?? ""),
  );
  const view = viewOf(args, plan, output);
  await ownLoad.begin();
  const total = await send(plan, (second, total) => {
    ownLoad.tell(total.bytes);
    view(second, total);
  });
  await ownLoad.end();
  // The summary stands below the line that was drawn again and again.
  if (!args.json && redrawable(Deno.stderr)) output.err("\n");
  output.out(
    args.json ? jsonLine("summary", total) : summaryText(plan, total),
  );
  return total.requests > 0 ? EXIT.done : EXIT.failed;
}

type OnSecond = (second: TrafficCount, total: TrafficCount) => void;

async function send(
  plan: TrafficPlan,
  onSecond: OnSecond,
): Promise<TrafficCount> {
  using stop = stopSignal(readText("/proc/self/status") ?? "");
  // HTTP/2 would send all requests over one connection.
  using client = Deno.createHttpClient({
    poolMaxIdlePerHost: plan.connections,
    http1: true,
    http2: false,
  });
  return await generateTraffic(plan, {
    fetch: (url, init) => fetch(url, { ...init, client }),
    payload: new Payload(
      plan.requestBytes,
      (bytes) => void crypto.getRandomValues(bytes),
    ),
    nowMs: () => performance.now(),
    wait: waitUnlessStopped,
    onSecond,
    timeoutMs: REQUEST_TIMEOUT_MS,
    signal: stop.signal,
  });
}

/** Whole bits per second and microseconds: more is not known. */
function jsonLine(kind: "second" | "summary", count: TrafficCount): string {
  const { lastedMs, rateBps, latencyMs } = count;
  const toUs = (ms: number) => Math.round(ms * 1_000) / 1_000;
  const text = snakeJson({
    kind,
    ...count,
    lastedMs: toUs(lastedMs),
    rateBps: Math.round(rateBps),
    latencyMs: latencyMs === null ? null : {
      p50: toUs(latencyMs.p50),
      p95: toUs(latencyMs.p95),
      p99: toUs(latencyMs.p99),
    },
  });
  return `${text}\n`;
}

/** How the run is shown: a line that is drawn again, lines, or objects. */
function viewOf(
  { json }: GenerateArgs,
  plan: TrafficPlan,
  { out, err }: Output,
): OnSecond {
  if (json) {
    return (second) => out(jsonLine("second", second));
  }
  err(`${planText(plan)}\n`);
  if (redrawable(Deno.stderr) === null) {
    return (second, { lastedMs }) => out(`${secondLine(second, lastedMs)}\n`);
  }
  return (second, total) => {
    const line = progressLine(plan, second, total);
    err(`\r\x1b[K${line.slice(0, terminalSize(Deno.consoleSize).columns - 1)}`);
  };
}

function readProfile(named: string | undefined): Profile {
  const path = named ?? DEFAULT_PROFILE;
  let toml: string;
  try {
    toml = new TextDecoder().decode(systemConfigIo().readFile(path).bytes);
  } catch (error) {
    if (named === undefined && error instanceof Deno.errors.NotFound) return {};
    const message = `Cannot read ${path} as ${readFault(error)}`;
    throw new ConfigError([{ path, line: undefined, key: "", message }], {
      cause: error,
    });
  }
  return parseProfile(toml, path);
}

async function addressesOf(
  { hostname }: URL,
): Promise<readonly string[] | undefined> {
  try {
    const found = await lookUp(hostname.replace(/^\[|\]$/g, ""));
    return found.map(({ address }) => address);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
