/** Deletes by hand what is old, also while the monitor writes. @module */

import { DatabaseSync } from "node:sqlite";
import { explain, faultOf, StoreError } from "./errors.ts";
import { floorTo, HOUR_MS } from "./grain.ts";
import { selectHorizons } from "./horizons.ts";
import { openForReading } from "./open_reading.ts";
import { explainedQuery, type Query, queryOf } from "./query.ts";
import { RollupMaker } from "./rollup_maker.ts";
import { Shortening } from "./shortening.ts";

/** The monitor's writer waits between two steps for as long; ms. */
const LEAST_PAUSE_MS = 2;
/** Summing up waits for so long after a time has passed. */
const SETTLED_MS = 2 * HOUR_MS;

/** What a clean-up is to delete. */
export interface CleanupWish {
  /** All before this, Unix milliseconds; taken to the whole hour. */
  readonly beforeMs: number;
  /** Whether minutes, hours and load tests stay. */
  readonly keepsAggregations: boolean;
}

/** What a clean-up would delete. */
export interface CleanupPreview {
  /** Probes. */
  readonly probes: number;
  /** Minutes and hours, of series and interfaces. */
  readonly aggregations: number;
  /** Load tests. */
  readonly tests: number;
  /** The oldest of the probes, Unix milliseconds; `null` without one. */
  readonly oldestMs: number | null;
  /** The database's size now, bytes. */
  readonly sizeBytes: number;
}

function count(query: Query, table: string, beforeMs: number): number {
  const [row] = query(
    `SELECT count(*) FROM ${table} WHERE ts < ?`,
    floorTo(beforeMs, HOUR_MS) / 1000,
  );
  return Number(row?.[0]);
}

/**
 * Counts what a clean-up would delete; takes a second on a big database.
 *
 * @param path The database.
 * @param wish What is to go.
 * @returns What would go.
 * @throws {StoreError} When it cannot be read.
 */
export function previewCleanup(
  path: string,
  { beforeMs, keepsAggregations }: CleanupWish,
): CleanupPreview {
  using db = openForReading(path);
  const query = explainedQuery(path, queryOf(db));
  const total = (...tables: readonly string[]) =>
    tables.reduce((sum, table) => sum + count(query, table, beforeMs), 0);
  const [oldest] = query(
    "SELECT min(ts) FROM (SELECT min(ts) AS ts FROM samples UNION ALL " +
      "SELECT min(ts) FROM echo_samples)",
  );
  return {
    probes: total("samples", "echo_samples"),
    aggregations: keepsAggregations
      ? 0
      : total("minutes", "hours", "link_minutes", "link_hours"),
    tests: keepsAggregations ? 0 : total("tests"),
    oldestMs: oldest?.[0] ? 1000 * Number(oldest[0]) : null,
    sizeBytes: Deno.statSync(path).size,
  };
}

/** How a clean-up goes about it. */
export interface CleanupOptions {
  /** How long one step waits for another process's lock. */
  readonly busyTimeoutMs: number;
  /** Passes so many ms, so that others get their turn. */
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * Deletes, after what is kept of it has been summed up, and gives the space
 * back; in transactions of milliseconds with pauses as long.
 *
 * @param path The database; its monitor may be running.
 * @param wish What is to go.
 * @param options How.
 * @returns How many bytes the file has lost.
 * @throws {StoreError} When it cannot be written; what was done stays done.
 */
export async function cleanUp(
  path: string,
  wish: CleanupWish,
  options: CleanupOptions,
): Promise<number> {
  // Says what is wrong with a file that is not ours.
  openForReading(path).close();
  const { size } = await Deno.stat(path);
  using db = new DatabaseSync(path, { timeout: options.busyTimeoutMs });
  try {
    const beforeMs = floorTo(wish.beforeMs, HOUR_MS);
    const rollups = new RollupMaker(db);
    const query = queryOf(db);
    const hoursUntil = () => selectHorizons(query).hoursUntil;
    await repeat(db, options, () => {
      if (!wish.keepsAggregations || hoursUntil() >= beforeMs) return false;
      rollups.step(beforeMs + SETTLED_MS);
      return true;
    });
    const sumsMs = wish.keepsAggregations ? -Infinity : beforeMs;
    const shortening = new Shortening(db, {
      rawMs: beforeMs,
      minuteMs: sumsMs,
      hourMs: sumsMs,
    });
    await repeat(db, options, () => shortening.step());
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (error) {
    throw new StoreError(path, faultOf(error), {
      message: `Cannot clean up ${path}: ${explain(error)}`,
      cause: error,
    });
  }
  return size - (await Deno.stat(path)).size;
}

/** Does a step a transaction until there is none, and lets others write. */
async function repeat(
  db: DatabaseSync,
  { pause }: CleanupOptions,
  step: () => boolean,
): Promise<void> {
  for (let isMore = true; isMore;) {
    const startMs = performance.now();
    db.exec("BEGIN IMMEDIATE");
    try {
      isMore = step();
      db.exec("COMMIT");
    } finally {
      if (db.isTransaction) db.exec("ROLLBACK");
    }
    await pause(Math.max(LEAST_PAUSE_MS, performance.now() - startMs));
  }
}
