/**
 * What does the monitor cost, and how punctual is it? Runs it in the lab with
 * the live console in a terminal, and reads its own audit from the database
 * afterwards.
 *
 * ```sh
 * deno run -A tests/peers/monitor_cost.ts [--minutes 10] [--interval-ms 1000]
 *   [--server] [--busy]
 * ```
 *
 * `--server` measures a server of its own besides, with its load tests, whose
 * own processes are not in the figures; `--busy` keeps both cores busy
 * (stress-ng).
 *
 * @module
 */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ECHO_PORT, SECRET, startLabServer } from "../echo/echo_lab.ts";
import { type Lab, openLab } from "../lab/mod.ts";
import { startTask } from "../support/start_task.ts";
import { figure } from "./figure.ts";
import { type Lateness, latenessIn, msText } from "./lateness.ts";
import { MANY_ADDRESSES, manyAddresses, pingsOnly } from "./pings_only.ts";
import { processCost } from "./process_cost.ts";

/** Start-up is over by then, and its memory given back. */
const WARM_UP_MS = 30_000;
const SAMPLE_MS = 10_000;
const TARGETS = 10;
/** What the project wants to stay within. */
const MOST = { p99Us: 1_000, cpuPct: 1, rssMb: 60, firstMs: 300 } as const;

/** What was seen. */
interface Result {
  readonly late: Lateness;
  readonly firstRoundMs: number;
  readonly cpuPct: number;
  readonly rssMb: Readonly<Record<"first" | "last" | "max", number>>;
}

/** What is measured, and for how long. */
interface Conditions {
  readonly minutes: number;
  readonly intervalMs: number;
  readonly hasServer: boolean;
}

async function measure(
  lab: Lab,
  { minutes, intervalMs, hasServer }: Conditions,
  folder: string,
): Promise<Result> {
  const database = join(folder, "cost.db");
  const config = join(folder, "client.conf");
  await Deno.writeTextFile(
    config,
    `[general]
test_interval_ms = ${intervalMs}
${pingsOnly(manyAddresses(TARGETS), hasServer ? serverSection(lab) : "")}`,
    { mode: 0o600 },
  );
  const task = await startTask();
  const command = [
    "env",
    ...Object.entries(task.env).map(([name, value]) => `${name}=${value}`),
    ...[Deno.execPath(), "run", `--v8-flags=${task.v8Flags}`, "-A"],
    ...["--config", "deno.json", "client/main.ts"],
    ...["--config", config, "--db", database],
  ].join(" ");
  const startedMs = Date.now();
  // script(1) gives it a terminal, so that the live table is drawn.
  await using terminal = await lab.spawn(lab.client, [
    ...["script", "-qfec", `stty cols 120 rows 40; exec ${command}`],
    "/dev/null",
  ]);
  const pid = await childOf(terminal.pid);
  await setTimeout(WARM_UP_MS);
  const before = await processCost(pid);
  const rss: number[] = [before.rssBytes];
  const watchedMs = minutes * 60_000;
  for (let passedMs = 0; passedMs < watchedMs; passedMs += SAMPLE_MS) {
    await setTimeout(SAMPLE_MS);
    rss.push((await processCost(pid)).rssBytes);
  }
  const after = await processCost(pid);
  Deno.kill(pid, "SIGTERM");
  await terminal.ended;
  const late = latenessIn(database, { fromMs: startedMs, toMs: Date.now() });
  return {
    late,
    firstRoundMs: late.firstMs - startedMs,
    cpuPct: (after.cpuS - before.cpuS) / (watchedMs / 1000) * 100,
    rssMb: {
      first: (rss[0] ?? NaN) / 1e6,
      last: (rss.at(-1) ?? NaN) / 1e6,
      max: Math.max(...rss) / 1e6,
    },
  };
}

/** What was promised is so for pings at 1/s alone; the rest is told. */
function tell({ late, firstRoundMs, cpuPct, rssMb }: Result, options: {
  readonly minutes: number;
  readonly intervalMs: number;
  readonly hasServer: boolean;
  readonly isBusy: boolean;
}): void {
  const { minutes, intervalMs, hasServer, isBusy } = options;
  const isPromised = intervalMs === 1000 && !hasServer;
  const conditions = [
    `${TARGETS} targets every ${intervalMs} ms for ${minutes} min`,
    ...hasServer ? ["a server with its load tests"] : [],
    ...isBusy ? ["both cores loaded"] : [],
  ].join(", ");
  const judge = (what: string, options: {
    readonly asked: string;
    readonly reached: string;
    readonly isReached: boolean;
  }) => {
    const { reached } = options;
    figure({
      what: `${conditions}: ${what}`,
      ...isPromised ? options : { reached },
    });
  };
  judge("lateness of rounds, storing, with the live console, P99", {
    asked: "1 ms, none missed",
    reached: `${msText(late.p99Us)} (P50 ${msText(late.p50Us)}, at most ${
      msText(late.maxUs)
    }), ${late.missed} of ${late.rounds} missed`,
    isReached: late.p99Us <= MOST.p99Us && late.missed === 0,
  });
  judge("CPU", {
    asked: `${MOST.cpuPct} % of a core`,
    reached: `${cpuPct.toFixed(2)} %`,
    isReached: cpuPct <= MOST.cpuPct,
  });
  judge("resident memory", {
    asked: `${MOST.rssMb} MB, flat`,
    reached: `${rssMb.max.toFixed(1)} MB at most, ${
      rssMb.first.toFixed(1)
    } after start, ${rssMb.last.toFixed(1)} at the end`,
    isReached: rssMb.max <= MOST.rssMb,
  });
  judge("first probe after start, warm cache, a shell and script(1) included", {
    asked: `${MOST.firstMs} ms`,
    reached: `${firstRoundMs.toFixed(0)} ms`,
    isReached: firstRoundMs <= MOST.firstMs,
  });
}

function serverSection(lab: Lab): string {
  return `[[servers]]
name = "lab"
host = "${lab.server4}"
port = ${ECHO_PORT}
shared_secret = "${SECRET}"
`;
}

/** The program that script(1), and its shell, were told to run. */
async function childOf(pid: number): Promise<number> {
  for (;;) {
    for (const child of await childrenOf(pid)) {
      const name = await readOrEmpty(`/proc/${child}/comm`);
      if (name.trim() === "deno") return child;
      // The shell, or something it ran before.
      for (const grandchild of await childrenOf(child)) {
        const name = await readOrEmpty(`/proc/${grandchild}/comm`);
        if (name.trim() === "deno") return grandchild;
      }
    }
    await setTimeout(20);
  }
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readOrEmpty(`/proc/${pid}/task/${pid}/children`);
  return text.split(" ").filter((child) => child !== "").map(Number);
}

/** A process may be gone by now. */
async function readOrEmpty(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: "string", default: "10" },
      "interval-ms": { type: "string", default: "1000" },
      server: { type: "boolean", default: false },
      busy: { type: "boolean", default: false },
    },
  });
  const conditions = {
    minutes: Number(values.minutes),
    intervalMs: Number(values["interval-ms"]),
    hasServer: values.server,
  };
  const folder = await Deno.makeTempDir();
  await using lab = await openLab({
    ipv6: false,
    serverAddresses: [MANY_ADDRESSES],
  });
  await using _server = values.server ? await startLabServer(lab) : null;
  await using _load = values.busy
    ? await lab.spawn(lab.server, [
      ...["stress-ng", "--cpu", "2", "--quiet"],
      ...["--timeout", `${conditions.minutes * 60 + 60}`],
    ])
    : null;
  try {
    const result = await measure(lab, conditions, folder);
    tell(result, { ...conditions, isBusy: values.busy });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
