import { DatabaseSync } from "node:sqlite";
import { faultOf, StoreError } from "./errors.ts";
import { identityOf, isBlank, migrate } from "./migrations.ts";
import { APPLICATION_ID } from "./schema.ts";
import { salvage } from "./salvage.ts";

const MAGIC = new TextEncoder().encode("SQLite format 3\0");
const APPLICATION_ID_OFFSET = 68;
/** A WAL file begins with one of these, by the checksums' byte order. */
const WAL_MAGICS: readonly number[] = [0x377f_0682, 0x377f_0683];

/**
 * WAL with FULL loses nothing that was acknowledged, not even to a power cut.
 * A small WAL is one that is quickly read after a crash, and that does not
 * count much against the disk; the writer's working set is a page a series.
 */
const SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 256;
  PRAGMA journal_size_limit = 1048576;
  PRAGMA cache_size = -1024;
`;

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function readStart(path: string, sizeBytes: number): Uint8Array {
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(sizeBytes);
  return bytes.subarray(0, file.readSync(bytes) ?? 0);
}

/** SQLite would give it the umask's mode; it says where its owner surfs. */
function createEmpty(path: string): void {
  const folder = path.slice(0, path.lastIndexOf("/"));
  if (folder !== "") Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
}

/**
 * Whether a file that SQLite cannot read was never a database: neither its
 * magic (though damaged) nor our mark is there, and it was not zeroed.
 */
function isSomethingElse(path: string): boolean {
  const start = readStart(path, 100);
  const view = new DataView(start.buffer, 0, start.length);
  const alike = MAGIC.filter((byte, i) => start[i] === byte).length;
  const isMarked = start.length === 100 &&
    view.getUint32(APPLICATION_ID_OFFSET) === APPLICATION_ID;
  return alike < MAGIC.length / 2 && !isMarked &&
    start.some((byte) => byte !== 0);
}

/** `x.corrupt-20261120T101530Z`, with a number if that is taken. */
function freeName(path: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/\.\d+|[-:]/g, "");
  const name = `${path}.corrupt-${time}`;
  for (let i = 2;; i++) {
    const candidate = i === 2 ? name : `${name}-${i - 1}`;
    if (!exists(candidate) && !exists(`${candidate}-wal`)) return candidate;
  }
}

/**
 * Moves a database aside. The WAL goes first: left behind, it would be
 * replayed into the database that takes the name.
 */
function setAside(path: string, aside: string): void {
  for (const suffix of ["-wal", "-shm", ""]) {
    if (exists(path + suffix)) Deno.renameSync(path + suffix, aside + suffix);
  }
}

function remove(path: string): void {
  for (const suffix of ["-wal", "-shm", ""]) {
    if (exists(path + suffix)) Deno.removeSync(path + suffix);
  }
}

/** Where a repaired database grows until it is whole. */
function draftOf(path: string): string {
  return `${path}.salvaged`;
}

/**
 * Replaces a damaged database by a new one with all that can still be read.
 * The damaged one keeps its name until the new one is complete, so that a
 * program killed meanwhile finds it again and starts over.
 *
 * @returns What was done, for the user.
 */
function repair(path: string, nowMs: number): string {
  const draft = draftOf(path);
  remove(draft);
  createEmpty(draft);
  const samples = salvage(path, draft);
  const aside = freeName(path, nowMs);
  setAside(path, aside);
  Deno.renameSync(draft, path);
  return `the database was damaged: ${samples} samples could be saved, ` +
    `and the damaged file is kept as ${aside}`;
}

/**
 * SQLite throws away a WAL that it cannot read, and one beside an empty file.
 * Keeps such a WAL instead.
 *
 * @returns What was done, for the user; `null` if nothing.
 */
function keepBadWal(path: string, nowMs: number): string | null {
  const wal = `${path}-wal`;
  if (sizeOf(wal) === 0) return null;
  const start = readStart(wal, 4);
  const magic = start.length < 4 ? 0 : new DataView(start.buffer).getUint32(0);
  if (WAL_MAGICS.includes(magic) && sizeOf(path) > 0) return null;
  const aside = `${freeName(path, nowMs)}-wal`;
  Deno.renameSync(wal, aside);
  return `the newest rows were damaged; they are kept as ${aside}`;
}

/** How to open a database for writing. */
export interface OpenOptions {
  /** Names what is put aside, Unix milliseconds. */
  readonly nowMs: number;
  /** How long to wait for another process's lock. */
  readonly busyTimeoutMs: number;
  /** Whether to check it even after an orderly stop. */
  readonly isSuspect: boolean;
  /** Whether the last run ended without closing it. */
  readonly wasLeftOpen: (db: DatabaseSync) => boolean;
  /** Told before a check, which takes seconds on a big file. */
  readonly onCheck: () => void;
}

/** A database open for writing. */
export interface Opened {
  /** Migrated and checked. */
  readonly db: DatabaseSync;
  /** What had to be repaired, for the user; `null` if nothing. */
  readonly repaired: string | null;
}

/**
 * By integrity_check: quick_check does not see a damaged key in a table
 * WITHOUT ROWID, and is no quicker where such tables are nearly all there is.
 */
function isWhole(db: DatabaseSync): boolean {
  const found = db.prepare("PRAGMA integrity_check(1)").get();
  return found?.["integrity_check"] === "ok";
}

/** Opens it if it is whole; throws a `corrupt` fault if not. */
function openWhole(path: string, options: OpenOptions): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: options.busyTimeoutMs });
  try {
    if (isBlank(path, identityOf(db))) {
      db.exec("PRAGMA auto_vacuum = INCREMENTAL");
    } else if (options.isSuspect || options.wasLeftOpen(db)) {
      options.onCheck();
      if (!isWhole(db)) {
        throw new StoreError(path, "corrupt", {
          message: "integrity_check failed",
        });
      }
    }
    db.exec(SETTINGS);
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens a database for writing: makes it if it is missing (mode 0600), checks
 * it if the last run was cut off, repairs it if it is damaged, migrates it.
 *
 * @param path The file.
 * @param options How.
 * @returns The open database.
 * @throws {StoreError} When it is `foreign` or `newer`; it is left untouched.
 * @throws {Error} When the disk or SQLite fails; ask `faultOf()`.
 */
export function openDatabase(path: string, options: OpenOptions): Opened {
  if (!exists(path)) {
    // Killed between the two renames of a repair: the new one is complete.
    if (exists(draftOf(path))) Deno.renameSync(draftOf(path), path);
    else createEmpty(path);
  }
  const repaired = keepBadWal(path, options.nowMs);
  try {
    return { db: openWhole(path, options), repaired };
  } catch (error) {
    if (faultOf(error) !== "corrupt") throw error;
    if (isSomethingElse(path)) {
      throw new StoreError(path, "foreign", {
        message: `Cannot use ${path} as the database: found a file that is ` +
          `no database (allowed: a bufferbane database, or a new file)`,
        cause: error,
      });
    }
    options.onCheck();
    const note = repair(path, options.nowMs);
    return {
      db: openWhole(path, options),
      repaired: repaired === null ? note : `${repaired}; ${note}`,
    };
  }
}
