/** The tables that hold sums, and how one of them is read. @module */

import type { Period } from "../model/mod.ts";
import type { Query, Row } from "./query.ts";

/** How long what a row sums up is. */
export type Grain = "minute" | "hour";

/** Of whom there are sums, by what they are made of. */
export const ROLLUP_TABLES = {
  series: { minute: "minutes", hour: "hours", owner: "series_id" },
  link: { minute: "link_minutes", hour: "link_hours", owner: "link_id" },
  traffic: {
    minute: "traffic_minutes",
    hour: "traffic_hours",
    owner: "link_id",
  },
} as const;

/** Whose sums. */
export type Subject = keyof typeof ROLLUP_TABLES;

/** Which sums: of what, whose, and from `fromMs` to below `toMs`. */
export interface RollupChoice extends Period {
  /** Of what. */
  readonly subject: Subject;
  /** How long each is. */
  readonly grain: Grain;
  /** The series or the interface. */
  readonly id: number;
}

/** Rows in memory at once: a day of minutes. */
const PAGE_ROWS = 1440;

/**
 * Reads sums, a page after the other.
 *
 * @param query The database.
 * @param of Which.
 * @yields Start in Unix seconds, and bytes; oldest first.
 */
export function* selectRollups(
  query: Query,
  of: RollupChoice,
): Generator<Row> {
  const table = ROLLUP_TABLES[of.subject];
  const sql = `SELECT ts, sums FROM ${table[of.grain]}
    WHERE ${table.owner} = ? AND ts >= ? AND ts < ?
    ORDER BY ts LIMIT ${PAGE_ROWS}`;
  for (let fromS = of.fromMs / 1000;;) {
    const page = query(sql, of.id, fromS, of.toMs / 1000);
    yield* page;
    if (page.length < PAGE_ROWS) return;
    fromS = Number(page.at(-1)?.[0]) + 1;
  }
}

/**
 * Counts sums.
 *
 * @param query The database.
 * @param of Which.
 * @returns How many rows {@linkcode selectRollups} yields, unless some are
 *   added meanwhile.
 */
export function countRollups(query: Query, of: RollupChoice): number {
  const table = ROLLUP_TABLES[of.subject];
  const [row] = query(
    `SELECT count(*) FROM ${table[of.grain]}
      WHERE ${table.owner} = ? AND ts >= ? AND ts < ?`,
    of.id,
    of.fromMs / 1000,
    of.toMs / 1000,
  );
  return Number(row?.[0]);
}

/** The bytes of a row of {@linkcode selectRollups}. */
export function bytesOf(row: Row): Uint8Array {
  const [, bytes] = row;
  if (bytes instanceof Uint8Array) return bytes;
  throw new TypeError(
    `Cannot read sums from ${typeof bytes} (allowed: a BLOB)`,
  );
}
