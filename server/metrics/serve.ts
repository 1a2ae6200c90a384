import process from "node:process";
import type { Settings } from "../config/schema.ts";
import type { Log } from "../log.ts";
import { type ReadingSources, readServer } from "./readings.ts";

/**
 * Serves the metrics, if they are wanted. If they cannot be, the server serves
 * its clients all the same.
 *
 * @param settings Whether, and where.
 * @param sources Where the readings come from.
 * @param log Told where they are, or why they are not.
 */
export async function serveMetrics(
  { enabled, bind, port, token, allowedHosts }: Settings["metrics"],
  sources: Omit<ReadingSources, "cost">,
  log: Log,
): Promise<AsyncDisposable> {
  const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };
  if (!enabled) return nothing;
  const { answerScrapes, ScrapeListenError, serveScrapes } = await import(
    "@bufferbane/metrics"
  );
  const hosts = [...allowedHosts, ...(isAnyAddress(bind) ? [] : [bind])];
  const answer = answerScrapes(
    { hosts, token },
    () => readServer({ ...sources, cost: processCost }),
  );
  try {
    const served = serveScrapes({ bind, port }, answer);
    log("info", `metrics at http://${hostOf(bind)}:${port}/metrics`);
    return served;
  } catch (error) {
    if (!(error instanceof ScrapeListenError)) throw error;
    log("warn", `there are no metrics: ${error.message}`);
    return nothing;
  }
}

function processCost(): ReturnType<ReadingSources["cost"]> {
  const { user, system } = process.cpuUsage();
  return {
    cpuS: (user + system) / 1e6,
    residentBytes: Deno.memoryUsage().rss,
  };
}

function hostOf(bind: string): string {
  return bind.includes(":") ? `[${bind}]` : bind;
}

/** Nobody asks for a page at such an address. */
function isAnyAddress(bind: string): boolean {
  return bind === "localhost" || bind === "0.0.0.0" || bind === "::";
}
