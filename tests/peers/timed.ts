/** What a program took from its start to its end. */
export interface Taken {
  readonly seconds: number;
  /** Resident memory at its highest, MB. */
  readonly peakMb: number;
}

/**
 * Runs a program to its end, by GNU time, which knows its memory exactly.
 *
 * @param command Program and arguments; what it writes is thrown away.
 * @throws {Error} With what it said, if it ends with another code than 0.
 */
export async function timed(command: readonly string[]): Promise<Taken> {
  const startMs = performance.now();
  const { success, stderr } = await new Deno.Command("/usr/bin/time", {
    args: ["-f", "%M", ...command],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  const seconds = (performance.now() - startMs) / 1000;
  const said = new TextDecoder().decode(stderr).trim().split("\n");
  if (!success) throw new Error(said.join("\n"));
  return { seconds, peakMb: Number(said.at(-1)) * 1024 / 1e6 };
}

/**
 * Runs bufferbane to its end, from its sources.
 *
 * @param args Its arguments.
 */
export function timedOurs(...args: readonly string[]): Promise<Taken> {
  return timed([Deno.execPath(), "run", "-A", "client/main.ts", ...args]);
}

/** E.g. `1.10 s, 120 MB`. */
export function takenText({ seconds, peakMb }: Taken): string {
  return `${seconds.toFixed(2)} s, ${peakMb.toFixed(0)} MB`;
}
