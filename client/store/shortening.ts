import type { DatabaseSync } from "node:sqlite";
import { keepHorizons, selectHorizons } from "./horizons.ts";
import { type Query, queryOf } from "./query.ts";
import { Statements } from "./statements.ts";

/** What goes, Unix milliseconds; -Infinity keeps all. */
export interface Cutoffs {
  /** Samples and seconds before this. */
  readonly rawMs: number;
  /** Minutes before this. */
  readonly minuteMs: number;
  /** Hours and load tests before this. */
  readonly hourMs: number;
}

/** Rows that go in one transaction, as so much time of one owner. */
const STEP_S = 3_600;
/** Pages given back in one transaction: 1 MB. */
const STEP_PAGES = 256;

/** A table to be shortened: of one owner's rows, or as a whole. */
interface Shortened {
  readonly table: string;
  /** The owner's column and table; none where time alone is the key. */
  readonly owner?: readonly [column: string, table: "series" | "links"];
  /** Where the time is. */
  readonly column: string;
  /** Its units a second. */
  readonly perSecond: 1 | 1000;
  /** What else a row must be. */
  readonly where?: string;
  /** Done to such rows instead of deleting them. */
  readonly instead?: string;
}

const OF_SERIES = {
  owner: ["series_id", "series"],
  column: "ts",
  perSecond: 1,
} as const;
const OF_LINKS = {
  owner: ["link_id", "links"],
  column: "ts",
  perSecond: 1,
} as const;
const AT_MS = { column: "at_ms", perSecond: 1000 } as const;

const TABLES: Readonly<Record<keyof Cutoffs, readonly Shortened[]>> = {
  rawMs: [
    { table: "samples", ...OF_SERIES },
    { table: "echo_samples", ...OF_SERIES },
    { table: "odd_samples", ...OF_SERIES },
    { table: "link_seconds", ...OF_LINKS },
    { table: "traffic_seconds", ...OF_LINKS },
    { table: "ticks", ...AT_MS },
    // The way that was found to have changed is worth as much as an hour.
    { table: "path_traces", ...AT_MS, where: "AND NOT is_changed" },
    {
      table: "tests",
      column: "ts",
      perSecond: 1,
      where: "AND details <> '{}'",
      instead: "details = '{}'",
    },
  ],
  minuteMs: [
    { table: "minutes", ...OF_SERIES },
    { table: "link_minutes", ...OF_LINKS },
    { table: "traffic_minutes", ...OF_LINKS },
  ],
  hourMs: [
    { table: "hours", ...OF_SERIES },
    { table: "link_hours", ...OF_LINKS },
    { table: "traffic_hours", ...OF_LINKS },
    { table: "tests", column: "ts", perSecond: 1 },
    { table: "path_traces", ...AT_MS },
    { table: "stretches", column: "last_ms", perSecond: 1000 },
  ],
};

/**
 * Deletes what is too old and gives its space back, step by step. A step's
 * transaction is the caller's.
 */
export class Shortening {
  readonly #query: Query;
  readonly #statements: Statements;
  readonly #cutoffs: Cutoffs;
  #hasBegun = false;

  /**
   * Begins nothing yet.
   *
   * @param db Migrated and writable.
   * @param cutoffs What goes.
   */
  constructor(db: DatabaseSync, cutoffs: Cutoffs) {
    this.#query = queryOf(db);
    this.#statements = new Statements(db);
    this.#cutoffs = cutoffs;
  }

  /**
   * Deletes an hour of one table's rows, or gives a megabyte back.
   *
   * @returns Whether there is more to do.
   */
  step(): boolean {
    if (!this.#hasBegun) this.#begin();
    for (const kind of ["rawMs", "minuteMs", "hourMs"] as const) {
      for (const table of TABLES[kind]) {
        if (this.#shorten(table, this.#cutoffs[kind])) return true;
      }
    }
    return this.#giveBack();
  }

  /** From now on nobody looks for what is about to go. */
  #begin(): void {
    const { rawMs, minuteMs, hourMs } = this.#cutoffs;
    const before = selectHorizons(this.#query);
    keepHorizons(this.#statements, {
      rawFrom: Math.max(before.rawFrom, rawMs),
      minutesFrom: Math.max(before.minutesFrom, minuteMs),
      hoursFrom: Math.max(before.hoursFrom, hourMs),
    });
    this.#hasBegun = true;
  }

  #shorten(shortened: Shortened, beforeMs: number): boolean {
    const { owner, perSecond } = shortened;
    const before = Math.floor(beforeMs / 1000) * perSecond;
    if (!(before > 0)) return false;
    if (owner === undefined) return this.#shortenPart(shortened, before, []);
    return this.#query(`SELECT id FROM ${owner[1]}`)
      .some(([id]) => this.#shortenPart(shortened, before, [Number(id)]));
  }

  #shortenPart(
    { table, owner, column, perSecond, where = "", instead }: Shortened,
    before: number,
    ids: readonly number[],
  ): boolean {
    const own = owner === undefined ? "" : `${owner[0]} = ? AND`;
    const [row] = this.#query(
      `SELECT ${column} FROM ${table} WHERE ${own} ${column} < ? ${where}
        ORDER BY ${column} LIMIT 1`,
      ...ids,
      before,
    );
    if (row === undefined) return false;
    const first = Number(row[0]);
    const act = instead === undefined
      ? `DELETE FROM ${table}`
      : `UPDATE ${table} SET ${instead}`;
    this.#statements.of(
      `${act} WHERE ${own} ${column} >= ? AND ${column} < ? ${where}`,
    ).run(...ids, first, Math.min(first + STEP_S * perSecond, before));
    return true;
  }

  #giveBack(): boolean {
    const [row] = this.#query("PRAGMA freelist_count");
    if (Number(row?.[0]) === 0) return false;
    this.#query(`PRAGMA incremental_vacuum(${STEP_PAGES})`);
    return true;
  }
}
