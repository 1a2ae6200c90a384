/**
 * Kills the store's process at a random moment, again and again on the same
 * database: what it said is on disk must be there, and the file be whole.
 *
 *     deno run -A tests/torture/kill_writer.ts [trials]
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import type { Series } from "../../client/model/mod.ts";
import { openReader, type StoreReader } from "../../client/store/mod.ts";
import { figure } from "./figures.ts";

/** What the plan asks, the start of the runtime included. */
const MAX_RESTART_MS = 2_000;

/** What one trial found. */
export interface Trial {
  /** Rows that the killed process had been told are on disk. */
  readonly ackedRows: number;
  /** Of these, how many are not there. */
  readonly lostRows: number;
  /** Whether `PRAGMA integrity_check` says ok. */
  readonly isWhole: boolean;
  /** From starting the process to its first row on disk, ms. */
  readonly restartMs: number;
}

/** The last complete line of numbers that a process wrote before it died. */
async function lastNumber(
  stdout: ReadableStream<Uint8Array>,
  onFirst: () => void,
): Promise<number> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of stdout) {
    if (text === "") onFirst();
    text += decoder.decode(part, { stream: true });
  }
  return Number(text.slice(0, text.lastIndexOf("\n")).split("\n").at(-1));
}

/**
 * Starts the victim, lets it write, kills it, and looks at what is left.
 *
 * @param path The database; grows from trial to trial.
 * @param trial The number of the trial; tells its rows from all others.
 * @param options How long to let it write after its first row, ms.
 * @returns What was found.
 */
export async function killTrial(
  path: string,
  trial: number,
  options: { readonly lifeMs: number },
): Promise<Trial> {
  const startedAt = performance.now();
  const victim = new URL("./kill_writer_victim.ts", import.meta.url);
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", victim.pathname, path, String(trial)],
    stdout: "piped",
  }).spawn();
  let restartMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ackedRows = await lastNumber(child.stdout, () => {
    restartMs = performance.now() - startedAt;
    timer = setTimeout(() => child.kill("SIGKILL"), options.lifeMs);
  });
  clearTimeout(timer);
  await child.status;
  {
    // As the first to open it after the crash: only for this needs writing.
    using db = new DatabaseSync(path);
    const [check] = db.prepare("PRAGMA integrity_check").all();
    if (check?.["integrity_check"] !== "ok") {
      return { ackedRows, lostRows: ackedRows, isWhole: false, restartMs };
    }
  }
  using reader = openReader(path);
  const [series] = reader.series({ targets: [`trial ${trial}`] });
  const found = series === undefined
    ? 0
    : reader.samples(series, { fromMs: 0, toMs: Infinity }).length;
  const lostRows = Math.max(0, ackedRows - found);
  const isWhole = series === undefined || areSumsRight(reader, series);
  return { ackedRows, lostRows, isWhole, restartMs };
}

/** Whether minutes hold what their samples do. */
function areSumsRight(reader: StoreReader, series: Series): boolean {
  const period = { fromMs: 0, toMs: reader.rollups.summedUntilMs };
  const { sent } = reader.rollups.minutes(series, period);
  return sent.reduce((sum, probes) => sum + probes, 0) ===
    reader.samples(series, period).length;
}

if (import.meta.main) {
  const trials = Number(Deno.args[0] ?? 100);
  const folder = Deno.makeTempDirSync({ prefix: "bufferbane-kill-" });
  const results: Trial[] = [];
  for (let trial = 1; trial <= trials; trial++) {
    const lifeMs = Math.random() * 300;
    results.push(await killTrial(`${folder}/b.db`, trial, { lifeMs }));
  }
  Deno.removeSync(folder, { recursive: true });
  const sum = (of: (trial: Trial) => number) =>
    results.reduce((total, trial) => total + of(trial), 0);
  const lostRows = sum(({ lostRows }) => lostRows);
  const damaged = results.filter(({ isWhole }) => !isWhole).length;
  const silent = results.filter(({ ackedRows }) => ackedRows === 0).length;
  figure(
    `${trials} kills, ${sum(({ ackedRows }) => ackedRows)} rows acknowledged`,
    `${lostRows} lost, ${damaged} times damaged, ${silent} times none written`,
    lostRows + damaged + silent === 0,
  );
  const restartMs = Math.max(...results.map(({ restartMs }) => restartMs));
  figure(
    "slowest restart",
    `${Math.round(restartMs)} ms`,
    restartMs <= MAX_RESTART_MS,
  );
}
