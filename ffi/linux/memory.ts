/** A stretch of this process's address space. */
export interface Mapping {
  /** First address. */
  readonly start: bigint;
  /** Length in bytes. */
  readonly bytes: bigint;
}

/**
 * The mappings of files that can be dropped without loss, since no byte in
 * them was ever written: the next access reads the file again.
 *
 * Most of the runtime's code runs once, at start, and then stays in memory;
 * dropping it makes a process half as large as it looks.
 *
 * @param smaps The text of `/proc/self/smaps`.
 * @returns Read-only private file mappings without a page of their own.
 * @see {@link https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html | proc_pid_smaps(5)}
 */
export function cleanFileMappings(smaps: string): readonly Mapping[] {
  const found: Mapping[] = [];
  let current: Mapping | undefined;
  for (const line of smaps.split("\n")) {
    const [, start, end, isReadOnly, path] =
      /^([0-9a-f]+)-([0-9a-f]+) (r-[x-]p)?.*?(\/.*)?$/.exec(line) ?? [];
    if (start !== undefined && end !== undefined) {
      const first = BigInt(`0x${start}`);
      current = isReadOnly === undefined || path === undefined
        ? undefined
        : { start: first, bytes: BigInt(`0x${end}`) - first };
    } else if (current !== undefined && /^Anonymous:\s+0 kB$/.test(line)) {
      found.push(current);
    }
  }
  return found;
}
