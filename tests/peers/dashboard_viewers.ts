/**
 * What do 50 people who watch the dashboard cost the monitor? Runs it in the
 * lab with `[dashboard]` on, first with nobody watching, then with all of
 * them, and reads its own audit from the database afterwards.
 *
 * ```sh
 * deno run -A tests/peers/dashboard_viewers.ts [--seconds 60] [--viewers 50]
 * ```
 *
 * @module
 */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Period } from "../../client/model/mod.ts";
import { type Lab, openLab } from "../lab/mod.ts";
import { figure } from "./figure.ts";
import { type Lateness, latenessIn, msText } from "./lateness.ts";
import { MANY_ADDRESSES, manyAddresses, pingsOnly } from "./pings_only.ts";
import { processCost } from "./process_cost.ts";

/** Start-up is over by then. */
const WARM_UP_MS = 20_000;
const PORT = "9878";
/** The viewers have come by then. */
const ARRIVAL_MS = 5_000;
const TARGETS = 10;
/** As of the standalone monitor. */
const MOST_P99_US = 1_000;

/** One stretch of the run. */
interface Stretch {
  readonly late: Lateness;
  readonly monitorCpuPct: number;
  readonly monitorRssMb: number;
  readonly dashboardCpuPct: number;
  readonly dashboardRssMb: number;
}

/** Watches for a while, and gives what it cost whom; the audit comes later. */
async function watch(
  pids: { readonly monitor: number; readonly dashboard: number },
  seconds: number,
): Promise<Omit<Stretch, "late"> & Period> {
  const fromMs = Date.now();
  const before = await Promise.all(
    [pids.monitor, pids.dashboard].map((pid) => processCost(pid)),
  );
  await setTimeout(seconds * 1000);
  const after = await Promise.all(
    [pids.monitor, pids.dashboard].map((pid) => processCost(pid)),
  );
  const cpu = (i: number) =>
    100 * ((after[i]?.cpuS ?? NaN) - (before[i]?.cpuS ?? NaN)) / seconds;
  const rss = (i: number) => (after[i]?.rssBytes ?? NaN) / 1e6;
  return {
    fromMs,
    toMs: Date.now(),
    monitorCpuPct: cpu(0),
    monitorRssMb: rss(0),
    dashboardCpuPct: cpu(1),
    dashboardRssMb: rss(1),
  };
}

async function measure(
  lab: Lab,
  options: { readonly seconds: number; readonly viewers: number },
  folder: string,
): Promise<
  Readonly<Record<"alone" | "crowded", Stretch>> & { readonly seen: string }
> {
  const { seconds, viewers } = options;
  const database = join(folder, "viewers.db");
  const config = join(folder, "client.conf");
  await Deno.writeTextFile(
    config,
    pingsOnly(
      manyAddresses(TARGETS),
      '[output]\nconsole = "none"\n[dashboard]\nenabled = true\n',
    ),
    { mode: 0o600 },
  );
  await using monitor = await lab.spawn(lab.client, [
    ...["env", `XDG_RUNTIME_DIR=${folder}`, Deno.execPath()],
    ...["run", "--v8-flags=--max-semi-space-size=1", "-A"],
    ...["client/main.ts", "--config", config, "--db", database],
  ]);
  await setTimeout(WARM_UP_MS);
  const dashboard = await onlyChildOf(monitor.pid);
  const pids = { monitor: monitor.pid, dashboard };
  const alone = await watch(pids, seconds);
  await using crowd = await lab.spawn(lab.client, [
    ...[Deno.execPath(), "run", "-A", "tests/peers/dashboard_viewers_main.ts"],
    ...[PORT, String(viewers), String(seconds + ARRIVAL_MS / 1000)],
  ]);
  await setTimeout(ARRIVAL_MS);
  const crowded = await watch(pids, seconds);
  await crowd.ended;
  const seen = crowd.stdout().join(" ");
  Deno.kill(monitor.pid, "SIGTERM");
  await monitor.ended;
  const audited = (
    { fromMs, toMs, ...cost }: Omit<Stretch, "late"> & Period,
  ) => ({ ...cost, late: latenessIn(database, { fromMs, toMs }) });
  return { alone: audited(alone), crowded: audited(crowded), seen };
}

/** The dashboard's process, which the monitor has started. */
async function onlyChildOf(pid: number): Promise<number> {
  for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
    const path = `/proc/${pid}/task/${name}/children`;
    const [child] = (await Deno.readTextFile(path)).trim().split(" ");
    if (child) return Number(child);
  }
  throw new Error("Cannot find the dashboard: the monitor has no child");
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: "string", default: "60" },
      viewers: { type: "string", default: "50" },
    },
  });
  const folder = await Deno.makeTempDir();
  await using lab = await openLab({
    ipv6: false,
    serverAddresses: [MANY_ADDRESSES],
  });
  try {
    const viewers = Number(values.viewers);
    const { alone, crowded, seen } = await measure(lab, {
      seconds: Number(values.seconds),
      viewers,
    }, folder);
    const { late } = crowded;
    figure({
      what: `${viewers} viewers: lateness of rounds, P99`,
      asked: "1 ms, none missed, as with nobody watching",
      reached: `${msText(late.p99Us)} (P50 ${
        msText(late.p50Us)
      }), ${late.missed} of ${late.rounds} missed; with nobody ${
        msText(alone.late.p99Us)
      } (P50 ${msText(alone.late.p50Us)})`,
      isReached: late.p99Us <= MOST_P99_US && late.missed === 0,
    });
    const cost = (of: Stretch) =>
      `monitor ${of.monitorCpuPct.toFixed(1)} % of a core, ${
        of.monitorRssMb.toFixed(0)
      } MB; dashboard ${of.dashboardCpuPct.toFixed(1)} %, ${
        of.dashboardRssMb.toFixed(0)
      } MB`;
    figure({
      what: `${viewers} viewers: cost`,
      reached: `${cost(crowded)}; with nobody: ${cost(alone)}`,
    });
    figure({
      what: `${viewers} viewers: what they saw`,
      reached: seen.trim(),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
