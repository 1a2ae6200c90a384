/**
 * What a year of a default client takes, and how long it takes to look back on
 * it: 30 days of samples, 90 of minutes and 365 of hours, of five targets by
 * ICMP, four resolvers, one TCP endpoint and one interface.
 *
 * ```sh
 * deno run -A tests/peers/year.ts [--raw-days 30] [--keep FILE]
 * ```
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { StatisticsGatherer } from "../../client/analysis/mod.ts";
import { openReader } from "../../client/store/mod.ts";
import { figure } from "./figure.ts";
import { takenText, timed, timedOurs } from "./timed.ts";
import { makeYear, MEASURED } from "./year_database.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What the project wants to stay within. */
const MOST = {
  bytes: 2.5e9,
  errorPct: 1,
  chartS: 3,
  minutesS: 10,
  minutesMb: 200,
} as const;

/** How far percentiles of all samples' sums are from the exact ones, %. */
function worstErrorPct(path: string, days: number, nowMs: number): number {
  using reader = openReader(path);
  const period = { fromMs: nowMs - days * DAY_MS + HOUR_MS, toMs: nowMs };
  let worst = 0;
  for (const { series } of MEASURED) {
    const exact = new StatisticsGatherer(period);
    for (const columns of reader.sampleChunks(series, period)) {
      exact.add(columns);
    }
    const summed = new StatisticsGatherer(period);
    for (
      const part of reader.rollups.summed(series, period, { exactBelowMs: 0 })
    ) {
      if (part.kind === "samples") summed.add(part.columns);
      else summed.addRollup(part.rollup, part.period);
    }
    const [a, b] = [exact.finish(), summed.finish()];
    if (a.sent !== b.sent || a.lost !== b.lost || a.maxUs !== b.maxUs) {
      throw new Error(
        `${series.target}: sums differ: ${JSON.stringify([a, b])}`,
      );
    }
    for (const name of ["p50Us", "p95Us", "p99Us", "p999Us"] as const) {
      worst = Math.max(worst, 100 * Math.abs(b[name] - a[name]) / a[name]);
    }
  }
  return worst;
}

/** Reads 30 days of ten series as `diagnose` does, in a process of its own. */
function readMinutes(path: string): void {
  using reader = openReader(path);
  const nowMs = Date.now();
  const period = { fromMs: nowMs - 30 * DAY_MS, toMs: nowMs };
  const columns = reader.series().slice(0, 10)
    .map((series) => reader.rollups.minutes(series, period));
  const minutes = columns.reduce((sum, { length }) => sum + length, 0);
  if (minutes < 10 * 29 * 1440) throw new Error(`only ${minutes} minutes`);
}

/** How long looks at it take. */
async function look(path: string, png: string): Promise<void> {
  for (const last of ["365d", "90d", "30d", "7d"]) {
    const taken = await timedOurs(
      ...["chart", "latency_over_time", "--last", last],
      ...["--db", path, "--output", png],
    );
    figure({
      what: `\`chart --last ${last}\` of a year`,
      asked: `${MOST.chartS} s`,
      reached: takenText(taken),
      isReached: taken.seconds <= MOST.chartS,
    });
  }
  for (const last of ["365d", "30d"]) {
    const taken = await timedOurs("stats", "--last", last, "--db", path);
    figure({
      what: `\`stats --last ${last}\` of a year`,
      reached: takenText(taken),
    });
  }
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      "raw-days": { type: "string", default: "30" },
      keep: { type: "string" },
      "read-minutes": { type: "string" },
    },
  });
  if (values["read-minutes"]) return readMinutes(values["read-minutes"]);
  const folder = await Deno.makeTempDir();
  try {
    const path = values.keep ?? join(folder, "year.db");
    const rawDays = Number(values["raw-days"]);
    const nowMs = Date.now();
    const longestMs = makeYear(path, rawDays, nowMs);
    const { size } = await Deno.stat(path);
    figure({
      what:
        `a year of a default client: ${rawDays} days of samples, 90 of minutes, 365 of hours`,
      asked: `${MOST.bytes / 1e9} GB`,
      reached: `${(size / 1e6).toFixed(0)} MB`,
      isReached: size <= MOST.bytes,
    });
    const errorPct = worstErrorPct(path, rawDays, nowMs);
    figure({
      what:
        `percentiles of minutes and hours against exact ones, P50 to P99.9 of ${MEASURED.length} series`,
      asked: `${MOST.errorPct} %`,
      reached: `${errorPct.toFixed(2)} % at worst`,
      isReached: errorPct <= MOST.errorPct,
    });
    figure({
      what: "longest step of summing up, when far behind",
      reached: `${longestMs.toFixed(0)} ms, in the writer's thread`,
    });
    await look(path, join(folder, "chart.png"));
    const minutes = await timed([
      ...[Deno.execPath(), "run", "-A", "tests/peers/year.ts"],
      ...["--read-minutes", path],
    ]);
    figure({
      what: "minutes of 30 days of 10 series read, as columns",
      asked: `${MOST.minutesS} s, ${MOST.minutesMb} MB`,
      reached: `${takenText(minutes)}, start of the program included`,
      isReached: minutes.seconds <= MOST.minutesS &&
        minutes.peakMb <= MOST.minutesMb,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
