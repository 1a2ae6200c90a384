import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "./errors.ts";
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts";

export { APPLICATION_ID, MIGRATIONS };

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
