/** What serves in a process of its own: see monitor/serving_order.ts. @module */

import { loadConfig, type Settings } from "../config/mod.ts";
import type { ServingOrder } from "../monitor/serving_order.ts";
import { systemConfigIo } from "./config_io.ts";
import type { Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";

/** What is served. */
export interface Served {
  /** The configuration. */
  readonly settings: Settings;
  /** The database. */
  readonly databasePath: string;
}

/** Serves until the signal; returns the exit code. */
export type Serve = (
  served: Served,
  serving: { readonly output: Output; readonly signal: AbortSignal },
) => Promise<ExitCode>;

/**
 * Serves what standard input orders, until that ends.
 *
 * @param serve What serves.
 * @param input Standard input.
 * @param output Where sentences for the user and complaints go.
 * @returns The exit code.
 */
export async function runServingChild(
  serve: Serve,
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
  const order: ServingOrder = JSON.parse(line);
  const end = () => stop.abort();
  reader.read().then(end, end);
  try {
    const { settings } = loadConfig(
      systemConfigIo(),
      order.config ?? undefined,
    );
    const { databasePath } = order;
    return await serve({ settings, databasePath }, {
      output,
      signal: stop.signal,
    });
  } catch (error) {
    return explainFault(error, output);
  }
}
