/**
 * What do 50 people who watch the dashboard cost the monitor? Runs it in the
 * lab with `[dashboard]` on, first with nobody watching, then with all of
 * them, and reads its own audit from the database afterwards.
 *
 * ```sh
 * deno run -A tests/peers/dashboard_viewers.ts [--seconds 60] [--viewers 50]
 * ```
 *
 * The result is a table in Markdown, then JSON.
 *
 * @module
 */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { percentileOfSorted } from "../../client/analysis/percentile.ts";
import type { Period } from "../../client/model/mod.ts";
import { openReader } from "../../client/store/mod.ts";
import { type Lab, openLab } from "../lab/mod.ts";
import { processCost } from "./process_cost.ts";

/** Start-up is over by then. */
const WARM_UP_MS = 20_000;
const PORT = "9878";
/** The viewers have come by then. */
const ARRIVAL_MS = 5_000;

/** One stretch of the run. */
interface Stretch {
  readonly viewers: number;
  readonly rounds: number;
  readonly missed: number;
  readonly lateUs: Readonly<Record<"p50" | "p99" | "max", number>>;
  readonly monitorCpuPct: number;
  readonly monitorRssMb: number;
  readonly dashboardCpuPct: number;
  readonly dashboardRssMb: number;
}

/** Watches for a while, and gives what it cost whom; the audit comes later. */
async function watch(
  pids: { readonly monitor: number; readonly dashboard: number },
  seconds: number,
): Promise<Omit<Stretch, "viewers" | "rounds" | "missed" | "lateUs"> & Period> {
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
): Promise<{ readonly stretches: readonly Stretch[]; readonly seen: string }> {
  const { seconds, viewers } = options;
  const database = join(folder, "viewers.db");
  const config = join(folder, "client.conf");
  const custom = Array.from({ length: 10 }, (_, i) => `10.77.0.${i + 1}`);
  await Deno.writeTextFile(
    config,
    `[targets]
gateway = "none"
isp_gateway = "none"
public_dns = []
custom = ${JSON.stringify(custom)}
[tests.dns]
enabled = false
[tests.tcp]
enabled = false
[output]
console = "none"
[dashboard]
enabled = true
`,
    { mode: 0o600 },
  );
  const env = { XDG_RUNTIME_DIR: folder };
  await using monitor = await lab.spawn(lab.client, [
    ...["env", `XDG_RUNTIME_DIR=${env.XDG_RUNTIME_DIR}`, Deno.execPath()],
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
  using reader = openReader(database);
  const audited = [alone, crowded].map(({ fromMs, toMs, ...cost }, i) => {
    const ticks = reader.ticks({ fromMs, toMs });
    const late = Float64Array.from(ticks.lateUs).sort();
    return {
      viewers: i * viewers,
      rounds: ticks.length,
      missed: ticks.missed.reduce((sum, missed) => sum + missed, 0),
      lateUs: {
        p50: percentileOfSorted(late, 50),
        p99: percentileOfSorted(late, 99),
        max: late.at(-1) ?? NaN,
      },
      ...cost,
    };
  });
  return { stretches: audited, seen };
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
    serverAddresses: ["10.77.0.0/22"],
  });
  try {
    const { stretches, seen } = await measure(lab, {
      seconds: Number(values.seconds),
      viewers: Number(values.viewers),
    }, folder);
    const rows = stretches.map(({ viewers, rounds, missed, lateUs, ...cost }) =>
      `| ${viewers} | ${rounds} | ${missed} | ${lateUs.p50} us | ${lateUs.p99} us | ${lateUs.max} us | ${
        cost.monitorCpuPct.toFixed(1)
      } % | ${cost.monitorRssMb.toFixed(0)} MB | ${
        cost.dashboardCpuPct.toFixed(1)
      } % | ${cost.dashboardRssMb.toFixed(0)} MB |\n`
    );
    const text = `\
| viewers | rounds | missed | late P50 | P99 | max | monitor CPU | RSS | dashboard CPU | RSS |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join("")}What the viewers saw: ${seen.trim()}
${JSON.stringify(stretches)}
`;
    await Deno.stdout.write(new TextEncoder().encode(text));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
