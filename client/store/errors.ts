/**
 * Why the store could not be used:
 *
 * - `missing`: there is no such file.
 * - `unreadable`: no permission, or a directory that cannot be entered or made.
 * - `foreign`: the file is not a bufferbane database.
 * - `newer`, `older`: another version of bufferbane wrote it.
 * - `corrupt`: it is damaged.
 * - `full`: there is no room left on the disk.
 * - `busy`: another process holds the lock.
 * - `read_only`: the file, directory or file system cannot be written.
 * - `io`: the disk failed, or anything else went wrong below us.
 */
export type StoreFault =
  | "missing"
  | "unreadable"
  | "foreign"
  | "newer"
  | "older"
  | "corrupt"
  | "full"
  | "busy"
  | "read_only"
  | "io";

/** The database cannot be used. The message is a sentence for the user. */
export class StoreError extends Error {
  /** The class name, for logs. */
  override readonly name = "StoreError";
  /** The database file. */
  readonly path: string;
  /** What kind of trouble it is. */
  readonly reason: StoreFault;

  /**
   * Describes why a database cannot be used.
   *
   * @param path The database file.
   * @param reason What kind of trouble it is.
   * @param options The sentence for the user, and what caused it.
   */
  constructor(
    path: string,
    reason: StoreFault,
    options: { readonly message: string; readonly cause?: unknown },
  ) {
    super(options.message, { cause: options.cause });
    this.path = path;
    this.reason = reason;
  }
}

/**
 * The first entry that a message contains decides. The wording is SQLite's
 * own (`sqlite3_errstr()`), since Deno's node:sqlite passes on no code, and
 * the kernel's, which Deno.* calls carry as "(os error 28)".
 */
const FAULT_BY_WORDING: readonly (readonly [RegExp, StoreFault])[] = [
  [/database or disk is full|os error 28\)/, "full"],
  [/database (table )?is locked/, "busy"],
  [/readonly database|os error 30\)/, "read_only"],
  [/malformed|file is not a database/, "corrupt"],
  [/unable to open database|os error (13|1|20|21)\)/, "unreadable"],
  [/os error 2\)/, "missing"],
];

/**
 * What kind of trouble an exception of SQLite or the file system is.
 *
 * @param error What was caught.
 * @returns The kind; `io` where nothing better is known.
 */
export function faultOf(error: unknown): StoreFault {
  if (error instanceof StoreError) return error.reason;
  const message = String(error);
  return FAULT_BY_WORDING.find(([wording]) => wording.test(message))?.[1] ??
    "io";
}

const EXPLANATIONS: Readonly<Record<StoreFault, string>> = {
  missing: "there is no such file",
  unreadable: "it cannot be opened or made (permission?)",
  foreign: "it is not a bufferbane database",
  newer: "a newer bufferbane wrote it",
  older: "an older bufferbane wrote it",
  corrupt: "it is damaged",
  full: "the disk is full",
  busy: "another program has locked it",
  "read_only": "it, its directory or its disk is read-only",
  io: "the disk failed",
};

/**
 * Says in plain words why the store cannot be used.
 *
 * @param error What was caught.
 * @returns E.g. `"the disk is full (database or disk is full)"`.
 */
export function explain(error: unknown): string {
  const detail = error instanceof Error ? error.message : String(error);
  return `${EXPLANATIONS[faultOf(error)]} (${detail})`;
}
