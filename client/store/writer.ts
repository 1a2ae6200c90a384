import type { DatabaseSync } from "node:sqlite";
import { unixMs } from "../model/mod.ts";
import type { BatchColumns } from "./batch.ts";
import { faultOf } from "./errors.ts";
import { openDatabase } from "./open_database.ts";
import { Placements } from "./placements.ts";
import { type Query, queryOf } from "./query.ts";
import { selectKept } from "./read_journal.ts";
import { DailyRetention, type RetentionRule } from "./retention.ts";
import { RollupMaker } from "./rollup_maker.ts";
import { RowWriter, type RunIdentity } from "./rows.ts";

/** What a writer needs to know; travels to its thread. */
export interface WriterOptions {
  /** The database file. */
  readonly path: string;
  /** The run that writes. */
  readonly run: RunIdentity;
  /** How long to wait for another process's lock. */
  readonly busyTimeoutMs: number;
  /** How long what is kept; for ever unless said. */
  readonly retention?: RetentionRule | undefined;
}

/** What the user is told who has moved or deleted a database in use. */
const MOVED =
  "the database was moved, deleted or replaced, so the one now of that name is used";

/** Which file it is, whatever its name. */
interface FileIdentity {
  readonly device: number;
  /** `null` if there is none. */
  readonly inode: number | null;
}

/** A database open for writing, and what keeps it in order. */
interface Open {
  readonly db: DatabaseSync;
  readonly file: FileIdentity;
  readonly query: Query;
  readonly rows: RowWriter;
  readonly rollups: RollupMaker;
  readonly retention: DailyRetention | null;
}

/** What a writer reports. */
export interface WriterEvents {
  /** A check, or a repair, begins, which takes seconds on a big file. */
  readonly onCheck: () => void;
  /** The database had to be repaired; the argument is for the user. */
  readonly onRepair: (what: string) => void;
}

/** Writes batches, blocking; opens and repairs the database as needed. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #events: WriterEvents;
  #placements = new Placements();
  #open: Open | null = null;
  #isSuspect = false;
  #nowMs: number;

  /**
   * Opens nothing yet.
   *
   * @param options Where to write, and who does.
   * @param events Whom to tell.
   */
  constructor(options: WriterOptions, events: WriterEvents) {
    this.#options = options;
    this.#events = events;
    this.#nowMs = options.run.startedMs;
  }

  /**
   * Opens the database unless it is open.
   *
   * @throws {StoreError} When it is not ours to write.
   * @throws {Error} When it cannot be opened now; may be called again.
   */
  open(): void {
    if (this.#open !== null) return;
    const { path, run, busyTimeoutMs, retention } = this.#options;
    const { db, repaired } = openDatabase(path, {
      nowMs: this.#nowMs,
      busyTimeoutMs,
      isSuspect: this.#isSuspect,
      wasLeftOpen: (db) => new RowWriter(db, this.#placements).wasLeftOpen(run),
      onCheck: this.#events.onCheck,
    });
    if (repaired !== null) this.#events.onRepair(repaired);
    const rows = new RowWriter(db, this.#placements);
    try {
      rows.start(run);
    } catch (error) {
      db.close();
      throw error;
    }
    this.#open = {
      db,
      file: identify(path),
      query: queryOf(db),
      rows,
      rollups: new RollupMaker(db),
      retention: retention ? new DailyRetention(db, retention) : null,
    };
    this.#isSuspect = false;
  }

  /**
   * Writes a batch in one transaction; when it returns, the batch is on disk.
   *
   * @param batch What to write.
   * @throws {Error} When nothing of it was written; may be called again.
   */
  write(batch: BatchColumns): void {
    const newest = batch.ticks.at(-1);
    if (newest) this.#nowMs = unixMs(newest.at);
    this.#leaveMoved();
    this.open();
    this.#transact(({ rows, rollups }) => {
      rows.batch(batch);
      rollups.refresh(batch);
    });
  }

  /**
   * Sums up and deletes a little of what is due, in a transaction each.
   *
   * @throws {Error} When that cannot be done now; may be called again.
   */
  tidy(): void {
    const nowMs = this.#nowMs;
    // Asked first, as a transaction locks others out.
    if (this.#open?.rollups.isDue(nowMs)) {
      this.#transact(({ rollups }) => rollups.step(nowMs));
    }
    if (this.#open?.retention?.isDue(nowMs)) {
      this.#transact(({ retention }) => retention?.step(nowMs));
    }
  }

  /**
   * Reads what was kept; see `Recorder.kept()`.
   *
   * @param key Its name.
   * @returns Its JSON; `null` if there is none.
   * @throws {Error} When the database cannot be read now.
   */
  kept(key: string): string | null {
    this.open();
    return this.#open && selectKept(this.#open.query, key);
  }

  /** Notes that the run ended in order, and closes the database. */
  close(): void {
    if (this.#open === null) return;
    this.#transact(({ rows }) => rows.stop(this.#options.run));
    this.#open?.db.close();
    this.#open = null;
  }

  /**
   * Closes a database that was moved away, deleted or replaced: what is written
   * into it nobody finds again, and SQLite goes on without a word.
   */
  #leaveMoved(): void {
    if (this.#open === null) return;
    const { db, file } = this.#open;
    const now = identify(this.#options.path);
    if (now.device === file.device && now.inode === file.inode) return;
    this.#open = null;
    this.#placements = new Placements();
    this.#events.onRepair(MOVED);
    try {
      // SQLite would leave the newest rows to a WAL that has lost its database.
      db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      db.close();
    }
  }

  #transact(write: (open: Open) => void): void {
    if (this.#open === null) return;
    const { db } = this.#open;
    try {
      db.exec("BEGIN IMMEDIATE");
      write(this.#open);
      db.exec("COMMIT");
    } catch (error) {
      this.#recover(db, error);
      throw error;
    }
  }

  /**
   * A full or locked database is as good as before. After any other failure
   * it is opened anew and checked: what a failed fsync left is not known.
   */
  #recover(db: DatabaseSync, error: unknown): void {
    const fault = faultOf(error);
    if (fault === "full" || fault === "busy") {
      if (db.isTransaction) db.exec("ROLLBACK");
      return;
    }
    this.#open = null;
    this.#isSuspect = true;
    db.close();
  }
}

function identify(path: string): FileIdentity {
  try {
    const { dev, ino } = Deno.statSync(path);
    return { device: dev, inode: ino };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { device: 0, inode: null };
    }
    throw error;
  }
}
