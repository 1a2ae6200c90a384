/** The metrics of a database, served and sent. @module */

import {
  answerScrapes,
  ScrapeListenError,
  serveScrapes,
} from "@bufferbane/metrics";
import { setTimeout as delay } from "node:timers/promises";
import { openReader } from "../../store/mod.ts";
import { EXIT, type ExitCode } from "../exit_codes.ts";
import type { Output } from "../dispatch.ts";
import type { Served } from "../serving_child.ts";
import { startGathering } from "./gather.ts";

/** What nobody asks for is counted all the same, so that it stays little. */
const KEEPING_UP_MS = 60_000;

/**
 * Serves and sends metrics until told to stop.
 *
 * @param served What.
 * @param serving For how long, and who is told.
 * @returns The exit code.
 * @throws {StoreError} When the database cannot be read.
 */
export async function serve(
  { settings, databasePath }: Served,
  { output, signal }: { readonly output: Output; readonly signal: AbortSignal },
): Promise<ExitCode> {
  const { metrics } = settings;
  const { bind, port, token, allowedHosts } = metrics;
  using reader = openReader(databasePath);
  const gathering = await startGathering(reader, databasePath, Date.now);
  try {
    await using open = new AsyncDisposableStack();
    if (metrics.enabled) {
      const hosts = [...allowedHosts, ...(isAnyAddress(bind) ? [] : [bind])];
      const answer = answerScrapes({ hosts, token }, gathering.read);
      open.use(serveScrapes({ bind, port }, answer));
    }
    while (!signal.aborted) {
      await gathering.read();
      // Rejects when it is time to stop, which is an ordinary end.
      await delay(KEEPING_UP_MS, null, { signal }).catch(() => {});
    }
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof ScrapeListenError)) throw error;
    output.err(`${error.message}\n`);
    return EXIT.failed;
  }
}

/** Under what name it will be asked for there, only `allowed_hosts` tells. */
function isAnyAddress(bind: string): boolean {
  return bind === "0.0.0.0" || bind === "::" || bind === "localhost";
}
