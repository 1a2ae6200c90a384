import { DatabaseSync } from "node:sqlite";

/** A row of any query, by column. */
export type Row = Readonly<Record<string, string | number | bigint | null>>;

/**
 * Asks a monitor's database, also while it is written.
 *
 * @param path The database.
 * @param sql One SELECT.
 * @returns Its rows.
 */
export function query(path: string, sql: string): readonly Row[] {
  using db = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  // No column of ours is a blob.
  return db.prepare(sql).all() as Row[];
}

/** What the first column of the first row holds, as a number. */
export function count(path: string, sql: string): number {
  return Number(Object.values(query(path, sql)[0] ?? {})[0]);
}

/** How much of what had to be measured was stored. */
export interface Completeness {
  /** Rounds of pings that were made. */
  readonly rounds: number;
  /** Rounds that should have been: the first, and from the second to the last. */
  readonly due: number;
  /** Rounds left out after the second, by the monitor's own word. */
  readonly missed: number;
  /** How many pings there are of each target. */
  readonly byTarget: Readonly<Record<string, number>>;
}

/**
 * Counts rounds, and the pings of each target.
 *
 * @param path The database.
 * @param intervalMs From one round to the next.
 */
export function completenessOf(path: string, intervalMs = 1000): Completeness {
  const rows = query(
    path,
    `SELECT target, count(*) AS n FROM measurements
     WHERE test_type = 'icmp' GROUP BY target ORDER BY target`,
  );
  // The first round begins when the program is ready; the beat, by which the
  // others are late, is known from the second on.
  const beat = "FROM (SELECT * FROM ticks ORDER BY at_ms LIMIT -1 OFFSET 1)";
  const spanMs = count(
    path,
    `SELECT max(at_ms - late_us / 1e3) - min(at_ms - late_us / 1e3) ${beat}`,
  );
  const rounds = count(path, "SELECT count(*) FROM ticks");
  return {
    rounds,
    due: rounds < 2 ? rounds : 2 + Math.round(spanMs / intervalMs),
    missed: count(
      path,
      `SELECT ifnull(sum(missed_spoilt / 2), 0) ${beat}
       WHERE at_ms > (SELECT min(at_ms) ${beat})`,
    ),
    byTarget: Object.fromEntries(
      rows.map(({ target, n }) => [String(target), Number(n)]),
    ),
  };
}

/** Whether a database can be opened and asked already. */
export function isThere(path: string): boolean {
  try {
    return count(path, "SELECT count(*) FROM samples") > 0;
  } catch {
    // Not made yet, or its tables are not.
    return false;
  }
}
