/** `bufferbane [monitor]`: measure until stopped. @module */

import { findServiceManager, isJournal, openLibc } from "@bufferbane/ffi";
import { defineCommand } from "citty";
import { type Config, loadConfig, type Settings } from "../config/mod.ts";
import { readText } from "../links/mod.ts";
import { type Clock, unixMs } from "../model/mod.ts";
import {
  lockDatabase,
  LockPlaceError,
  MonitorRunningError,
} from "../monitor/lock.ts";
import { DASHBOARD_CHILD, METRICS_CHILD } from "../monitor/serving_order.ts";
import { Schedule } from "../probes/schedule.ts";
// Not mod.ts, which would load the reader and SQLite into this thread.
import { openRecorder } from "../store/recorder.ts";
import type { RunIdentity } from "../store/mod.ts";
import { SUMMARY_NS } from "./chores.ts";
import { systemConfigIo } from "./config_io.ts";
import { LiveConsole, runningFor } from "./console/console.ts";
import { currentJob } from "./console/job.ts";
import { journalLine, stampedLine } from "./console/line_style.ts";
import { giveBackOnSuspend } from "./console/suspending.ts";
import { TextSink } from "./console/text_sink.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";
import { measure } from "./measure.ts";
import { type ConsoleArgs, modeOf, screenOptions } from "./monitor_console.ts";
import { leastSeverity, openLog } from "./open_log.ts";
import { durationMs } from "./period.ts";
import { retentionRule } from "./retention_rule.ts";
import { DB_ARG } from "./shared_args.ts";
import { stopSignal } from "./stop_signal.ts";
import { systemClock } from "./system_clock.ts";
import { VERSION } from "./version.ts";

const NS_PER_MS = 1_000_000n;
const STDOUT = "/proc/self/fd/1";
/** Rows kept in memory at least while the disk fails: 20 bytes each. */
const MEMORY_ROWS = 400_000;

/** What `bufferbane monitor` was told on the command line. */
interface MonitorArgs extends ConsoleArgs {
  readonly config?: string | undefined;
  readonly db?: string | undefined;
  readonly interfaces?: string | undefined;
  readonly duration?: string | undefined;
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
      ...DB_ARG,
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
    isJournal: () =>
      isJournal(terminal.env("JOURNAL_STREAM"), () => Deno.statSync(STDOUT)),
    env: (name: string) => Deno.env.get(name),
    size: () => Deno.consoleSize(),
  };
  try {
    const config = configured(args);
    const mode = modeOf(args, config.settings.output, terminal);
    const { general, logging, output: look } = config.settings;
    const job = () => currentJob(readText);
    using stop = stopSignal(readText("/proc/self/status") ?? "", {
      // A service with a log is told by it that the log was moved away.
      isHangupHeeded: logging.path === "" || job().hasTerminal,
      beforeExit: (): Promise<void> => view.leave(),
    });
    const lastsMs = args.duration === undefined
      ? undefined
      : durationMs(args.duration, "--duration");
    const { databasePath } = general;
    using lock = lockDatabase(databasePath, Deno.pid);
    using libc = openLibc();
    using poller = libc.openPoller();
    const clock = systemClock(libc);
    const schedule = new Schedule(poller, clock);
    const machine = { libc, poller, schedule, clock };
    const service = findServiceManager(libc, {
      env: terminal.env,
      pid: Deno.pid,
    });
    const startNs = clock.mono();
    if (lastsMs !== undefined) {
      // Not by setTimeout(), which has room for 24 days only.
      schedule.at(startNs + BigInt(lastsMs) * NS_PER_MS, () => stop.stop());
    }
    const sink = new TextSink(
      (bytes) => Deno.stdout.write(bytes),
      () => stop.stop(),
    );
    const view: LiveConsole = new LiveConsole(sink, clock, {
      mode,
      leastSeverity: leastSeverity(logging.level),
      log: openLog(logging.path, (text) => view.note(text, "warning")),
      isForeground: () => job().isForeground,
      windowS: mode === "live"
        ? look.windowS
        : Number(SUMMARY_NS / 1_000_000_000n),
      intervalMs: general.testIntervalMs,
      screen: () => screenOptions(look.color, terminal),
      style: terminal.isJournal() ? journalLine : stampedLine,
      title: () =>
        `bufferbane ${VERSION}   ${roundsOf(general.testIntervalMs)}   ${
          runningFor(startNs, clock.mono())
        }`,
      // The path is cut first where there is no room.
      footer: () => `Ctrl-C stops   ${databasePath}`,
    });
    using _job = mode === "live"
      ? giveBackOnSuspend(view, () => job().isResumable)
      : undefined;
    view.record(`start: ${VERSION}, process ${Deno.pid}, ${databasePath}`);
    for (const warning of config.warnings) view.note(`Warning: ${warning}`);
    await using recorder = await openRecorder(databasePath, {
      run: runIdentity(clock),
      commitIntervalMs: general.commitIntervalMs,
      retention: retentionRule(config.settings.retention),
      memoryRows: Math.max(MEMORY_ROWS, 3600 * rowsPerSecond(config.settings)),
      onState: ({ kind, reason }) =>
        view.note(
          kind === "memory"
            ? `Cannot write to the database, keeping measurements in memory: ${reason}`
            : `The database: ${reason}`,
          "warning",
        ),
    });
    lock?.holdFile();
    // The table has it at its foot; who reads lines may not know where to look.
    if (mode === "lines" || mode === "quiet") {
      view.note(
        `Measuring ${roundsOf(general.testIntervalMs)}, into ${databasePath}`,
      );
    }
    await using served = new AsyncDisposableStack();
    for (const serving of servingsOf(config.settings)) {
      const { startServing } = await import("./serving_process.ts");
      const order = { config: args.config ?? null, databasePath };
      served.use(
        startServing({ ...serving, order }, (text) => view.note(text)),
      );
    }
    try {
      await measure(machine, {
        config,
        view,
        recorder,
        service,
        signal: stop.signal,
      });
    } finally {
      service.tell("STOPPING=1");
      view.record("stop");
      await view.close();
    }
    return EXIT.done;
  } catch (error) {
    if (
      error instanceof MonitorRunningError || error instanceof LockPlaceError
    ) {
      output.err(`${error.message}\n`);
      return EXIT.failed;
    }
    return explainFault(error, output);
  }
}

/** What is served beside measuring, each by a process of its own. */
function servingsOf({ dashboard, metrics }: Settings) {
  const isTelling = metrics.enabled || metrics.otlpUrl !== "" ||
    metrics.influxUrl !== "" || metrics.mqttUrl !== "";
  return [
    ...dashboard.enabled
      ? [{ argument: DASHBOARD_CHILD, name: "dashboard" }]
      : [],
    ...isTelling ? [{ argument: METRICS_CHILD, name: "metrics" }] : [],
  ];
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

function runIdentity(clock: Clock): RunIdentity {
  return {
    startedMs: unixMs(clock.wall()),
    pid: Deno.pid,
    bootId: readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "",
    host: Deno.hostname(),
    version: VERSION,
  };
}
