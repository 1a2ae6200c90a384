/** Numbers of a file, as `Deno.statSync()` has them. */
export interface FileIdentity {
  /** Its file system. */
  readonly dev: number;
  /** Its number there. */
  readonly ino: number | null;
}

/**
 * Whether what is written somewhere ends in systemd's journal, which stamps
 * lines itself and takes their priority from a `<6>` in front of them.
 *
 * @param stream The variable `JOURNAL_STREAM`.
 * @param file Looks up where it is written, `/proc/self/fd/1` or 2: the
 * variable is inherited even by those whose output goes elsewhere.
 * @see {@link https://man7.org/linux/man-pages/man5/systemd.exec.5.html | systemd.exec(5)}, JOURNAL_STREAM
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { isJournal } from "./journal.ts";
 *
 * const file = () => ({ dev: 9, ino: 1234 });
 * strictEqual(isJournal("9:1234", file), true);
 * strictEqual(isJournal(undefined, file), false);
 * ```
 */
export function isJournal(
  stream: string | undefined,
  file: () => FileIdentity,
): boolean {
  if (stream === undefined) return false;
  const { dev, ino } = file();
  return stream === `${dev}:${ino}`;
}
