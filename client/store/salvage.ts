import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { faultOf } from "./errors.ts";
import { migrate } from "./migrations.ts";
import type {} from "./node_sqlite.ts";

/** Keys are positive and below this, in seconds as in milliseconds. */
const KEY_END = 2 ** 53;
/** The widest stretch of keys copied in one statement. */
const WIDEST = 2 ** 26;

/** A table, or one series' part of it, in the order of an integer key. */
interface Stretch {
  readonly table: string;
  readonly column: string;
  /** Narrows it to one series; else empty. */
  readonly where: string;
}

/** How SQLite says that the text by which a table was made is damaged. */
const SPOILT_TABLE = /no such (table|column): |has \d+ columns but \d+ values/;

/**
 * Runs a read of the damaged file; `undefined` where it is unreadable. ATTACH
 * says "unable to open" when it cannot read the schema.
 */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const fault = faultOf(error);
    if (fault === "corrupt" || fault === "unreadable") return undefined;
    if (SPOILT_TABLE.test(String(error))) return undefined;
    throw error;
  }
}

/** Lets SQLite read a file that was cut short. */
function tolerateCut(db: DatabaseSync): void {
  db.enableDefensive(false);
  db.exec("PRAGMA writable_schema = ON");
}

/** The first key from `from` on: `null` if none, `undefined` if unreadable. */
function seek(
  db: DatabaseSync,
  from: number,
  { table, column, where }: Stretch,
): number | null | undefined {
  return attempt(() => {
    const row = db.prepare(
      `SELECT ${column} AS key FROM damaged.${table}
        WHERE ${column} >= ${from} ${where} ORDER BY ${column} LIMIT 1`,
    ).get();
    return row === undefined ? null : Number(row["key"]);
  });
}

/** The first key after `from` at which reading works again. */
function skipDamage(db: DatabaseSync, from: number, stretch: Stretch): number {
  let bad = from;
  let step = 1;
  while (seek(db, bad + step, stretch) === undefined) {
    bad += step;
    step *= 2;
    if (bad > KEY_END) return KEY_END;
  }
  let good = bad + step;
  while (good - bad > 1) {
    const middle = Math.floor((bad + good) / 2);
    if (seek(db, middle, stretch) === undefined) bad = middle;
    else good = middle;
  }
  return good;
}

/**
 * Copies a table in the order in which it lies, keys unlooked at, since one
 * damaged key sends every search astray.
 *
 * @returns Whether all pages could be read.
 */
function copyInOneGo(db: DatabaseSync, table: string, where: string): boolean {
  return attempt(() =>
    db.prepare(
      `INSERT OR IGNORE INTO main.${table}
        SELECT * FROM damaged.${table} NOT INDEXED ${where}`,
    ).run()
  ) !== undefined;
}

/** Not of what an older version made, nor of what is damaged by its name. */
function hasTable(db: DatabaseSync, table: string): boolean {
  return attempt(() => db.prepare(`SELECT 1 FROM damaged.${table}`)) !==
    undefined;
}

/** Copies what can be read; wide strides where it is whole, narrow where not. */
function copyStretch(db: DatabaseSync, stretch: Stretch): void {
  const { table, column, where } = stretch;
  let from = 0;
  let width = WIDEST;
  while (from < KEY_END) {
    const first = seek(db, from, stretch);
    if (first === null) return;
    if (first === undefined) {
      from = skipDamage(db, from, stretch);
      continue;
    }
    const isCopied = attempt(() =>
      db.prepare(
        `INSERT OR IGNORE INTO main.${table} SELECT * FROM damaged.${table}
          WHERE ${column} >= ${first} AND ${column} < ${
          first + width
        } ${where}`,
      ).run()
    ) !== undefined;
    if (isCopied) {
      from = first + width;
      width = Math.min(2 * width, WIDEST);
    } else if (width > 1) {
      from = first;
      width = Math.ceil(width / 4);
    } else from = first + 1;
  }
}

/** A table whose rows belong to those of another. */
interface Owned {
  readonly table: string;
  /** Where `id` is. */
  readonly owners: "series" | "links";
  /** Its key: the owner, then the column that it is searched by. */
  readonly key: readonly [owner: string, column: string, ...rest: string[]];
}

const OF_SERIES = {
  owners: "series",
  key: ["series_id", "ts", "ms"],
} as const;
const OF_SERIES_TS = { owners: "series", key: ["series_id", "ts"] } as const;
const OF_LINKS = { owners: "links", key: ["link_id", "ts"] } as const;

const OWNED: readonly Owned[] = [
  { table: "samples", ...OF_SERIES },
  { table: "echo_samples", ...OF_SERIES },
  { table: "odd_samples", ...OF_SERIES },
  { table: "minutes", ...OF_SERIES_TS },
  { table: "hours", ...OF_SERIES_TS },
  { table: "link_minutes", ...OF_LINKS },
  { table: "link_hours", ...OF_LINKS },
  { table: "traffic_minutes", ...OF_LINKS },
  { table: "traffic_hours", ...OF_LINKS },
  { table: "link_seconds", ...OF_LINKS },
  { table: "traffic_seconds", ...OF_LINKS },
  { table: "associations", owners: "links", key: ["link_id", "at_ms"] },
];

/** The others, with the column that they are searched by. */
const WHOLE = [
  ["series", "id"],
  ["details", "id"],
  ["runs", "started_ms"],
  ["events", "timestamp_ms"],
  ["ticks", "at_ms"],
  ["tests", "id"],
  ["links", "id"],
  ["path_traces", "id"],
  ["state", "id"],
  ["stretches", "first_ms"],
  ["horizons", "id"],
] as const;

function idsOf(db: DatabaseSync, owners: Owned["owners"]): number[] {
  return db.prepare(`SELECT id FROM main.${owners}`).all()
    .map(({ id }) => Number(id));
}

/**
 * Copies row by row from the end until damage stops it: this also reaches
 * what lies behind a damaged key that every search would have to pass. Over a
 * connection of its own, since a failed read spoils the transaction.
 */
function copyBackwards(db: DatabaseSync, { table, owners, key }: Owned): void {
  const ids = idsOf(db, owners);
  const source = db.prepare(
    "SELECT file FROM pragma_database_list WHERE name = 'damaged'",
  ).get();
  using damaged = new DatabaseSync(String(source?.["file"]), {
    readOnly: true,
  });
  tolerateCut(damaged);
  db.exec("BEGIN");
  attempt(() => {
    const rows = damaged.prepare(
      `SELECT * FROM ${table} WHERE +${key[0]} IN (${ids.join()})
        ORDER BY ${key.map((column) => `${column} DESC`).join()}`,
    );
    const marks = rows.columns().map(() => "?").join();
    const insert = db.prepare(
      `INSERT OR IGNORE INTO main.${table} VALUES (${marks})`,
    );
    for (const row of rows.iterate()) insert.run(...Object.values(row));
  });
  db.exec("COMMIT");
}

function copyAll(db: DatabaseSync): void {
  for (const [table, column] of WHOLE) {
    if (!hasTable(db, table)) continue;
    // Without a WHERE SQLite copies unread, damage and all.
    if (copyInOneGo(db, table, "WHERE true")) continue;
    copyStretch(db, { table, column, where: "" });
  }
  for (const owned of OWNED) {
    const { table, owners, key: [owner, column] } = owned;
    if (!hasTable(db, table)) continue;
    // Only of owners that were saved too: an id without its row would be given
    // to the next new series, and the samples with it.
    const saved = `+${owner} IN (SELECT id FROM main.${owners})`;
    if (copyInOneGo(db, table, `WHERE ${saved}`)) continue;
    for (const id of idsOf(db, owners)) {
      copyStretch(db, { table, column, where: `AND ${owner} = ${id}` });
    }
    copyBackwards(db, owned);
  }
  db.exec(`UPDATE odd_samples SET detail_id = NULL
    WHERE detail_id NOT IN (SELECT id FROM details)`);
}

/**
 * Copies every row that can still be read out of a damaged database, which is
 * only read, into a new one.
 *
 * @param damaged The damaged file, with its `-wal` beside it.
 * @param fresh The file to make; must be empty.
 * @returns How many samples were saved.
 */
export function salvage(damaged: string, fresh: string): number {
  using db = new DatabaseSync(fresh);
  db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  migrate(db);
  const source = pathToFileURL(damaged);
  source.search = "mode=ro";
  tolerateCut(db);
  const isReadable = attempt(() => {
    db.prepare("ATTACH ? AS damaged").run(source.href);
    return db.prepare("SELECT count(*) FROM damaged.sqlite_schema").get();
  }) !== undefined;
  if (isReadable) copyAll(db);
  return Number(
    db.prepare(
      `SELECT (SELECT count(*) FROM samples) +
        (SELECT count(*) FROM echo_samples) AS samples`,
    ).get()?.["samples"],
  );
}
