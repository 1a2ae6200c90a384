/**
 * What a year of a default client takes, and how long it takes to look back on
 * it: 30 days of samples, 90 of minutes and 365 of hours, of five targets by
 * ICMP, four resolvers, one TCP endpoint and one interface.
 *
 * ```sh
 * deno run -A tests/peers/year.ts [--raw-days 30] [--keep FILE]
 * ```
 *
 * Samples are drawn by SQLite itself, minutes and hours of them are summed up
 * by the program, and older ones are copies of these. The result is a table in
 * Markdown.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { StatisticsGatherer } from "../../client/analysis/mod.ts";
import type { Series } from "../../client/model/mod.ts";
import { linkCells } from "../../client/store/link_cells.ts";
import { openReader } from "../../client/store/mod.ts";
import { RollupMaker } from "../../client/store/rollup_maker.ts";
import { seriesKey } from "../../client/store/rows.ts";
import { seriesOf } from "../../client/store/testing.ts";
import { Writer } from "../../client/store/writer.ts";

const DAY_S = 86_400;
const DAY_MS = 1000 * DAY_S;
const HOUR_MS = 3_600_000;
const MINUTE_DAYS = 90;
const HOUR_DAYS = 365;

/** What is measured, every how many seconds, and from which round trip on. */
const MEASURED: readonly {
  readonly series: Series;
  readonly everyS: number;
  readonly baseUs: number;
}[] = [
  ...[300, 8_000, 12_000, 15_000, 30_000].map((baseUs, i) => ({
    series: seriesOf({ target: `192.0.2.${i + 1}` }),
    everyS: 1,
    baseUs,
  })),
  ...[1, 2, 3, 4].flatMap((i) =>
    [["cached", 10], ["random", 60]].map(([variant, everyS]) => ({
      series: seriesOf({
        probe: "dns",
        target: `198.51.100.${i}`,
        variant: String(variant),
      }),
      everyS: Number(everyS),
      baseUs: 9_000 * i,
    }))
  ),
  {
    series: seriesOf({ probe: "tcp", target: "1.1.1.1", variant: "443" }),
    everyS: 10,
    baseUs: 12_000,
  },
];

/** One probe in 500 is lost; the others are skewed as queues make them. */
function drawSamples(db: DatabaseSync, startS: number, endS: number): void {
  const insertSeries = db.prepare(`INSERT INTO series (probe, interface,
    connection_type, target, role, family, variant, server)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  for (const { series, everyS, baseUs } of MEASURED) {
    const { lastInsertRowid } = insertSeries.run(...seriesKey(series));
    db.exec(`WITH RECURSIVE second(ts) AS (SELECT ${startS} UNION ALL
        SELECT ts + ${everyS} FROM second WHERE ts + ${everyS} < ${endS}),
      draw AS MATERIALIZED (SELECT ts, abs(random() % 1000000) / 1e6 AS u
        FROM second)
      INSERT INTO samples
      SELECT ${lastInsertRowid}, ts, 60, CASE WHEN u < 0.002 THEN 2 ELSE 0 END,
        CASE WHEN u >= 0.002 THEN
          CAST(${baseUs} * (0.95 + 0.05 / (1.02 - u)) AS INTEGER) END,
        CASE WHEN u >= 0.004 THEN CAST(${baseUs} * u / 20 AS INTEGER) END
      FROM draw`);
  }
  db.exec(`WITH RECURSIVE second(ts) AS (SELECT ${startS} UNION ALL
      SELECT ts + 1 FROM second WHERE ts + 1 < ${endS})
    INSERT INTO ticks SELECT 1000 * ts + 60, abs(random() % 200),
      abs(random() % 2000), 0 FROM second`);
}

function drawLinkSeconds(db: DatabaseSync, startS: number, endS: number): void {
  db.exec("INSERT INTO links VALUES (1, 'eth0', 'wired'); BEGIN");
  const insert = db.prepare("INSERT INTO link_seconds VALUES (1, ?, ?)");
  for (let rowS = startS - startS % 20; rowS < endS; rowS += 20) {
    const parts = Array.from({ length: 20 }, (_, i) =>
      linkCells({
        atMs: 1000 * (rowS + i) + 60,
        interface: "eth0",
        connectionType: "wired",
        spanMs: 1000,
        receivedBytes: Math.floor(10 ** (2 + 4 * Math.random())),
        sentBytes: Math.floor(10 ** (2 + 3 * Math.random())),
        receivedPackets: Math.floor(200 * Math.random()),
        sentPackets: Math.floor(150 * Math.random()),
        errors: 0,
        drops: 0,
        collisions: 0,
        hasCarrier: true,
        ownLoadBytes: 0,
        wifi: null,
      }).bytes);
    insert.run(rowS, new Uint8Array(parts.flatMap((part) => [...part])));
  }
  db.exec("COMMIT");
}

/** Sums up all of it, as the writer's thread does. */
function sumUp(db: DatabaseSync, nowMs: number): number {
  const rollups = new RollupMaker(db);
  let longestMs = 0;
  while (rollups.isDue(nowMs)) {
    const startMs = performance.now();
    db.exec("BEGIN IMMEDIATE");
    rollups.step(nowMs);
    db.exec("COMMIT");
    longestMs = Math.max(longestMs, performance.now() - startMs);
  }
  return longestMs;
}

/** Repeats minutes and hours into the past, as often as they are kept. */
function repeatSums(db: DatabaseSync, rawDays: number, nowMs: number): void {
  const tables: readonly (readonly [string, string, number])[] = [
    ["minutes", "series_id", MINUTE_DAYS],
    ["link_minutes", "link_id", MINUTE_DAYS],
    ["hours", "series_id", HOUR_DAYS],
    ["link_hours", "link_id", HOUR_DAYS],
  ];
  for (const [table, owner, days] of tables) {
    const oldestS = Math.floor(nowMs / 1000) - days * DAY_S;
    for (let back = rawDays; back < days; back *= 2) {
      db.exec(`INSERT OR IGNORE INTO ${table}
        SELECT ${owner}, ts - ${back * DAY_S}, sums FROM ${table}
        WHERE ts - ${back * DAY_S} >= ${oldestS}`);
    }
  }
  const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  db.exec(`UPDATE stretches SET first_ms = ${hourMs - HOUR_DAYS * DAY_MS};
    DELETE FROM horizons WHERE name LIKE '%From';
    INSERT INTO horizons (name, at_ms) VALUES
      ('rawFrom', ${hourMs - rawDays * DAY_MS + HOUR_MS}),
      ('minutesFrom', ${hourMs - MINUTE_DAYS * DAY_MS}),
      ('hoursFrom', ${hourMs - HOUR_DAYS * DAY_MS})`);
}

function makeYear(path: string, rawDays: number, nowMs: number): number {
  const endS = Math.floor(nowMs / 1000);
  const startS = endS - rawDays * DAY_S;
  const run = {
    startedMs: nowMs,
    pid: 1,
    bootId: "",
    host: "lab",
    version: "0",
  };
  // Makes an empty database of this version.
  const writer = new Writer({ path, run, busyTimeoutMs: 1000 }, {
    onCheck: () => {},
    onRepair: () => {},
  });
  writer.open();
  writer.close();
  using db = new DatabaseSync(path);
  db.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -65536");
  drawSamples(db, startS, endS);
  drawLinkSeconds(db, startS, endS);
  const longestMs = sumUp(db, nowMs);
  repeatSums(db, rawDays, nowMs);
  return longestMs;
}

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

/** Runs a program; s, and its largest resident memory in MB. */
async function timed(
  args: readonly string[],
): Promise<{ readonly seconds: number; readonly peakMb: number }> {
  const startMs = performance.now();
  const { success, stderr } = await new Deno.Command("/usr/bin/time", {
    args: ["-f", "%M", Deno.execPath(), "run", "-A", ...args],
    stdout: "null",
    stderr: "piped",
  }).output();
  const said = new TextDecoder().decode(stderr).trim().split("\n");
  if (!success) throw new Error(said.join("\n"));
  return {
    seconds: (performance.now() - startMs) / 1000,
    peakMb: Number(said.at(-1)) * 1024 / 1e6,
  };
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
    const png = join(folder, "chart.png");
    const chart = (last: string) =>
      timed([
        ...["client/main.ts", "chart", "latency_over_time", "--last", last],
        ...["--db", path, "--output", png],
      ]);
    const rows: [string, string][] = [
      ["size", `${(size / 1e6).toFixed(0)} MB`],
      ["longest step of summing up", `${longestMs.toFixed(0)} ms`],
      [
        "percentiles of sums against exact ones",
        `${worstErrorPct(path, rawDays, nowMs).toFixed(2)} %`,
      ],
    ];
    const looks: readonly (readonly [string, readonly string[]])[] = [
      ["minutes of 30 d x 10 series", [
        "tests/peers/year.ts",
        "--read-minutes",
        path,
      ]],
      ["stats --last 365d", [
        "client/main.ts",
        "stats",
        "--last",
        "365d",
        "--db",
        path,
      ]],
      ["stats --last 30d", [
        "client/main.ts",
        "stats",
        "--last",
        "30d",
        "--db",
        path,
      ]],
    ];
    for (const last of ["365d", "90d", "30d", "7d"]) {
      const { seconds, peakMb } = await chart(last);
      rows.push([
        `chart --last ${last}`,
        `${seconds.toFixed(2)} s, ${peakMb.toFixed(0)} MB`,
      ]);
    }
    for (const [name, look] of looks) {
      const { seconds, peakMb } = await timed(look);
      rows.push([name, `${seconds.toFixed(2)} s, ${peakMb.toFixed(0)} MB`]);
    }
    const table = ["| what | figure |", "| --- | --- |"]
      .concat(rows.map(([what, figure]) => `| ${what} | ${figure} |`));
    Deno.stdout.writeSync(new TextEncoder().encode(`${table.join("\n")}\n`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
