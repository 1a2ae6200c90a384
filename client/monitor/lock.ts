import { dirname } from "node:path";

/** Another monitor is already writing to the database. */
export class MonitorRunningError extends Error {
  /** The class name, for logs. */
  override readonly name = "MonitorRunningError";

  /**
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

  /** @param path The lock file. */
  constructor(path: string) {
    super(
      `Cannot lock ${path} as it is a link to another file, which would be overwritten (remove the link, or give another database by --db)`,
    );
  }
}

/**
 * Makes sure that one monitor alone writes to a database. The kernel gives the
 * lock back when the process ends, however it ends.
 *
 * @param databasePath The database; the lock is the file beside it, `.lock`.
 * @param pid Written into it, for the next one's message.
 * @returns Dispose of it to unlock; `null` where no file can be made, since a
 * database that cannot be written to needs no lock.
 * @throws {MonitorRunningError} If another process has it.
 * @throws {LockPlaceError} If the lock file is a link.
 */
export function lockDatabase(
  databasePath: string,
  pid: number,
): Disposable | null {
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
    if (isRefusal(error)) return null;
    throw error;
  }
  if (!isFileAt(path, file)) {
    file.close();
    throw new LockPlaceError(path);
  }
  if (!file.tryLockSync(true)) {
    file.close();
    const owner = Number.parseInt(Deno.readTextFileSync(path), 10);
    throw new MonitorRunningError(
      databasePath,
      Number.isNaN(owner) ? 0 : owner,
    );
  }
  file.truncateSync(0);
  file.writeSync(new TextEncoder().encode(`${pid}\n`));
  // The file stays: unlinking it would let two processes lock two files.
  return { [Symbol.dispose]: () => file.close() };
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
    if (file.tryLockSync(false)) return null;
    const owner = Number.parseInt(Deno.readTextFileSync(path), 10);
    return Number.isNaN(owner) ? 0 : owner;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** Whether what was opened is the file itself, not one that it links to. */
function isFileAt(path: string, file: Deno.FsFile): boolean {
  return Deno.lstatSync(path).ino === file.statSync().ino;
}

/** Two links to one database are one database. */
function realPathOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (isRefusal(error)) return path;
    throw error;
  }
}

/** Whether the operating system refused, whatever the reason. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
