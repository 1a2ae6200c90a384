/** What a process has cost so far. */
export interface ProcessCost {
  /** CPU time of all its threads, in seconds. */
  readonly cpuS: number;
  /** Resident memory now, in bytes. */
  readonly rssBytes: number;
  /** Of it, what no file stands behind: the kernel cannot take it back. */
  readonly anonymousBytes: number;
  /** Resident memory at its highest, in bytes. */
  readonly peakRssBytes: number;
}

/** USER_HZ: what /proc counts in, on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

/**
 * Reads what a process has cost.
 *
 * @param pid The process.
 * @returns Its cost so far.
 * @throws {Deno.errors.NotFound} When it has ended.
 */
export async function processCost(pid: number): Promise<ProcessCost> {
  const [stat, status] = await Promise.all([
    Deno.readTextFile(`/proc/${pid}/stat`),
    Deno.readTextFile(`/proc/${pid}/status`),
  ]);
  return parseProcessCost(stat, status);
}

/**
 * Reads the two files of /proc.
 *
 * @param stat `/proc/<pid>/stat`.
 * @param status `/proc/<pid>/status`.
 * @returns The cost.
 * @see proc_pid_stat(5), proc_pid_status(5)
 */
export function parseProcessCost(stat: string, status: string): ProcessCost {
  // The program's name comes second, in brackets, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [utime, stime] = [fields[11], fields[12]];
  return {
    cpuS: (Number(utime) + Number(stime)) / TICKS_PER_SECOND,
    rssBytes: kibibytes(status, "VmRSS"),
    anonymousBytes: kibibytes(status, "RssAnon"),
    peakRssBytes: kibibytes(status, "VmHWM"),
  };
}

function kibibytes(status: string, name: string): number {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  return Number(value) * 1024;
}
