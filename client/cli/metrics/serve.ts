/** The metrics of a database, served and sent. @module */

import { hostsOf, HttpListenError, serveHttp } from "@bufferbane/ffi";
import { answerScrapes, SCRAPE_WORDS } from "@bufferbane/metrics";
import type { Pusher } from "@bufferbane/metrics/push";
import { setTimeout as delay } from "node:timers/promises";
import type { Settings } from "../../config/mod.ts";
import { openReader } from "../../store/mod.ts";
import type { Output } from "../dispatch.ts";
import { EXIT, type ExitCode } from "../exit_codes.ts";
import type { Served } from "../serving_child.ts";
import { VERSION } from "../version.ts";
import { type Gathering, startGathering } from "./gather.ts";

const MS_PER_S = 1_000;
/** What nobody asks for is counted all the same, so that it stays little. */
const KEEPING_UP_MS = 60_000;

type Metrics = Settings["metrics"];

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
  using reader = openReader(databasePath);
  const gathering = await startGathering(reader, databasePath, Date.now);
  try {
    await using open = new AsyncDisposableStack();
    if (metrics.enabled) open.use(listening(metrics, gathering));
    const pusher = isPushing(metrics)
      ? open.use(await pushing(metrics, gathering, output))
      : undefined;
    const everyMs = pusher === undefined
      ? KEEPING_UP_MS
      : metrics.pushIntervalS * MS_PER_S;
    while (!signal.aborted) {
      const readings = await gathering.read();
      const { fromMs } = gathering;
      pusher?.add({ ...program(), readings, fromMs, atMs: Date.now() });
      // Rejects when it is time to stop, which is an ordinary end.
      await delay(everyMs, null, { signal }).catch(() => {});
    }
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof HttpListenError)) throw error;
    output.err(`${error.message}\n`);
    return EXIT.failed;
  }
}

function listening(
  metrics: Metrics,
  gathering: Gathering,
): AsyncDisposable {
  const access = { hosts: hostsOf(metrics), token: metrics.token };
  const answer = answerScrapes(access, gathering.read);
  return serveHttp(metrics, answer, SCRAPE_WORDS);
}

function isPushing({ otlpUrl, influxUrl, mqttUrl }: Metrics): boolean {
  return otlpUrl !== "" || influxUrl !== "" || mqttUrl !== "";
}

async function pushing(
  metrics: Metrics,
  gathering: Gathering,
  output: Output,
): Promise<Pusher> {
  const { openPusher } = await import("@bufferbane/metrics/push");
  const { Sensors } = await import("../../metrics/sensors.ts");
  const sensors = new Sensors();
  return await openPusher(metrics, {
    program: program(),
    ca: await certificates(metrics.caFile),
    sensors: ({ readings }) => sensors.next(readings),
    onSent: gathering.countPush,
    // The monitor reads it, and tells the user.
    note: (text) => output.out(`${text}\n`),
  });
}

function program() {
  return { program: "bufferbane", version: VERSION, host: Deno.hostname() };
}

async function certificates(path: string): Promise<string> {
  if (path === "") return "";
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new SyntaxError(`Cannot read metrics.ca_file: ${error.message}`);
  }
}
