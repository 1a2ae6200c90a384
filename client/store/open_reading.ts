import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { explain, faultOf, StoreError, type StoreFault } from "./errors.ts";
import { identityOf, isBlank } from "./migrations.ts";
import { MIGRATIONS } from "./schema.ts";

/** A writer's lock lasts for milliseconds; its recovery, for a second. */
const BUSY_TIMEOUT_MS = 5_000;

function check(path: string): void {
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    if (!isFile) {
      // A pipe would be waited for, for ever.
      const found = isDirectory ? "a folder" : "no ordinary file";
      throw new StoreError(path, "unreadable", {
        message: `Cannot read ${path} as it is ${found} (allowed: a database)`,
      });
    }
    Deno.openSync(path).close();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const reason = faultOf(error);
    const message = reason === "missing"
      ? `Cannot read ${path} as there is no such file: run \`bufferbane\` first`
      : `Cannot read ${path} as ${explain(error)}`;
    throw new StoreError(path, reason, { message, cause: error });
  }
}

function hasWal(path: string): boolean {
  try {
    return Deno.statSync(`${path}-wal`).size > 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Reading a WAL database needs its `-shm`, which the writer takes along when
 * it goes, and which only those may make who may write there. Without a WAL
 * nobody writes, and the file can be read as one that never changes.
 */
function open(path: string): DatabaseSync {
  const options = { readOnly: true, timeout: BUSY_TIMEOUT_MS };
  const db = new DatabaseSync(path, options);
  try {
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return db;
  } catch (error) {
    db.close();
    const isLockedOut = ["unreadable", "read_only"].includes(faultOf(error));
    if (!isLockedOut || hasWal(path)) throw error;
    const url = pathToFileURL(path);
    url.search = "immutable=1";
    return new DatabaseSync(url, options);
  }
}

/**
 * Opens a database for reading only.
 *
 * @param path The file, absolute.
 * @returns The open database, of this version's schema.
 * @throws {StoreError} When it is missing, unreadable, not ours, damaged, or
 *   of another version.
 */
export function openForReading(path: string): DatabaseSync {
  check(path);
  const fail = (reason: StoreFault, why: string, cause?: unknown) =>
    new StoreError(path, reason, {
      message: `Cannot read ${path}: ${why}`,
      cause,
    });
  let db: DatabaseSync | undefined;
  try {
    db = open(path);
    const identity = identityOf(db);
    if (isBlank(path, identity) || identity.version < MIGRATIONS.length) {
      throw fail(
        "older",
        `found schema version ${identity.version} (allowed: ` +
          `${MIGRATIONS.length}): run \`bufferbane\` once to bring it up to date`,
      );
    }
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof StoreError) throw error;
    throw fail(faultOf(error), explain(error), error);
  }
}
