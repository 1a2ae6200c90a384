/**
 * What does the monitor cost, and how punctual is it? Runs it in the lab with
 * the live console in a terminal, and reads its own audit from the database
 * afterwards.
 *
 * ```sh
 * deno run -A tests/peers/monitor_cost.ts [--minutes 10] [--targets 10] [--server] [--busy]
 * ```
 *
 * `--server` measures a server of its own besides, with its load tests;
 * `--busy` keeps both cores busy (stress-ng). The result is a table in
 * Markdown, then JSON; the load tests' own processes are not in it.
 *
 * @module
 */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openReader } from "../../client/store/mod.ts";
import { ECHO_PORT, SECRET, startLabServer } from "../echo/echo_lab.ts";
import { type Lab, openLab } from "../lab/mod.ts";
import { startTask } from "../support/start_task.ts";
import { processCost } from "./process_cost.ts";

/** Start-up is over by then, and its memory given back. */
const WARM_UP_MS = 30_000;
const SAMPLE_MS = 10_000;

/** What was seen. */
interface Result {
  readonly rounds: number;
  readonly missed: number;
  readonly lateUs: Readonly<Record<"p50" | "p99" | "p999" | "max", number>>;
  readonly firstRoundMs: number;
  readonly cpuPct: number;
  readonly rssMb: Readonly<Record<"first" | "last" | "max", number>>;
}

/** What is measured, and for how long. */
interface Conditions {
  readonly minutes: number;
  readonly targets: number;
  readonly hasServer: boolean;
}

async function measure(
  lab: Lab,
  { minutes, targets, hasServer }: Conditions,
  folder: string,
): Promise<Result> {
  const database = join(folder, "cost.db");
  const config = join(folder, "client.conf");
  const custom = Array.from(
    { length: targets },
    (_, index) => `10.77.0.${index + 1}`,
  );
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
${hasServer ? serverSection(lab) : ""}`,
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
  using reader = openReader(database);
  const period = { fromMs: startedMs, toMs: Date.now() };
  const ticks = reader.ticks(period);
  const late = Float64Array.from(ticks.lateUs).sort();
  const at = (share: number) => late[Math.ceil(share * late.length) - 1] ?? NaN;
  const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
  return {
    rounds: ticks.length,
    missed: ticks.missed.reduce((sum, missed) => sum + missed, 0),
    lateUs: { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) },
    firstRoundMs: (ticks.atMs[0] ?? NaN) - startedMs,
    cpuPct: (after.cpuS - before.cpuS) / (watchedMs / 1000) * 100,
    rssMb: {
      first: megabytes(rss[0] ?? NaN),
      last: megabytes(rss.at(-1) ?? NaN),
      max: megabytes(Math.max(...rss)),
    },
  };
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
      targets: { type: "string", default: "10" },
      server: { type: "boolean", default: false },
      busy: { type: "boolean", default: false },
    },
  });
  const folder = await Deno.makeTempDir();
  await using lab = await openLab({
    ipv6: false,
    serverAddresses: ["10.77.0.0/22"],
  });
  const minutes = Number(values.minutes);
  await using _server = values.server ? await startLabServer(lab) : null;
  await using _load = values.busy
    ? await lab.spawn(lab.server, [
      ...["stress-ng", "--cpu", "2", "--quiet"],
      ...["--timeout", `${minutes * 60 + 60}`],
    ])
    : null;
  try {
    const result = await measure(
      lab,
      {
        minutes,
        targets: Number(values.targets),
        hasServer: values.server,
      },
      folder,
    );
    const { lateUs, rssMb } = result;
    const text = `\
| rounds | missed | late P50 | P99 | P99.9 | max | first round | CPU | RSS first | last | max |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| ${result.rounds} | ${result.missed} | ${lateUs.p50} us | ${lateUs.p99} us | ${lateUs.p999} us | ${lateUs.max} us | ${
      result.firstRoundMs.toFixed(0)
    } ms | ${
      result.cpuPct.toFixed(2)
    } % | ${rssMb.first} MB | ${rssMb.last} MB | ${rssMb.max} MB |

${JSON.stringify({ ...values, ...result })}
`;
    await Deno.stdout.write(new TextEncoder().encode(text));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
