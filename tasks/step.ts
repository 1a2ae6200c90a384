/** What tasks run one by one, with what came out of it in a page. @module */

const ROOT = new URL("..", import.meta.url);

/** Something to run: arguments of `deno`. */
export interface Step {
  /** In full. */
  readonly full: readonly string[];
  /** Within a minute or so. */
  readonly quick: readonly string[];
}

/** How thoroughly. */
export type Length = "full" | "quick";

/** What a step came to. */
export interface Outcome {
  /** What it wrote, without empty lines. */
  readonly lines: readonly string[];
  /** Whether it ended well; a test that was skipped has shown nothing. */
  readonly isPassed: boolean;
  /** Whether it was ended by the signal. */
  readonly isTooLong: boolean;
}

/** A script that knows `--quick`, or one that takes a smaller number for it. */
export function script(
  path: string,
  args: {
    readonly full?: readonly string[];
    readonly quick?: readonly string[];
  } = {},
): Step {
  const run = ["run", "-A", path];
  return {
    full: [...run, ...args.full ?? []],
    quick: [...run, ...args.quick ?? ["--quick"]],
  };
}

/** Tests that are what they are, quick or not. */
export function tests(...paths: readonly string[]): Step {
  const run = ["test", "-A", ...paths];
  return { full: run, quick: run };
}

/**
 * Runs a step to its end; what it complained about is said when it fails.
 *
 * @param args Of `deno`.
 * @param signal Ends it.
 */
export async function runStep(
  args: readonly string[],
  signal: AbortSignal,
): Promise<Outcome> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    signal,
  });
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  const lines = decoder.decode(stdout).split("\n").filter((line) =>
    line.trim() !== ""
  );
  if (!success) {
    say([...lines, decoder.decode(stderr)].slice(-40).join("\n"));
  }
  const isPassed = success && !(args[0] === "test" && hasSkipped(lines));
  return { lines, isPassed, isTooLong: signal.aborted };
}

/**
 * What a script's lines of figures, or the last line of tests, say.
 *
 * @param args Of `deno`, as it was run.
 * @param outcome What came of it.
 */
export function reachedBy(
  args: readonly string[],
  { lines, isTooLong }: Outcome,
): string {
  const figures = lines.filter((line) => /^(ok {2}|FAIL) /.test(line));
  const summary = args[0] === "test" ? summaryOf(lines) : lines.at(-1);
  const reached = figures.length > 0
    ? figures.map((line) => line.replace(/^ok +/, "")).join("; ")
    : summary ?? "nothing";
  return isTooLong ? `took too long; ${reached}` : reached;
}

/** Of `ok | 12 passed (3 steps) | 0 failed | 1 ignored (2s)` what matters. */
function summaryOf(lines: readonly string[]): string {
  return `tests: ${countsOf(lines).join(", ")}`;
}

function hasSkipped(lines: readonly string[]): boolean {
  return countsOf(lines).some((count) => count.endsWith(" ignored"));
}

/** Those above 0. */
function countsOf(lines: readonly string[]): readonly string[] {
  const counts = lines.join("\n").match(/\d+ (passed|failed|ignored)/g) ?? [];
  return counts.filter((count) => !count.startsWith("0 "));
}

/** The commit that is checked out, e.g. `4aed17c`. */
export async function headCommit(): Promise<string> {
  const git = new Deno.Command("git", {
    args: ["rev-parse", "--short", "HEAD"],
    cwd: ROOT,
  });
  return new TextDecoder().decode((await git.output()).stdout).trim();
}

/** Today, e.g. `2026-11-20`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Formats a page as `deno fmt` does. */
export async function format(page: URL): Promise<void> {
  await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", page.pathname],
  }).output();
}

/** Tells whoever watches. */
export function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
