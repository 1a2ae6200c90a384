/**
 * What does a scrape a second cost the monitor? Runs it in the lab with
 * `[metrics]` on, first with nobody scraping, then with somebody, and reads
 * its own audit from the database afterwards.
 *
 * ```sh
 * deno run -A tests/peers/metrics_scraped.ts [--seconds 60]
 * ```
 *
 * @module
 */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Period } from "../../client/model/mod.ts";
import { type Lab, openLab } from "../lab/mod.ts";
import { startTask } from "../support/start_task.ts";
import { figure } from "./figure.ts";
import { type Lateness, latenessIn, msText } from "./lateness.ts";
import { MANY_ADDRESSES, manyAddresses, pingsOnly } from "./pings_only.ts";
import { type ProcessCost, processCost } from "./process_cost.ts";

/** Start-up is over by then. */
const WARM_UP_MS = 20_000;
const TARGETS = 10;
const URL = "http://localhost:9877/metrics";
/** As of the standalone monitor. */
const MOST_P99_US = 1_000;
const MOST_RSS_MB = 60;

/** The monitor's process, and that of the metrics. */
type Pids = readonly [monitor: number, metrics: number];

/** What one of them took in a stretch. */
interface Cost {
  readonly cpuPct: number;
  readonly rssMb: number;
}

interface Stretch extends Period {
  readonly monitor: Cost;
  readonly metrics: Cost;
}

async function watch(
  [monitor, metrics]: Pids,
  seconds: number,
): Promise<Stretch> {
  const fromMs = Date.now();
  const before = [await processCost(monitor), await processCost(metrics)];
  await setTimeout(seconds * 1000);
  const after = [await processCost(monitor), await processCost(metrics)];
  const cost = (
    before: ProcessCost | undefined,
    after: ProcessCost | undefined,
  ) => ({
    cpuPct: 100 * ((after?.cpuS ?? NaN) - (before?.cpuS ?? NaN)) / seconds,
    rssMb: (after?.rssBytes ?? NaN) / 1e6,
  });
  return {
    fromMs,
    toMs: Date.now(),
    monitor: cost(before[0], after[0]),
    metrics: cost(before[1], after[1]),
  };
}

async function measure(
  lab: Lab,
  seconds: number,
  folder: string,
): Promise<Readonly<Record<"alone" | "scraped", Stretch & Lateness>>> {
  const database = join(folder, "b.db");
  const config = join(folder, "client.conf");
  await Deno.writeTextFile(
    config,
    pingsOnly(
      manyAddresses(TARGETS),
      '[output]\nconsole = "none"\n[metrics]\nenabled = true\n',
    ),
    { mode: 0o600 },
  );
  const task = await startTask();
  await using monitor = await lab.spawn(lab.client, [
    ...["env", `XDG_RUNTIME_DIR=${folder}`],
    ...Object.entries(task.env).map(([name, value]) => `${name}=${value}`),
    ...[Deno.execPath(), "run", `--v8-flags=${task.v8Flags}`, "-A"],
    ...["client/main.ts", "--config", config, "--db", database],
  ]);
  await setTimeout(WARM_UP_MS);
  const pids = [monitor.pid, await onlyChildOf(monitor.pid)] as const;
  const alone = await watch(pids, seconds);
  await using _scraper = await lab.spawn(lab.client, [
    ...["sh", "-c", `while curl -s -o /dev/null ${URL}; do sleep 1; done`],
  ]);
  const scraped = await watch(pids, seconds);
  Deno.kill(monitor.pid, "SIGTERM");
  await monitor.ended;
  return {
    alone: { ...alone, ...latenessIn(database, alone) },
    scraped: { ...scraped, ...latenessIn(database, scraped) },
  };
}

/** The process for the metrics, which the monitor has started. */
async function onlyChildOf(pid: number): Promise<number> {
  for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
    const path = `/proc/${pid}/task/${name}/children`;
    const [child] = (await Deno.readTextFile(path)).trim().split(" ");
    if (child) return Number(child);
  }
  throw new Error("Cannot find the metrics: the monitor has no child");
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: "string", default: "60" } },
  });
  const folder = await Deno.makeTempDir();
  await using lab = await openLab({
    ipv6: false,
    serverAddresses: [MANY_ADDRESSES],
  });
  try {
    const { alone, scraped } = await measure(
      lab,
      Number(values.seconds),
      folder,
    );
    const late = ({ p50Us, p99Us, missed, rounds }: Lateness) =>
      `${msText(p99Us)} (P50 ${msText(p50Us)}), ${missed} of ${rounds} missed`;
    figure({
      what: "a scrape a second: lateness of rounds, P99",
      asked: "1 ms, none missed, as with nobody scraping",
      reached: `${late(scraped)}; with nobody ${late(alone)}`,
      isReached: scraped.p99Us <= MOST_P99_US && scraped.missed === 0,
    });
    const cost = ({ monitor, metrics }: Stretch) =>
      `monitor ${monitor.cpuPct.toFixed(1)} % of a core, ${
        monitor.rssMb.toFixed(1)
      } MB; metrics ${metrics.cpuPct.toFixed(1)} %, ${
        metrics.rssMb.toFixed(0)
      } MB`;
    figure({
      what: "a scrape a second: cost",
      asked: `${MOST_RSS_MB} MB for the monitor`,
      reached: `${cost(scraped)}; with nobody: ${cost(alone)}`,
      isReached: scraped.monitor.rssMb <= MOST_RSS_MB,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
