/** The dashboard in a process of its own: see monitor/dashboard_order.ts. @module */

import { loadConfig } from "../../config/mod.ts";
import type { DashboardOrder } from "../../monitor/dashboard_order.ts";
import { systemConfigIo } from "../config_io.ts";
import type { Output } from "../dispatch.ts";
import { EXIT, type ExitCode } from "../exit_codes.ts";
import { explainFault } from "../explain_fault.ts";
import { serve } from "./serve.ts";

/**
 * Serves the dashboard that standard input orders, until that ends.
 *
 * @param input Standard input.
 * @param output Where complaints go.
 * @returns The exit code.
 */
export async function runDashboardChild(
  input: ReadableStream<Uint8Array<ArrayBuffer>>,
  output: Output,
): Promise<ExitCode> {
  const stop = new AbortController();
  // The terminal's Ctrl-C reaches all: the monitor ends us in its own time.
  Deno.addSignalListener("SIGINT", () => {});
  const reader = input.pipeThrough(new TextDecoderStream()).getReader();
  let line = "";
  while (!line.endsWith("\n")) {
    const { done, value } = await reader.read();
    if (done) return EXIT.badUsage;
    line += value;
  }
  const order: DashboardOrder = JSON.parse(line);
  const end = () => stop.abort();
  reader.read().then(end, end);
  try {
    const { settings } = loadConfig(
      systemConfigIo(),
      order.config ?? undefined,
    );
    return await serve({ settings, databasePath: order.databasePath }, {
      output,
      signal: stop.signal,
      onListening: () => {},
    });
  } catch (error) {
    return explainFault(error, output);
  }
}
