import type { Reading } from "../../tasks/peers/row.ts";

/** What came out, and what was wanted. */
export interface Figure {
  /** What was measured. */
  readonly what: string;
  /** What is promised; left out where nothing is. */
  readonly asked?: string;
  /** What came out. */
  readonly reached: string;
  /** The same of another program, and the ratio. */
  readonly peer?: string;
  /** Whether it is within what is asked. */
  readonly isReached?: boolean;
}

/**
 * Prints a figure, for whoever reads and for `deno task peers`, which puts it
 * into `docs/benchmarks.md`. One that missed makes the exit code 1.
 *
 * @param found What came out.
 */
export function figure(
  { what, asked = "", reached, peer = "", isReached }: Figure,
): void {
  const verdict = isReached === undefined
    ? "told"
    : isReached
    ? "reached"
    : "missed";
  const line = [verdict, what, asked, reached, peer].join("\t");
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
  if (verdict === "missed") Deno.exitCode = 1;
}

/**
 * Reads what {@linkcode figure} has printed.
 *
 * @param line Any line of a script's output.
 * @returns The figure; `undefined` for other lines.
 */
export function readFigure(line: string): Reading | undefined {
  const [verdict = "", what = "", asked = "", reached = "", peer = ""] = line
    .split("\t");
  if (!["told", "reached", "missed"].includes(verdict)) return undefined;
  const isReached = verdict === "told" ? null : verdict === "reached";
  return { what, asked, reached, peer, isReached };
}

/** Whether a run is to take a minute instead of many. */
export { isQuick } from "../torture/figures.ts";
