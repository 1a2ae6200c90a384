/**
 * How long do pictures and exports take? Makes 30 days of 5 series, one probe
 * a second each, and times the program, as whole processes.
 *
 * ```sh
 * deno run -A tests/peers/look_back_cost.ts [--days 30] [--series 5]
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
import { seededRandom } from "../support/random.ts";

const DAY_S = 86_400;
const DATE = (ms: number) => new Date(ms).toLocaleString("sv");

function writeDays(
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
    (_, index) => seriesOf({ target: `192.0.2.${index + 1}` }),
  );
  const batch = new Batch();
  for (let second = 0; second < days * DAY_S; second++) {
    const at = wallNs(startMs + second * 1000 + 60);
    batch.tick(tickAt(at));
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

async function timed(
  command: string,
  args: readonly string[],
): Promise<number> {
  const startMs = performance.now();
  const { success, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return (performance.now() - startMs) / 1000;
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      days: { type: "string", default: "30" },
      series: { type: "string", default: "5" },
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
    const rows: readonly (readonly [string, number])[] = [
      [
        "24 h charted",
        await ours("chart", "latency_over_time", ...day, "--output", png),
      ],
      ["24 h exported to CSV", await ours("export", ...day, "--output", csv)],
      ["24 h statistics", await ours("stats", ...day)],
      [
        `${days} days charted`,
        await ours("chart", "latency_over_time", ...all, "--output", png),
      ],
      [`${days} days statistics`, await ours("stats", ...all)],
      [
        "the documents' query, sqlite3 shell",
        await timed("sqlite3", [database, query]),
      ],
    ];
    const { size } = await Deno.stat(database);
    const text = `\
| ${values.series} series, ${days} days, ${(size / 1e6).toFixed(0)} MB | time |
| --- | --- |
${
      rows.map(([name, seconds]) => `| ${name} | ${seconds.toFixed(2)} s |\n`)
        .join("")
    }
${JSON.stringify(Object.fromEntries(rows))}
`;
    await Deno.stdout.write(new TextEncoder().encode(text));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
