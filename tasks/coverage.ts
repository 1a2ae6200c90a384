/**
 * How much of what users run do the tests run? Reads what
 * `deno test --coverage=DIR` left, prints it by layer with the worst files, and
 * exits 1 below the bounds:
 *
 *     deno run -A tasks/coverage.ts [DIR]
 *
 * A file that no test loads counts as not run.
 *
 * @module
 */

import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Coverage,
  NOTHING,
  pct,
  readLcov,
  total,
} from "./coverage/lcov.ts";
import { layerOf, lineCount } from "./coverage/product.ts";

const ROOT = resolve(import.meta.dirname ?? ".", "..");
/** Of a hundred. */
const BOUNDS = { lines: 90, branches: 80 } as const;
/** Files told by name: those with the most lines that never ran. */
const WORST = 15;

async function main(folder: string): Promise<number> {
  const files = await coverageOf(folder);
  const layers = Map.groupBy(files.keys(), (file) => layerOf(file) ?? "");
  const all = total(files.values());
  say("| layer | lines | branches |", "| --- | --- | --- |");
  for (const [layer, names] of [...layers].toSorted()) {
    say(rowOf(layer, total(names.map((name) => files.get(name) ?? NOTHING))));
  }
  say(rowOf("all", all), "", "Most lines that no test runs:");
  const worst = [...files].toSorted(([, a], [, b]) => missing(b) - missing(a));
  for (const [file, coverage] of worst.slice(0, WORST)) {
    say(`  ${missing(coverage)} of ${coverage.lines}  ${file}`);
  }
  const linesPct = pct(all.linesRun, all.lines);
  const branchesPct = pct(all.branchesRun, all.branches);
  const isEnough = linesPct >= BOUNDS.lines && branchesPct >= BOUNDS.branches;
  say(
    "",
    `coverage: ${linesPct.toFixed(1)} % of lines (at least ${BOUNDS.lines}), ${
      branchesPct.toFixed(1)
    } % of branches (at least ${BOUNDS.branches}): ${
      isEnough ? "enough" : "too little"
    }`,
  );
  return isEnough ? 0 : 1;
}

/** Of every file of the product, from the root. */
async function coverageOf(folder: string): Promise<Map<string, Coverage>> {
  await removeHalfWritten(folder);
  const sources = pathToFileURL(`${ROOT}/`).href.replaceAll(/[^\w/]/g, "\\$&");
  const report = await output(Deno.execPath(), [
    ...["coverage", "--lcov", folder, `--include=^${sources}`],
    "--exclude=/tests/|/tasks/",
  ]);
  const found = new Map<string, Coverage>();
  for (const [path, coverage] of readLcov(report)) {
    const file = relative(ROOT, path);
    if (layerOf(file) !== undefined) found.set(file, coverage);
  }
  for (const file of (await output("git", ["ls-files"])).split("\n")) {
    if (layerOf(file) === undefined || found.has(file)) continue;
    const lines = lineCount(await Deno.readTextFile(resolve(ROOT, file)));
    if (lines > 0) found.set(file, { ...NOTHING, lines });
  }
  return found;
}

/** Some tests kill what they have started, while it writes its profiles. */
async function removeHalfWritten(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    const text = await Deno.readTextFile(path);
    if (!text.endsWith("}")) await Deno.remove(path);
  }
}

function missing({ lines, linesRun }: Coverage): number {
  return lines - linesRun;
}

function rowOf(
  name: string,
  { lines, linesRun, branches, branchesRun }: Coverage,
): string {
  return `| ${name} | ${pct(linesRun, lines).toFixed(1)} % of ${lines} | ${
    pct(branchesRun, branches).toFixed(1)
  } % of ${branches} |`;
}

async function output(program: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  throw new Error(
    `Cannot run ${program} ${args[0]}: ${new TextDecoder().decode(stderr)}`,
  );
}

function say(...lines: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n`));
}

if (import.meta.main) Deno.exitCode = await main(Deno.args[0] ?? "coverage");
