import { join } from "node:path";
import { applied, type Mutant, type Outcome } from "./mutant.ts";
import type { TestsOf } from "./suites.ts";

/** More CPU than the tests of any folder take, so that waiting is no time-out. */
const CPU_LIMIT_S = { beside: 30, others: 90 } as const;
/** For what waits without end. */
const WALL_LIMIT_MS = 600_000;
/** What grows without end is stopped before it hurts the machine. */
const HEAP_MB = 1_024;

/**
 * Tries whether a mutant is caught: puts it into a copy of the sources, runs
 * the tests until one fails, and takes it out again.
 *
 * @param copy The folder of the copy; nobody else may use it meanwhile.
 * @param mutant Of a file there.
 * @param tests Which to run, from the root.
 * @returns What became of it.
 */
export async function tryMutant(
  copy: string,
  mutant: Mutant,
  { beside, others }: TestsOf,
): Promise<Outcome> {
  const path = join(copy, mutant.file);
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, applied(text, mutant));
  try {
    const outcome = await runTests(copy, beside, CPU_LIMIT_S.beside);
    return outcome === "survived"
      ? await runTests(copy, others, CPU_LIMIT_S.others)
      : outcome;
  } finally {
    await Deno.writeTextFile(path, text);
  }
}

/**
 * Runs tests until one fails.
 *
 * @param copy The sources.
 * @param tests From there; none is nothing caught.
 * @param cpuLimitS Seconds of CPU, not of the clock: others use the machine.
 * @returns `survived` when all passed.
 */
async function runTests(
  copy: string,
  tests: readonly string[],
  cpuLimitS: number,
): Promise<Outcome> {
  if (tests.length === 0) return "survived";
  const { success, signal } = await new Deno.Command("nice", {
    args: [
      ...["-n", "19", "prlimit", `--cpu=${cpuLimitS}`],
      ...[
        Deno.execPath(),
        "test",
        "-A",
        "--no-check",
        "--fail-fast",
        "--quiet",
      ],
      ...[`--v8-flags=--max-old-space-size=${HEAP_MB}`, ...tests],
    ],
    cwd: copy,
    stdin: "null",
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(WALL_LIMIT_MS),
  }).output();
  if (success) return "survived";
  const isTooLong = signal === "SIGXCPU" || signal === "SIGKILL" ||
    signal === "SIGTERM";
  return isTooLong ? "timed out" : "caught";
}
