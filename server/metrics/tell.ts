import { hostsOf, HttpListenError, serveHttp } from "@bufferbane/ffi";
import type { Reading } from "@bufferbane/metrics";
import process from "node:process";
import type { ConfigFile } from "../config/load.ts";
import type { Settings } from "../config/schema.ts";
import type { Log } from "../log.ts";
import { isPushing, pushMetrics, type PushTools } from "./push.ts";
import { type ReadingSources, readServer } from "./readings.ts";

/** What metrics are told with. */
export interface MetricsTools {
  /** Where the readings come from. */
  readonly sources: Omit<ReadingSources, "cost">;
  /** Reads a file. */
  readonly readFile: (path: string) => ConfigFile;
  /** Told where they are, or why they are not. */
  readonly log: Log;
}

/**
 * Serves and sends the metrics, if they are wanted. If they cannot be, the
 * server serves its clients all the same.
 *
 * @param settings Whether, and where.
 * @param tools What with.
 */
export async function tellMetrics(
  settings: Settings["metrics"],
  { sources, readFile, log }: MetricsTools,
): Promise<AsyncDisposable> {
  const open = new AsyncDisposableStack();
  const read = () => readServer({ ...sources, cost: processCost });
  if (settings.enabled) open.use(await serve(settings, read, log));
  if (isPushing(settings)) {
    const { caFile } = settings;
    const ca = caFile === "" ? "" : certificates(caFile, { readFile, log });
    const { version } = sources.build;
    open.use(await push(settings, { read, version, ca, log }));
  }
  return open;
}

async function push(
  settings: Settings["metrics"],
  tools: PushTools,
): Promise<AsyncDisposable | null> {
  try {
    return await pushMetrics(settings, tools);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    tools.log("warn", `no metrics are sent: ${error.message}`);
    return null;
  }
}

async function serve(
  settings: Settings["metrics"],
  read: () => readonly Reading[],
  log: Log,
): Promise<AsyncDisposable | null> {
  const { answerScrapes, SCRAPE_WORDS } = await import("@bufferbane/metrics");
  const access = { hosts: hostsOf(settings), token: settings.token };
  try {
    const served = serveHttp(
      settings,
      answerScrapes(access, read),
      SCRAPE_WORDS,
    );
    log("info", `metrics at ${served.url}metrics`);
    return served;
  } catch (error) {
    if (!(error instanceof HttpListenError)) throw error;
    log("warn", `there are no metrics: ${error.message}`);
    return null;
  }
}

function certificates(
  path: string,
  { readFile, log }: Pick<MetricsTools, "readFile" | "log">,
): string {
  try {
    return new TextDecoder().decode(readFile(path).bytes);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    log("warn", `Cannot read metrics.ca_file ${path}: ${error.message}`);
    return "";
  }
}

function processCost(): ReturnType<ReadingSources["cost"]> {
  const { user, system } = process.cpuUsage();
  return {
    cpuS: (user + system) / 1e6,
    residentBytes: Deno.memoryUsage().rss,
  };
}
