/**
 * How long do pictures, reports and exports take? Makes 30 days of 10 series
 * on two interfaces, one probe a second each, and times the program, as whole
 * processes; the sqlite3 shell beside it, on the same file.
 *
 * ```sh
 * TMPDIR=/dev/shm deno run -A tests/peers/look_back_cost.ts [--days 30]
 *   [--series 10] [--day]
 * ```
 *
 * `--day` looks at the last 24 hours only.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { CHART_TYPES } from "../../client/charts/charts.ts";
import { figure } from "./figure.ts";
import { writeDays } from "./month_database.ts";
import { type Taken, takenText, timed, timedOurs } from "./timed.ts";

const DAY_S = 86_400;
/** What the project wants to stay within. */
const MOST = {
  dayChartS: 1,
  dayCsvS: 2,
  chartS: 3,
  reportS: 10,
  queryS: 0.05,
} as const;
const LEAST_ROWS_PER_S = 200_000;

/** As `docs/operating` shows it. */
const QUERY = "SELECT interface, AVG(rtt_ms), AVG(jitter_ms), " +
  "AVG(packet_loss_pct) FROM measurements WHERE timestamp > " +
  "strftime('%s','now','-1 hour') AND target='192.0.2.1' GROUP BY interface";

/** A database to look back on. */
interface Month {
  readonly folder: string;
  readonly database: string;
  readonly days: number;
  readonly series: number;
  readonly endMs: number;
}

/** A figure of time, as asked. */
function within(what: string, mostS: number, taken: Taken): void {
  figure({
    what,
    asked: `${mostS} s`,
    reached: takenText(taken),
    isReached: taken.seconds <= mostS,
  });
}

/** The last days of it, as options. */
function lastDays({ endMs }: Month, days: number): readonly string[] {
  const text = (ms: number) => new Date(ms).toLocaleString("sv");
  const startMs = endMs - days * DAY_S * 1000;
  return ["--start", text(startMs), "--end", text(endMs)];
}

/** All rows of a period as CSV, by us and by the sqlite3 shell. */
async function exportDays(
  month: Month,
  days: number,
): Promise<{
  readonly ours: Taken;
  readonly rowsPerS: number;
  readonly text: Readonly<Record<"what" | "reached" | "peer", string>>;
}> {
  const { folder, database, series, endMs } = month;
  const samples = days * DAY_S * series;
  const csv = join(folder, "out.csv");
  const ours = await timedOurs(
    ...["export", ...lastDays(month, days), "--db", database],
    ...["--output", csv],
  );
  const fromS = Math.floor(endMs / 1000) - days * DAY_S;
  const theirs = await timed([
    ...["sqlite3", "-csv", "-header", "-cmd", `.output ${csv}`, database],
    `SELECT * FROM measurements WHERE timestamp >= ${fromS}`,
  ]);
  const rowsPerS = samples / ours.seconds;
  const text = {
    what: `${periodText(month, days)} as CSV, ${
      (samples / 1e6).toFixed(1)
    } million rows`,
    reached: `${takenText(ours)}, ${(rowsPerS / 1000).toFixed(0)},000 rows/s`,
    peer: `\`sqlite3 -csv\` on the same file ${takenText(theirs)}: ${
      (theirs.seconds / ours.seconds).toFixed(1)
    } times our time`,
  };
  return { ours, rowsPerS, text };
}

/** E.g. `24 hours of 5 series`. */
function periodText({ series }: Month, days: number): string {
  return `${days === 1 ? "24 hours" : `${days} days`} of ${series} series`;
}

/** The last 24 hours. */
async function lookAtDay(month: Month): Promise<void> {
  const { folder, database } = month;
  const day = [...lastDays(month, 1), "--db", database];
  const png = join(folder, "chart.png");
  within(
    `${periodText(month, 1)} charted`,
    MOST.dayChartS,
    await timedOurs("chart", "latency_over_time", ...day, "--output", png),
  );
  const { ours, text } = await exportDays(month, 1);
  figure({
    ...text,
    asked: `${MOST.dayCsvS} s`,
    isReached: ours.seconds <= MOST.dayCsvS,
  });
}

/** All of it. */
async function lookAtAll(month: Month): Promise<void> {
  const { folder, database, days } = month;
  const all = [...lastDays(month, days), "--db", database];
  const name = periodText(month, days);
  figure({
    what: `\`stats\` of ${name}`,
    reached: takenText(await timedOurs("stats", ...all)),
  });
  within(
    `the documents' query in the \`sqlite3\` shell, its start included, ${days} days`,
    MOST.queryS,
    await timed(["sqlite3", database, QUERY]),
  );
  const png = join(folder, "chart.png");
  for (const type of CHART_TYPES) {
    within(
      `${name}, chart ${type}`,
      MOST.chartS,
      await timedOurs("chart", type, ...all, "--output", png),
    );
  }
  const report = join(folder, "report");
  for (const format of ["text", "html"]) {
    within(
      `${name}, report as ${format}`,
      MOST.reportS,
      await timedOurs(
        ...["report", ...all, "--format", format, "--output", report],
      ),
    );
  }
  const { rowsPerS, text } = await exportDays(month, days);
  figure({
    ...text,
    asked: "200,000 rows/s in constant memory",
    isReached: rowsPerS >= LEAST_ROWS_PER_S,
  });
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      days: { type: "string", default: "30" },
      series: { type: "string", default: "10" },
      day: { type: "boolean", default: false },
    },
  });
  const folder = await Deno.makeTempDir();
  try {
    const [days, series] = [Number(values.days), Number(values.series)];
    const database = join(folder, "days.db");
    const endMs = Date.now();
    writeDays(database, { days, count: series, endMs });
    const month = { folder, database, days, series, endMs };
    await (values.day ? lookAtDay(month) : lookAtAll(month));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
