import type { DatabaseSync } from "node:sqlite";
import { LOST_ON, STATUSES } from "../model/mod.ts";
import { StoreError } from "./errors.ts";
import {
  FIRST_ARMS,
  MEASUREMENT_ARMS,
  measurementsView,
  SECOND_ARMS,
} from "./view.ts";

/** `PRAGMA application_id` of our files: "BFBN", shown by file(1). */
export const APPLICATION_ID = 0x4246_424e;

/**
 * The schema, step by step; step n takes `user_version` from n to n + 1.
 * Append only: what was released is never edited.
 *
 * Samples lie clustered by their key and nothing else is indexed: 21 bytes a
 * row, where a rowid table with an index takes 39. Every column costs a byte
 * a row even when empty, so that what is rare lies in `odd_samples`, what only
 * ECHOs have in `echo_samples`, and `status` and `missed_spoilt` carry two
 * things each.
 */
export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  probe TEXT NOT NULL,
  interface TEXT NOT NULL,
  connection_type TEXT NOT NULL,
  target TEXT NOT NULL,
  role TEXT NOT NULL,
  family INTEGER NOT NULL,
  variant TEXT NOT NULL,
  server TEXT NOT NULL,
  UNIQUE (probe, interface, connection_type, target, role, family, variant,
    server)
);
CREATE TABLE samples (
  series_id INTEGER NOT NULL,
  ts INTEGER NOT NULL, -- Unix seconds
  ms INTEGER NOT NULL, -- 0 to 999 within that second
  status INTEGER NOT NULL, -- & 15: ${
    STATUSES.join(", ")
  }; +16 user-space stamps; +32 see odd_samples
  rtt_us INTEGER, -- NULL where no answer came
  ipdv_us INTEGER, -- absolute; NULL where undefined
  PRIMARY KEY (series_id, ts, ms)
) WITHOUT ROWID;
CREATE TABLE details (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
);
CREATE TABLE odd_samples (
  series_id INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  ms INTEGER NOT NULL,
  detail_id INTEGER, -- what went wrong, in words
  duplicates INTEGER NOT NULL, -- further copies of the answer
  local_queue_us INTEGER NOT NULL, -- in this machine's transmit queue
  PRIMARY KEY (series_id, ts, ms)
) WITHOUT ROWID;
CREATE TABLE ticks (
  at_ms INTEGER PRIMARY KEY, -- Unix milliseconds
  late_us INTEGER NOT NULL,
  lag_us INTEGER NOT NULL,
  missed_spoilt INTEGER NOT NULL -- 2 * rounds missed + 1 if spoilt
);
CREATE TABLE runs (
  started_ms INTEGER NOT NULL,
  pid INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  host TEXT NOT NULL,
  version TEXT NOT NULL,
  last_seen_ms INTEGER, -- NULL while running
  end TEXT, -- NULL while running, then stopped or crashed
  PRIMARY KEY (started_ms, pid)
) WITHOUT ROWID;
CREATE TABLE events (
  timestamp INTEGER NOT NULL, -- Unix seconds
  event_type TEXT NOT NULL,
  severity TEXT NOT NULL,
  interface TEXT NOT NULL,
  target TEXT NOT NULL,
  server_name TEXT NOT NULL,
  description TEXT NOT NULL,
  duration_ms INTEGER, -- NULL while it goes on
  metrics TEXT NOT NULL, -- JSON
  timestamp_ms INTEGER NOT NULL, -- Unix milliseconds
  PRIMARY KEY (timestamp_ms, event_type, interface, target, server_name)
) WITHOUT ROWID;
${measurementsView(FIRST_ARMS)};
PRAGMA application_id = ${APPLICATION_ID};
`,
  `
CREATE TABLE echo_samples (
  series_id INTEGER NOT NULL,
  ts INTEGER NOT NULL, -- Unix seconds
  ms INTEGER NOT NULL, -- 0 to 999 within that second
  status INTEGER NOT NULL, -- as in samples; +64 x 1 to 3: lost on ${
    LOST_ON.join(", ")
  }
  rtt_us INTEGER, -- without the server's own time; NULL where no answer came
  ipdv_us INTEGER, -- absolute; NULL where undefined
  up_us INTEGER, -- one-way delay; that down is rtt_us - up_us
  error_us INTEGER, -- neither is wrong by more
  queue_up_us INTEGER, -- of the way up, in queues
  queue_down_us INTEGER, -- of the way down, in queues
  PRIMARY KEY (series_id, ts, ms)
) WITHOUT ROWID;
DROP VIEW measurements;
${measurementsView(SECOND_ARMS)};
`,
  `
CREATE TABLE tests (
  id INTEGER PRIMARY KEY,
  ts INTEGER NOT NULL, -- Unix seconds
  ms INTEGER NOT NULL, -- 0 to 999 within that second
  kind TEXT NOT NULL,
  interface TEXT NOT NULL,
  server TEXT NOT NULL,
  connection_type TEXT NOT NULL,
  method TEXT NOT NULL,
  duration_ms REAL NOT NULL,
  is_complete INTEGER NOT NULL, -- 0: cut off, only its bytes count
  is_scheduled INTEGER NOT NULL,
  upload_bps REAL,
  download_bps REAL,
  sent_bytes INTEGER NOT NULL,
  received_bytes INTEGER NOT NULL,
  grade TEXT,
  details TEXT NOT NULL, -- JSON
  UNIQUE (ts, ms, kind, interface, server)
);
CREATE TABLE links (
  id INTEGER PRIMARY KEY,
  interface TEXT NOT NULL,
  connection_type TEXT NOT NULL,
  UNIQUE (interface, connection_type)
);
CREATE TABLE link_seconds (
  link_id INTEGER NOT NULL,
  ts INTEGER NOT NULL, -- Unix seconds, a multiple of 20
  seconds BLOB NOT NULL, -- client/store/link_cells.ts
  PRIMARY KEY (link_id, ts)
) WITHOUT ROWID;
CREATE TABLE associations (
  link_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, -- Unix milliseconds; until the next one
  ssid TEXT NOT NULL,
  bssid TEXT NOT NULL,
  frequency_mhz INTEGER,
  PRIMARY KEY (link_id, at_ms)
) WITHOUT ROWID;
CREATE TABLE traffic_seconds (
  link_id INTEGER NOT NULL,
  ts INTEGER NOT NULL, -- Unix seconds, a multiple of 10
  seconds BLOB NOT NULL, -- client/store/traffic_cells.ts
  PRIMARY KEY (link_id, ts)
) WITHOUT ROWID;
CREATE TABLE path_traces (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL, -- Unix milliseconds
  interface TEXT NOT NULL,
  target TEXT NOT NULL,
  family INTEGER NOT NULL,
  is_changed INTEGER NOT NULL,
  hops TEXT NOT NULL, -- JSON
  UNIQUE (at_ms, interface, target, family)
);
CREATE TABLE state (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL -- JSON
);
DROP VIEW measurements;
${measurementsView(MEASUREMENT_ARMS)};
`,
];

/** What a database file says it is. */
export interface Identity {
  /** `PRAGMA application_id`, 0 where never set. */
  readonly applicationId: number;
  /** `PRAGMA user_version`: migrations applied. */
  readonly version: number;
  /** The names of its tables and views. */
  readonly tables: readonly string[];
}

function integer(db: DatabaseSync, pragma: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
}

/**
 * Reads what a database says it is; the first read of the file.
 *
 * @param db The database.
 * @returns Its identity.
 */
export function identityOf(db: DatabaseSync): Identity {
  const names = db.prepare("SELECT name FROM sqlite_schema").all();
  return {
    applicationId: integer(db, "application_id"),
    version: integer(db, "user_version"),
    tables: names.map(({ name }) => String(name)),
  };
}

/** Our tables without our mark, or with no version: the header is damaged. */
function isMislabelled({ applicationId, version, tables }: Identity): boolean {
  return (applicationId !== APPLICATION_ID || version === 0) &&
    ["samples", "series", "ticks"].every((name) => tables.includes(name));
}

/**
 * Refuses a database that is not ours, or that a newer program wrote.
 *
 * @param path The file, for the message.
 * @param identity What it says it is.
 * @returns Whether it is empty, e.g. because its creation was cut off.
 * @throws {StoreError} When it is `foreign`, `newer` or `corrupt`.
 */
export function isBlank(path: string, identity: Identity): boolean {
  const { applicationId, version, tables } = identity;
  if (applicationId === 0 && tables.length === 0) return true;
  if (isMislabelled(identity)) {
    throw new StoreError(path, "corrupt", {
      message: `Cannot use ${path} as the database: its header is damaged`,
    });
  }
  if (applicationId !== APPLICATION_ID) {
    const found = tables.length === 0
      ? "another program's empty SQLite file"
      : `another program's SQLite file with the tables ${
        tables.slice(0, 5).join(", ")
      }`;
    throw new StoreError(path, "foreign", {
      message: `Cannot use ${path} as the database: found ${found} ` +
        `(allowed: a bufferbane database, or a new file)`,
    });
  }
  if (version > MIGRATIONS.length) {
    throw new StoreError(path, "newer", {
      message: `Cannot use ${path} as the database: found schema version ` +
        `${version} (allowed: up to ${MIGRATIONS.length}): ` +
        `a newer bufferbane wrote it, so update this one`,
    });
  }
  return false;
}

/**
 * Brings a database up to date. Each step is one transaction with its version
 * in it, so that a killed program leaves the old schema or the new.
 *
 * @param db Writable, not in a transaction.
 * @param migrations The steps to reach.
 */
export function migrate(
  db: DatabaseSync,
  migrations: readonly string[] = MIGRATIONS,
): void {
  const version = integer(db, "user_version");
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    db.exec(
      `BEGIN IMMEDIATE;${step};PRAGMA user_version = ${index + 1};COMMIT`,
    );
  }
}
