/** What a process of the monitor's own, which serves others, costs it. @module */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Period } from "../../client/model/mod.ts";
import { type Lab, openLab, type Spawned } from "../lab/mod.ts";
import { startTask } from "../support/start_task.ts";
import { type Lateness, latenessIn, msText } from "./lateness.ts";
import { MANY_ADDRESSES, manyAddresses, pingsOnly } from "./pings_only.ts";
import { processCost } from "./process_cost.ts";

/** Start-up is over by then. */
const WARM_UP_MS = 20_000;
const TARGETS = 10;
/** As of the standalone monitor. */
export const MOST_P99_US = 1_000;

/** What one process took in a stretch. */
export interface Cost {
  /** Percent of a core. */
  readonly cpuPct: number;
  /** At its end. */
  readonly rssMb: number;
}

/** One stretch of a run. */
export interface Stretch extends Lateness {
  readonly monitor: Cost;
  /** The process that serves. */
  readonly serving: Cost;
}

/** A stretch in which nobody asks, and one in which somebody does. */
export interface Stretches {
  readonly alone: Stretch;
  readonly asked: Stretch;
}

/** Those who ask. */
export interface Asking {
  readonly program: Spawned;
  /** Whether it asks until it is stopped; else it ends when all is asked. */
  readonly isEndless: boolean;
}

/**
 * Runs a monitor of ten targets as `deno task start` does, in a lab, first with
 * nobody asking it for anything; the lateness of its rounds is read off its own
 * database.
 *
 * @param section What it serves, by the section that switches it on.
 * @param seconds How long each stretch is.
 * @param ask Starts those who ask, in `lab.client`, for that long.
 * @throws {Error} When they end early, or badly.
 */
export async function measureServing(
  section: "dashboard" | "metrics",
  seconds: number,
  ask: (lab: Lab) => Promise<Asking>,
): Promise<Stretches> {
  await using lab = await openLab({
    ipv6: false,
    serverAddresses: [MANY_ADDRESSES],
  });
  const folder = await Deno.makeTempDir();
  try {
    const database = join(folder, "b.db");
    const config = join(folder, "client.conf");
    await Deno.writeTextFile(
      config,
      pingsOnly(
        manyAddresses(TARGETS),
        `[output]\nconsole = "none"\n[${section}]\nenabled = true\n`,
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
    const asking = await ask(lab);
    const asked = await watch(pids, seconds);
    await checkAsked(asking);
    Deno.kill(monitor.pid, "SIGTERM");
    await monitor.ended;
    return {
      alone: { ...alone, ...latenessIn(database, alone) },
      asked: { ...asked, ...latenessIn(database, asked) },
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function checkAsked({ program, isEndless }: Asking): Promise<void> {
  const code = isEndless
    ? await Promise.race([program.ended, setTimeout(0)])
    : await program.ended;
  if (code === (isEndless ? undefined : 0)) return await program.stop();
  throw new Error(
    `Cannot tell what it costs to be asked: who asks ended with ${code}: ` +
      program.stderr().join("\n"),
  );
}

async function watch(
  pids: readonly [monitor: number, serving: number],
  seconds: number,
): Promise<Period & Omit<Stretch, keyof Lateness>> {
  const fromMs = Date.now();
  const costs = () => Promise.all(pids.map(processCost));
  const before = await costs();
  await setTimeout(seconds * 1000);
  const after = await costs();
  const costOf = (i: number): Cost => ({
    cpuPct: 100 * ((after[i]?.cpuS ?? NaN) - (before[i]?.cpuS ?? NaN)) /
      seconds,
    rssMb: (after[i]?.rssBytes ?? NaN) / 1e6,
  });
  return {
    fromMs,
    toMs: Date.now(),
    monitor: costOf(0),
    serving: costOf(1),
  };
}

/** The process that serves, which the monitor has started. */
async function onlyChildOf(pid: number): Promise<number> {
  for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
    const path = `/proc/${pid}/task/${name}/children`;
    const [child] = (await Deno.readTextFile(path)).trim().split(" ");
    if (child) return Number(child);
  }
  throw new Error(`Cannot find who serves: process ${pid} has no child`);
}

/** How late rounds were while somebody asked, and while nobody did. */
export function latenessText({ alone, asked }: Stretches): string {
  const late = ({ p50Us, p99Us, missed, rounds }: Lateness) =>
    `${msText(p99Us)} (P50 ${msText(p50Us)}), ${missed} of ${rounds} missed`;
  return `${late(asked)}; with nobody ${late(alone)}`;
}

/**
 * What that took.
 *
 * @param stretches Both.
 * @param serving What the process that serves is called.
 */
export function costText({ alone, asked }: Stretches, serving: string): string {
  const cost = ({ monitor, serving: other }: Stretch) =>
    `monitor ${monitor.cpuPct.toFixed(1)} % of a core, ${
      monitor.rssMb.toFixed(1)
    } MB; ${serving} ${other.cpuPct.toFixed(1)} %, ${
      other.rssMb.toFixed(0)
    } MB`;
  return `${cost(asked)}; with nobody: ${cost(alone)}`;
}
