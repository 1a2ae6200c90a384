/** What V8's `--trace-gc` tells of the memory still in use. @module */

/** What a thread's heap held right after one full collection. */
export interface LiveHeap {
  /** Since the thread began, in seconds. */
  readonly atS: number;
  /** In MiB, as V8 counts. */
  readonly mib: number;
}

// `[1376:0x55f0023bc000]  1020 ms: Mark-Compact (reduce) 33.9 (47.4) -> 7.1 (23.9) MB, ...`
const MARK_COMPACT =
  /^\[\d+:(0x[0-9a-f]+)\]\s+(\d+) ms: .*Mark-Compact.*? [\d.]+ \([\d.]+\) -> ([\d.]+) \(/;

/**
 * Finds the full collections: only these leave nothing that is no longer in
 * use, so that what they leave grows only when something is kept.
 *
 * @param lines What a program started with `--trace-gc` has written.
 * @returns Of each thread, in the order in which they were first collected.
 */
export function liveHeaps(lines: readonly string[]): readonly LiveHeap[][] {
  const threads = new Map<string, LiveHeap[]>();
  for (const line of lines) {
    const [, thread, ms, mib] = MARK_COMPACT.exec(line) ?? [];
    if (thread === undefined) continue;
    const heaps = threads.get(thread) ?? [];
    heaps.push({ atS: Number(ms) / 1000, mib: Number(mib) });
    threads.set(thread, heaps);
  }
  return [...threads.values()];
}
