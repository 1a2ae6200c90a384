/**
 * How long do pictures, reports and exports take? Makes 30 days of 10 series
 * on two interfaces, one probe a second each, and times the program, as whole
 * processes.
 *
 * ```sh
 * TMPDIR=/dev/shm deno run -A tests/peers/look_back_cost.ts [--days 30] [--series 10]
 * ```
 *
 * The result is a table in Markdown, then JSON.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { Batch } from "../../client/store/batch.ts";
import {
  answered,
  seriesOf,
  tickAt,
  wallNs,
} from "../../client/store/testing.ts";
import { Writer } from "../../client/store/writer.ts";
import { CHART_TYPES } from "../../client/charts/charts.ts";
import type { TestResult } from "../../client/model/mod.ts";
import { seededRandom } from "../support/random.ts";

const DAY_S = 86_400;
const DATE = (ms: number) => new Date(ms).toLocaleString("sv");

/**
 * Writes probes, a second apart, and load tests.
 *
 * @param path The database to be.
 * @param options How many days and series, and when they end.
 */
export function writeDays(
  path: string,
  { days, count, endMs }: {
    readonly days: number;
    readonly count: number;
    readonly endMs: number;
  },
): void {
  const random = seededRandom(1);
  const startMs = endMs - days * DAY_S * 1000;
  const run = {
    startedMs: startMs,
    pid: 1,
    bootId: "",
    host: "lab",
    version: "0",
  };
  const writer = new Writer({ path, run, busyTimeoutMs: 1000 }, {
    onCheck: () => {},
    onRepair: () => {},
  });
  const series = Array.from(
    { length: count },
    (_, index) =>
      seriesOf({
        target: `192.0.2.${1 + Math.floor(index / 2)}`,
        interface: index % 2 === 0 ? "eth0" : "eth1",
      }),
  );
  const batch = new Batch();
  for (let second = 0; second < days * DAY_S; second++) {
    const at = wallNs(startMs + second * 1000 + 60);
    batch.tick(tickAt(at));
    if (second % (4 * 3600) === 0) {
      batch.entry({ kind: "test", test: testAt(startMs + second * 1000) });
    }
    for (const one of series) {
      const rttUs = Math.round(12_000 - 3000 * Math.log(1 - random()));
      batch.sample(answered(one, at, { rttUs }), 1_000_000);
    }
    if (batch.rows > 900) {
      writer.write(batch.columns());
      writer.tidy();
      batch.clear();
    }
  }
  writer.write(batch.columns());
  writer.close();
}

/** A load test, every sixth of them a bufferbloat test. */
function testAt(atMs: number): TestResult {
  const isBloat = (atMs / 1000) % DAY_S < 4 * 3600;
  const spread = { p50Ns: 2e7, p95Ns: 3e7 };
  return {
    atMs,
    durationMs: 20_000,
    kind: isBloat ? "bloat" : "throughput",
    method: "tcp",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: 1e7,
    downloadBps: 1e8,
    sentBytes: 1e7,
    receivedBytes: 1e8,
    grade: isBloat ? "A" : null,
    details: JSON.stringify(
      isBloat
        ? { idle: spread, phases: [{ kind: "upload", rtt: spread }] }
        : {},
    ),
  };
}

/** How long a program took, and how much memory at most. */
interface Cost {
  readonly seconds: number;
  readonly peakMb: number;
}

async function timed(command: string, args: readonly string[]): Promise<Cost> {
  const startMs = performance.now();
  const child = new Deno.Command(command, {
    args: [...args],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(child.pid));
  }, 100);
  const { success, stderr } = await child.output();
  clearInterval(watch);
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return { seconds: (performance.now() - startMs) / 1000, peakMb };
}

/** The most it had so far; 0 once it is gone. */
function residentMb(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch (error) {
    const isGone = error instanceof Deno.errors.NotFound ||
      error instanceof Error && "code" in error && error.code === "ESRCH";
    if (isGone) return 0;
    throw error;
  }
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      days: { type: "string", default: "30" },
      series: { type: "string", default: "10" },
    },
  });
  const folder = await Deno.makeTempDir();
  try {
    const days = Number(values.days);
    const database = join(folder, "days.db");
    const endMs = Date.now();
    writeDays(database, { days, count: Number(values.series), endMs });
    const day = ["--start", DATE(endMs - DAY_S * 1000), "--end", DATE(endMs)];
    const all = [
      "--start",
      DATE(endMs - days * DAY_S * 1000),
      "--end",
      DATE(endMs),
    ];
    const ours = (...more: readonly string[]) =>
      timed(Deno.execPath(), [
        ...["run", "-A", "client/main.ts", ...more, "--db", database],
      ]);
    const png = join(folder, "chart.png");
    const csv = join(folder, "day.csv");
    const query = "SELECT interface, AVG(rtt_ms), AVG(jitter_ms), " +
      "AVG(packet_loss_pct) FROM measurements WHERE timestamp > " +
      "strftime('%s','now','-1 hour') AND target='192.0.2.1' GROUP BY interface";
    const rows: (readonly [string, Cost])[] = [
      [
        "24 h charted",
        await ours("chart", "latency_over_time", ...day, "--output", png),
      ],
      ["24 h exported to CSV", await ours("export", ...day, "--output", csv)],
      ["24 h statistics", await ours("stats", ...day)],
      [`${days} days statistics`, await ours("stats", ...all)],
      [
        "the documents' query, sqlite3 shell",
        await timed("sqlite3", [database, query]),
      ],
    ];
    for (const type of CHART_TYPES) {
      const cost = await ours("chart", type, ...all, "--output", png);
      rows.push([`${days} days, ${type}`, cost]);
    }
    const html = join(folder, "report.html");
    rows.push([
      `${days} days, report as text`,
      await ours("report", ...all, "--output", html),
    ], [
      `${days} days, report as HTML`,
      await ours("report", ...all, "--format", "html", "--output", html),
    ]);
    const whole = await ours("export", ...all, "--output", csv);
    const samples = days * DAY_S * Number(values.series);
    rows.push([
      `${days} days exported to CSV (${
        (samples / whole.seconds / 1000).toFixed(0)
      },000 rows/s)`,
      whole,
    ]);
    const { size } = await Deno.stat(database);
    const text = `\
| ${values.series} series, ${days} days, ${
      (size / 1e6).toFixed(0)
    } MB | time | memory at most |
| --- | --- | --- |
${
      rows.map(([name, { seconds, peakMb }]) =>
        `| ${name} | ${seconds.toFixed(2)} s | ${peakMb.toFixed(0)} MB |\n`
      ).join("")
    }
${JSON.stringify(Object.fromEntries(rows))}
`;
    await Deno.stdout.write(new TextEncoder().encode(text));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
