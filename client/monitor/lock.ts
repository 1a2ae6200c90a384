import { isOsError, readText } from "@bufferbane/ffi";
import { dirname } from "node:path";
import { doLocksBar } from "./locks_bar.ts";
import { realPathOf } from "./real_path.ts";

const MOUNTINFO = "/proc/self/mountinfo";

/** Another monitor is already writing to the database. */
export class MonitorRunningError extends Error {
  /** The class name, for logs. */
  override readonly name = "MonitorRunningError";

  /**
   * Names both.
   *
   * @param databasePath The database.
   * @param pid The other monitor's process, 0 if it did not say.
   */
  constructor(databasePath: string, pid: number) {
    const owner = pid > 0 ? `process ${pid}` : "another process";
    super(
      `Cannot write to ${databasePath} as ${owner} is already monitoring into it (stop it, or give another file by --db)`,
    );
  }
}

/** What is in the lock's place is somebody else's. */
export class LockPlaceError extends Error {
  /** The class name, for logs. */
  override readonly name = "LockPlaceError";

  /**
   * Names it.
   *
   * @param path The lock file.
   */
  constructor(path: string) {
    super(
      `Cannot lock ${path} as it is a link to another file, which would be overwritten (remove the link, or give another database by --db)`,
    );
  }
}

/** That one monitor alone writes to a database; dispose of it to unlock. */
export interface DatabaseLock extends Disposable {
  /**
   * Locks the database's file, too, which was not there before it was opened,
   * or was replaced by a repaired one.
   *
   * @throws {MonitorRunningError} If another process has it.
   */
  holdFile(): void;
}

/**
 * Makes sure that one monitor alone writes to a database. The kernel gives the
 * lock back when the process ends, however it ends.
 *
 * Two files are locked: one beside the database, which is there before it is,
 * and stays when it is repaired or moved; and the database's own, as a hard
 * link to it has another neighbour. SQLite does not mind: flock(2), which this
 * is, and fcntl(2), which it uses, know nothing of each other.
 *
 * @param databasePath The database; the lock is the file beside it, `.lock`.
 * @param pid Written into it, for the next one's message.
 * @returns The lock; `null` where no file can be made, since a database that
 * cannot be written to needs none.
 * @throws {MonitorRunningError} If another process has it.
 * @throws {LockPlaceError} If the lock file is a link.
 */
export function lockDatabase(
  databasePath: string,
  pid: number,
): DatabaseLock | null {
  const beside = lockBeside(databasePath, pid);
  if (beside === null) return null;
  let own: Deno.FsFile | null = null;
  const lock: DatabaseLock = {
    holdFile() {
      if (own !== null && isFileAt(realPathOf(databasePath), own)) return;
      const before = own;
      own = lockFile(databasePath);
      before?.close();
    },
    [Symbol.dispose]() {
      // The files stay: unlinking one would let two processes lock two files.
      own?.close();
      beside.close();
    },
  };
  try {
    lock.holdFile();
    return lock;
  } catch (error) {
    beside.close();
    throw error;
  }
}

/** Locks the file beside the database; `null` if none can be made. */
function lockBeside(databasePath: string, pid: number): Deno.FsFile | null {
  const path = `${realPathOf(databasePath)}.lock`;
  let file: Deno.FsFile;
  try {
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    file = Deno.openSync(path, {
      create: true,
      read: true,
      write: true,
      mode: 0o600,
    });
  } catch (error) {
    if (isOsError(error)) return null;
    throw error;
  }
  if (!isFileAt(path, file)) {
    file.close();
    throw new LockPlaceError(path);
  }
  if (!file.tryLockSync(true)) {
    file.close();
    throw new MonitorRunningError(databasePath, ownerIn(path));
  }
  file.truncateSync(0);
  file.writeSync(new TextEncoder().encode(`${pid}\n`));
  return file;
}

/** Locks the database's own file; `null` if there is none to lock. */
function lockFile(databasePath: string): Deno.FsFile | null {
  const file = openFile(databasePath);
  if (file === null) return null;
  try {
    if (file.tryLockSync(true)) return file;
  } catch (error) {
    file.close();
    // A file system that has no such locks.
    if (isOsError(error)) return null;
    throw error;
  }
  file.close();
  throw new MonitorRunningError(databasePath, 0);
}

/** Opens a database's file to lock it; `null` if that is not to be had. */
function openFile(databasePath: string): Deno.FsFile | null {
  try {
    const { isFile, dev } = Deno.statSync(databasePath);
    // A pipe would wait for its other end.
    if (!isFile || doLocksBar(dev, readText(MOUNTINFO) ?? "")) return null;
    return Deno.openSync(databasePath);
  } catch (error) {
    if (isOsError(error)) return null;
    throw error;
  }
}

/**
 * Who monitors into a database now, without disturbing them.
 *
 * @param databasePath The database.
 * @returns The process, 0 if it did not say; `null`: nobody; `undefined`: the
 * lock may not be looked at.
 */
export function monitorOf(databasePath: string): number | null | undefined {
  const path = `${realPathOf(databasePath)}.lock`;
  try {
    using file = Deno.openSync(path);
    // Shared, so that two who look do not see each other.
    if (!file.tryLockSync(false)) return ownerIn(path);
  } catch (error) {
    if (!isOsError(error)) throw error;
    if (!(error instanceof Deno.errors.NotFound)) return undefined;
  }
  return isFileLocked(databasePath) ? 0 : null;
}

/** Whether a monitor writes to the file by another name of its. */
function isFileLocked(databasePath: string): boolean {
  using file = openFile(databasePath);
  try {
    return file !== null && !file.tryLockSync(false);
  } catch (error) {
    if (isOsError(error)) return false;
    throw error;
  }
}

/** The process that a lock file names, 0 if it does not. */
function ownerIn(path: string): number {
  const owner = Number.parseInt(Deno.readTextFileSync(path), 10);
  return Number.isNaN(owner) ? 0 : owner;
}

/** Whether what was opened is the file itself, not one that it links to. */
function isFileAt(path: string, file: Deno.FsFile): boolean {
  const opened = file.statSync();
  try {
    const there = Deno.lstatSync(path);
    return there.ino === opened.ino && there.dev === opened.dev;
  } catch (error) {
    if (isOsError(error)) return false;
    throw error;
  }
}
