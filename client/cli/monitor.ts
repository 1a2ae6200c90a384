/** `bufferbane [monitor]`: measure until stopped. @module */

import { type Libc, openLibc, type Poller } from "@bufferbane/ffi";
import { defineCommand } from "citty";
import { type Config, loadConfig, type Settings } from "../config/mod.ts";
import { readText, systemLinks, systemResolvers } from "../links/mod.ts";
import type { Clock } from "../model/mod.ts";
import {
  type ControlHandlers,
  controlPath,
  ControlSocket,
} from "../monitor/control.ts";
import { lockDatabase, MonitorRunningError } from "../monitor/lock.ts";
import { Prober } from "../monitor/prober.ts";
import type { Echoes } from "../monitor/echoes.ts";
import { startRounds } from "../monitor/rounds.ts";
import { serversOf } from "../monitor/servers.ts";
import { splitEndpoint } from "../monitor/targets.ts";
import { monitor, type Sink, type Stage } from "../pipeline.ts";
import { TargetResolver } from "../probes/resolve.ts";
import { Schedule } from "../probes/schedule.ts";
import { openRecorder, type Recorder, type RunIdentity } from "../store/mod.ts";
import { systemConfigIo } from "./config_io.ts";
import { LiveConsole, runningFor } from "./console/console.ts";
import { sampleJson } from "./console/sample_text.ts";
import { TextSink } from "./console/text_sink.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { lookUp } from "./look_up.ts";
import { explainFault } from "./look_back.ts";
import { type ConsoleArgs, modeOf, screenOptions } from "./monitor_console.ts";
import { durationMs } from "./period.ts";
import { stopSignal } from "./stop_signal.ts";
import { systemClock } from "./system_clock.ts";
import { VERSION } from "./version.ts";

const NS_PER_MS = 1_000_000n;
/** Consoles other than the live one sum up this often. */
const SUMMARY_NS = 300_000_000_000n;
/** A change of routes comes as a dozen messages: one look after the last. */
const SETTLE_NS = 100_000_000n;
/** After this what only the start needed may go from memory; then now and again. */
const STARTED_NS = 15_000_000_000n;
const SETTLING_NS = 300_000_000_000n;
/** Rows kept in memory at least while the disk fails: 20 bytes each. */
const MEMORY_ROWS = 400_000;
/** How host names are kept up to date; see TargetResolver. */
const NAME_TIMES = {
  refreshNs: 300_000_000_000n,
  retryNs: 5_000_000_000n,
  timeoutNs: 10_000_000_000n,
};
/** Best effort: before others, so that a busy machine delays no round. */
const NICENESS = -10;

/** What `bufferbane monitor` was told on the command line. */
interface MonitorArgs extends ConsoleArgs {
  readonly config?: string | undefined;
  readonly db?: string | undefined;
  readonly interfaces?: string | undefined;
  readonly duration?: string | undefined;
}

/** Everything a run holds open. */
interface Machine {
  readonly libc: Libc;
  readonly poller: Poller;
  readonly schedule: Schedule;
  readonly clock: Clock;
}

/** The monitor, for citty. */
export function monitorCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "monitor",
      description: "Measure until stopped (the default command)",
    },
    args: {
      config: {
        type: "string",
        valueHint: "FILE",
        description: "Configuration; see `bufferbane config`",
      },
      db: { type: "string", valueHint: "FILE", description: "Database" },
      interfaces: {
        type: "string",
        valueHint: "A,B",
        description: "Interfaces to measure over",
      },
      duration: {
        type: "string",
        valueHint: "10m",
        description: "Stop after this time (s, m, h, d, w)",
      },
      verbose: {
        type: "boolean",
        default: false,
        description: "A line for each probe",
      },
      quiet: {
        type: "boolean",
        default: false,
        description: "A summary every five minutes",
      },
      json: {
        type: "boolean",
        default: false,
        description: "A JSON object for each probe, one a line",
      },
    },
    run: ({ args }) => runMonitor(args, output),
  });
}

/**
 * Measures until a signal comes or the duration is over.
 *
 * @param args The command line.
 * @param output Where complaints go before the console is there.
 */
async function runMonitor(
  args: MonitorArgs,
  output: Output,
): Promise<ExitCode> {
  const terminal = {
    isTerminal: Deno.stdout.isTerminal(),
    env: (name: string) => Deno.env.get(name),
  };
  try {
    const config = configured(args);
    const mode = modeOf(args, config.settings.output, terminal);
    using stop = stopSignal();
    const lastsMs = args.duration === undefined
      ? undefined
      : durationMs(args.duration, "--duration");
    const { databasePath } = config.settings.general;
    using _lock = lockDatabase(databasePath, Deno.pid);
    using libc = openLibc();
    prioritise(libc);
    using poller = libc.openPoller();
    const clock = systemClock(libc);
    const schedule = new Schedule(poller, clock);
    const machine = { libc, poller, schedule, clock };
    const startNs = clock.mono();
    if (lastsMs !== undefined) {
      // Not by setTimeout(), which has room for 24 days only.
      schedule.at(startNs + BigInt(lastsMs) * NS_PER_MS, () => stop.stop());
    }
    const { general, output: look } = config.settings;
    const sink = new TextSink(
      (bytes) => Deno.stdout.write(bytes),
      () => stop.stop(),
    );
    const view = new LiveConsole(sink, clock, {
      mode,
      windowS: mode === "live"
        ? look.windowS
        : Number(SUMMARY_NS / 1_000_000_000n),
      intervalMs: general.testIntervalMs,
      screen: () => screenOptions(look.color, terminal),
      title: () =>
        `bufferbane ${VERSION}   ${roundsOf(general.testIntervalMs)}   ${
          runningFor(startNs, clock.mono())
        }`,
      footer: () => `${databasePath}   Ctrl-C stops`,
    });
    for (const warning of config.warnings) view.note(`Warning: ${warning}`);
    await using recorder = await openRecorder(databasePath, {
      run: runIdentity(clock),
      commitIntervalMs: general.commitIntervalMs,
      memoryRows: Math.max(MEMORY_ROWS, 3600 * rowsPerSecond(config.settings)),
      onState: ({ kind, reason }) =>
        view.note(
          kind === "memory"
            ? `Cannot write to the database, keeping measurements in memory: ${reason}`
            : `The database: ${reason}`,
        ),
    });
    try {
      await measure(machine, { config, view, recorder, signal: stop.signal });
    } finally {
      await view.close();
    }
    return EXIT.done;
  } catch (error) {
    if (error instanceof MonitorRunningError) {
      output.err(`${error.message}\n`);
      return EXIT.failed;
    }
    return explainFault(error, output);
  }
}

async function measure(machine: Machine, run: {
  readonly config: Config;
  readonly view: LiveConsole;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { libc, poller, schedule, clock } = machine;
  const { view, recorder, signal } = run;
  const { settings } = run.config;
  const links = systemLinks(libc, readText);
  await using control = await openControl(settings.general.databasePath, {
    status: () => ({
      version: VERSION,
      pid: Deno.pid,
      database: settings.general.databasePath,
      store: recorder.status,
    }),
  }, view);
  const echoes = await loadEchoes(settings);
  const probe = async (sink: Sink, signal: AbortSignal) => {
    using names = new TargetResolver({ lookup: lookUp, schedule, clock }, {
      names: hostsOf(settings),
      family: settings.general.family,
      hasFamily: (family) =>
        links.defaultRoutes().some((route) => route.family === family),
      ...NAME_TIMES,
      onChange: (): void => prober.replan(),
      onProblem: (name, problem) =>
        view.note(
          `Cannot measure ${name} as its address is unknown (${problem}); asking again`,
        ),
    });
    using prober: Prober = new Prober({
      ...machine,
      links,
      names,
      systemResolvers: () => systemResolvers(readText).asked,
      fillRandom: (bytes) => void crypto.getRandomValues(bytes),
      report: sink.sample,
      event: sink.event,
      echoes,
      note: (text) => view.note(text),
    }, settings);
    using _watch = links.watch({
      poller,
      defer: (job) => schedule.at(clock.mono() + SETTLE_NS, job),
    }, () => prober.replan());
    using rounds = startRounds(schedule, clock, {
      periodNs: BigInt(settings.general.testIntervalMs) * NS_PER_MS,
      phase: Math.random(),
      onRound(tick) {
        sink.tick(tick);
        prober.send(tick.at);
      },
      onSuspend(sleptNs) {
        prober.abandon();
        view.note(
          `This machine slept for ${sleptNs / 1_000_000_000n} s: not measured`,
        );
      },
    });
    const refreshNs = BigInt(settings.output.refreshIntervalMs) * NS_PER_MS;
    // Halfway between two rounds, away from their deadline.
    const drawing = {
      periodNs: refreshNs,
      phaseNs: rounds.phaseNs + refreshNs / 2n,
    };
    using _draw = schedule.every(drawing, () => view.draw());
    const summing = {
      periodNs: SUMMARY_NS,
      phaseNs: drawing.phaseNs + SUMMARY_NS,
    };
    using _sum = schedule.every(summing, () => view.summarize());
    const settling = {
      periodNs: SETTLING_NS,
      phaseNs: drawing.phaseNs + STARTED_NS,
    };
    using _settle = schedule.every(settling, () => {
      libc.dropCleanPages(readText("/proc/self/smaps") ?? "");
      prioritise(libc);
    });
    await schedule.run(signal);
  };
  const publishing: Stage = {
    tick: () => {},
    sample(measurement, ipdvNs) {
      if (control?.hasViewers) control.publish(sampleJson(measurement, ipdvNs));
    },
    event: () => {},
  };
  await monitor(probe, [recorder, view, publishing], signal);
}

function configured(args: MonitorArgs): Config {
  const config = loadConfig(systemConfigIo(), args.config);
  const { general } = config.settings;
  const named = args.interfaces?.split(",").filter((name) => name !== "");
  const interfaces = named && [...new Set(named)];
  return {
    ...config,
    settings: {
      ...config.settings,
      general: {
        ...general,
        databasePath: args.db ?? general.databasePath,
        interfaces: interfaces ?? general.interfaces,
      },
      interfaces: interfaces === undefined ? config.settings.interfaces : [],
    },
  };
}

/** At most, over both IP versions; for how much memory an hour takes. */
function rowsPerSecond({ general, targets, interfaces }: Settings): number {
  const ways = 2 * Math.max(1, general.interfaces.length, interfaces.length);
  const hosts = 2 + targets.publicDns.length + targets.custom.length;
  return Math.ceil(ways * hosts * 1000 / general.testIntervalMs);
}

function roundsOf(intervalMs: number): string {
  return intervalMs === 1000 ? "every second" : `every ${intervalMs} ms`;
}

/** What measures the own servers; loaded only where there are any. */
async function loadEchoes(settings: Settings): Promise<Echoes | undefined> {
  const servers = serversOf(settings);
  if (servers.length === 0) return undefined;
  const { Echoes } = await import("../monitor/echoes.ts");
  return new Echoes(servers, settings.general.timeoutMs);
}

/** Every host that has to be known by address. */
function hostsOf(settings: Settings): readonly string[] {
  const { targets, tests: { tcp } } = settings;
  const endpoints = tcp.enabled ? [...tcp.targets, tcp.hold] : [];
  return [
    ...new Set([
      ...targets.custom,
      ...serversOf(settings).map(({ host }) => host),
      ...endpoints.filter((endpoint) => endpoint !== "")
        .map((endpoint) => splitEndpoint(endpoint).host),
    ]),
  ];
}

/** The control socket; without it the monitor measures all the same. */
async function openControl(
  databasePath: string,
  handlers: ControlHandlers,
  view: LiveConsole,
): Promise<ControlSocket | undefined> {
  const path = await controlPath(databasePath, (name) => Deno.env.get(name));
  try {
    return new ControlSocket(path, handlers);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    view.note(
      `Cannot listen at ${path} (${error.message}): other commands will not find this monitor`,
    );
    return undefined;
  }
}

/** Before others, with all threads that there are by now. */
function prioritise(libc: Libc): void {
  const threads = [...Deno.readDirSync("/proc/self/task")];
  libc.prioritise(NICENESS, threads.map(({ name }) => Number(name)));
}

function runIdentity(clock: Clock): RunIdentity {
  return {
    startedMs: Number(clock.wall() / NS_PER_MS),
    pid: Deno.pid,
    bootId: readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "",
    host: Deno.hostname(),
    version: VERSION,
  };
}
