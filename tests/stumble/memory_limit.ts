/** A machine with little memory: a control group that has no more. @module */

import { join } from "node:path";

/** The files of a control group, in the kernel's two ways to lay them out. */
interface Layout {
  /** Where groups of memory are made. */
  readonly root: string;
  /** Takes the most bytes that it may have. */
  readonly limit: string;
  /** Takes the most of memory and swap together (v1) or of swap (v2). */
  readonly swap: string;
  /** How many bytes it has had at most. */
  readonly peak: string;
  /** Has the line `oom_kill N`. */
  readonly kills: string;
  /** What {@linkcode Layout.swap} takes when there is to be no swap. */
  readonly noSwap: (limitBytes: number) => number;
}

/** @see {@link https://docs.kernel.org/admin-guide/cgroup-v2.html} */
const LAYOUTS: readonly Layout[] = [{
  root: "/sys/fs/cgroup",
  limit: "memory.max",
  swap: "memory.swap.max",
  peak: "memory.peak",
  kills: "memory.events",
  noSwap: () => 0,
}, {
  root: "/sys/fs/cgroup/memory",
  limit: "memory.limit_in_bytes",
  swap: "memory.memsw.limit_in_bytes",
  peak: "memory.max_usage_in_bytes",
  kills: "memory.oom_control",
  noSwap: (limitBytes) => limitBytes,
}];

/** What a group has had so far. */
export interface MemoryUsed {
  /** Bytes at most at any time: programs, what of files is kept, the kernel's. */
  readonly peakBytes: number;
  /** Programs that were ended since there was no more. */
  readonly kills: number;
}

/** Programs that share so much memory and no swap; disposing ends the group. */
export interface MemoryLimit extends AsyncDisposable {
  /**
   * The command that runs a command within the limit; without a process in
   * between.
   *
   * @param command Program and arguments.
   */
  within(command: readonly string[]): readonly string[];
  /** What they have had so far. */
  used(): MemoryUsed;
}

let groups = 0;

/**
 * Makes a control group.
 *
 * @param limitBytes What all its programs may have together.
 * @returns The group, to be disposed when its programs have ended; `undefined`
 * where none can be made.
 */
export function limitMemory(limitBytes: number): MemoryLimit | undefined {
  for (const layout of LAYOUTS) {
    const folder = join(layout.root, `bufferbane-${Deno.pid}-${++groups}`);
    if (!canMake(folder)) continue;
    try {
      Deno.statSync(join(folder, layout.limit));
    } catch {
      // A hierarchy that has no say in memory.
      Deno.removeSync(folder);
      continue;
    }
    const write = (file: string, value: number) =>
      Deno.writeTextFileSync(join(folder, file), String(value));
    write(layout.limit, limitBytes);
    write(layout.swap, layout.noSwap(limitBytes));
    const read = (file: string) => Deno.readTextFileSync(join(folder, file));
    return {
      within: (command) => [
        ...["sh", "-ec", 'echo $$ > "$1"; shift; exec "$@"', "sh"],
        ...[join(folder, "cgroup.procs"), ...command],
      ],
      used: () => ({
        peakBytes: Number(read(layout.peak)),
        kills: Number(/^oom_kill (\d+)$/m.exec(read(layout.kills))?.[1]),
      }),
      [Symbol.asyncDispose]: () => Deno.remove(folder),
    };
  }
  return undefined;
}

function canMake(folder: string): boolean {
  try {
    Deno.mkdirSync(folder);
    return true;
  } catch {
    // Not root, or a container whose /sys is read-only.
    return false;
  }
}
