/** The tables that hold sums, and how one of them is read. @module */

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

/**
 * Reads the rows of one series or interface.
 *
 * @param query The database.
 * @param of Which table, whose, and when: starts from `fromMs`, below `toMs`.
 * @returns Start in Unix seconds, and bytes; oldest first.
 */
export function selectRollups(
  query: Query,
  of: {
    readonly subject: Subject;
    readonly grain: Grain;
    readonly id: number;
    readonly fromMs: number;
    readonly toMs: number;
  },
): readonly Row[] {
  const table = ROLLUP_TABLES[of.subject];
  return query(
    `SELECT ts, sums FROM ${table[of.grain]}
      WHERE ${table.owner} = ? AND ts >= ? AND ts < ? ORDER BY ts`,
    of.id,
    of.fromMs / 1000,
    of.toMs / 1000,
  );
}

/** The bytes of a row of {@linkcode selectRollups}. */
export function bytesOf(row: Row): Uint8Array {
  const [, bytes] = row;
  if (bytes instanceof Uint8Array) return bytes;
  throw new TypeError(
    `Cannot read sums from ${typeof bytes} (allowed: a BLOB)`,
  );
}
