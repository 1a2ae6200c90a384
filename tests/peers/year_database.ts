/** A year of a default client, drawn rather than measured. @module */

import { DatabaseSync } from "node:sqlite";
import type { Series } from "../../client/model/mod.ts";
import { linkCells } from "../../client/store/link_cells.ts";
import { RollupMaker } from "../../client/store/rollup_maker.ts";
import { seriesKey } from "../../client/store/rows.ts";
import { seriesOf } from "../../client/store/testing.ts";
import { freshDatabase } from "./fresh_database.ts";

const DAY_S = 86_400;
const DAY_MS = 1000 * DAY_S;
const HOUR_MS = 3_600_000;
const MINUTE_DAYS = 90;
const HOUR_DAYS = 365;

/** What is measured, every how many seconds, and from which round trip on. */
export const MEASURED: readonly {
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

/**
 * Makes it: samples drawn by SQLite itself, minutes and hours of them summed
 * up by the program, and older ones as copies of these.
 *
 * @param path The database to be.
 * @param rawDays Of how many days samples are kept.
 * @param nowMs Its end, Unix ms.
 * @returns The longest step of summing up, ms.
 */
export function makeYear(path: string, rawDays: number, nowMs: number): number {
  const endS = Math.floor(nowMs / 1000);
  const startS = endS - rawDays * DAY_S;
  // Makes an empty database of this version.
  const writer = freshDatabase(path, nowMs);
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
