/** What the figures were made on. @module */

/**
 * Describes this machine.
 *
 * @returns Name and value of each fact, in cells of a table.
 */
export async function machineFacts(): Promise<readonly string[][]> {
  const read = (path: string) => Deno.readTextFile(path);
  const [cpuInfo, osRelease, kernel] = await Promise.all([
    read("/proc/cpuinfo"),
    read("/etc/os-release"),
    read("/proc/sys/kernel/osrelease"),
  ]);
  return [
    ["processor", fieldOf(cpuInfo, /^model name\s*: (.*)$/m)],
    ["cores", String(navigator.hardwareConcurrency)],
    ["memory", `${(Deno.systemMemoryInfo().total / 1e9).toFixed(0)} GB`],
    ["kernel", `Linux ${kernel.trim()}`],
    ["distribution", fieldOf(osRelease, /^PRETTY_NAME="(.*)"$/m)],
    ["Deno", Deno.version.deno],
  ];
}

/** How many jobs wanted the processors in the last minute. */
export function loadNow(): number {
  return Deno.loadavg()[0] ?? NaN;
}

function fieldOf(text: string, pattern: RegExp): string {
  return pattern.exec(text)?.[1]?.trim() ?? "unknown";
}
