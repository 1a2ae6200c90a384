/** `bufferbane`, the client. @module */

import { OutputError } from "@bufferbane/ffi";
import { defineCommand } from "citty";
import { systemConfigIo } from "./cli/config_io.ts";
import { type Command, dispatch, type Output } from "./cli/dispatch.ts";
import { EXIT, type ExitCode } from "./cli/exit_codes.ts";
import { SUMMARIES } from "./cli/summaries.ts";
import { textColumns } from "./cli/terminal_size.ts";
import { VERSION } from "./cli/version.ts";
import { LOAD_CHILD } from "./monitor/load_order.ts";
import { DASHBOARD_CHILD, METRICS_CHILD } from "./monitor/serving_order.ts";

/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;

/** What runs when no command is named. */
export const FALLBACK = "monitor";

/**
 * Runs the program. Each command's own code is loaded only when it is asked
 * for, so that `--help` is quick and the monitor stays small.
 *
 * @param args The command line, without the program's name.
 * @param output Where results and complaints go.
 * @returns The exit code.
 */
export async function main(
  args: readonly string[],
  output: Output,
): Promise<ExitCode> {
  if (args[0] === LOAD_CHILD) {
    const { runLoadChild } = await import("./cli/load_child.ts");
    return await runLoadChild(Deno.stdin.readable, output.out);
  }
  if (args[0] === DASHBOARD_CHILD || args[0] === METRICS_CHILD) {
    const { runServingChild } = await import("./cli/serving_child.ts");
    const { serve } = args[0] === METRICS_CHILD
      ? await import("./cli/metrics/serve.ts")
      : await import("./cli/dashboard/serve.ts");
    return await runServingChild(serve, Deno.stdin.readable, output);
  }
  const program = {
    root: commandTree(output),
    fallback: FALLBACK,
    summaries: SUMMARIES,
    version: `bufferbane ${VERSION} (Deno ${Deno.version.deno})`,
    look: () => ({
      width: Math.min(MOST_COLUMNS, textColumns()),
      hasColor: Deno.stdout.isTerminal() && !Deno.noColor,
    }),
  };
  try {
    return await dispatch(args, program, output);
  } catch (error) {
    // The reader (`| head`) has seen enough: not our failure.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.done;
    if (!(error instanceof OutputError)) throw error;
    output.err(`${error.message}\n`);
    return EXIT.failed;
  }
}

/**
 * Everything that can be typed.
 *
 * @param output Where results and complaints go.
 */
export function commandTree(output: Output): Command {
  const root: Command = defineCommand({
    meta: {
      name: "bufferbane",
      description: "Measures what is wrong with an internet line",
    },
    subCommands: {
      monitor: async () =>
        (await import("./cli/monitor.ts")).monitorCommand(output),
      chart: async () => (await import("./cli/chart.ts")).chartCommand(output),
      charts: async () =>
        (await import("./cli/charts.ts")).chartsCommand(output),
      report: async () =>
        (await import("./cli/report.ts")).reportCommand(output),
      export: async () =>
        (await import("./cli/export.ts")).exportCommand(output),
      bloat: async () => (await import("./cli/bloat.ts")).bloatCommand(output),
      throughput: async () =>
        (await import("./cli/throughput.ts")).throughputCommand(output),
      pause: async () => (await import("./cli/pause.ts")).pauseCommand(output),
      resume: async () =>
        (await import("./cli/pause.ts")).resumeCommand(output),
      stats: async () => (await import("./cli/stats.ts")).statsCommand(output),
      events: async () =>
        (await import("./cli/events.ts")).eventsCommand(output),
      diagnose: async () =>
        (await import("./cli/diagnose.ts")).diagnoseCommand(output),
      compare: async () =>
        (await import("./cli/compare.ts")).compareCommand(output),
      note: async () => (await import("./cli/note.ts")).noteCommand(output),
      interfaces: async () =>
        (await import("./cli/interfaces.ts")).interfacesCommand(output),
      connections: async () =>
        (await import("./cli/connections.ts")).connectionsCommand(output),
      cleanup: async () =>
        (await import("./cli/cleanup.ts")).cleanupCommand(output),
      traffic: async () =>
        (await import("./cli/traffic.ts")).trafficCommand(output),
      generate: async () =>
        (await import("./cli/generate.ts")).generateCommand(output),
      dashboard: async () =>
        (await import("./cli/dashboard.ts")).dashboardCommand(output),
      config: async () =>
        (await import("./cli/config.ts")).configCommand(systemConfigIo()),
      secret: async () =>
        (await import("./cli/secret.ts")).secretCommand(output),
      doctor: async () =>
        (await import("./cli/doctor.ts")).doctorCommand(output),
      completions: async () =>
        (await import("./cli/completions.ts"))
          .completionsCommand(output, { root, fallback: FALLBACK }),
    },
  });
  return root;
}

if (import.meta.main) {
  // At once: a write that nobody reads would keep the process alive.
  Deno.exit(await main(Deno.args, systemConfigIo()));
}
