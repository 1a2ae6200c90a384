/**
 * Do the tests notice when the code is wrong? Puts one small fault at a time
 * into a copy of the committed sources, and counts how many a test catches:
 *
 *     deno task mutants [--seed 1] [--count 200] [--only ID,ID | --only FOLDER]
 *
 * Prints each mutant that survives, and exits 1 below 90 %. Mutants that do the
 * same as the code, so that nothing can catch them, are not drawn: those that
 * somebody has looked at are in `mutants/equivalents.json`, each with the
 * reason. `--same` draws those instead; one that is caught is listed wrongly.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { drawMutants } from "./mutants/draw.ts";
import { reasonFor } from "./mutants/equivalents.ts";
import type { Mutant, Outcome } from "./mutants/mutant.ts";
import { mutantsOf } from "./mutants/mutants_of.ts";
import { filesOf, readImports, SUITES, testsOf } from "./mutants/suites.ts";
import type { TestsOf } from "./mutants/suites.ts";
import { tryMutant } from "./mutants/trial.ts";

const ROOT = resolve(import.meta.dirname ?? ".", "..");
/** How many of a hundred have to be caught. */
const CAUGHT_PCT = 90;

/** What came of a mutant. */
interface Result {
  readonly mutant: Mutant;
  readonly outcome: Outcome;
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: "1" },
      count: { type: "string", default: "200" },
      only: { type: "string" },
      same: { type: "boolean", default: false },
    },
  });
  const [seed, count] = [Number(values.seed), Number(values.count)];
  using copy = await cloneSources();
  const { mutants, testsFor } = await findMutants(copy.path);
  const same = mutants.filter((one) => reasonFor(one) !== undefined);
  const others = mutants.filter((one) => reasonFor(one) === undefined);
  const drawn = drawMutants(values.same ? same : others, { count, seed })
    .filter((one) => isWanted(one, values.only));
  say(
    `${drawn.length} of ${mutants.length} mutants, seed ${seed}; ${same.length} are known to do the same as the code`,
  );
  const results: Result[] = [];
  for (const mutant of drawn) {
    const tests = testsFor.get(mutant.file) ?? { beside: [], others: [] };
    const outcome = await tryMutant(copy.path, mutant, tests);
    results.push({ mutant, outcome });
    say(...tell({ mutant, outcome }));
  }
  return summarise(results);
}

function isWanted({ id, file }: Mutant, only: string | undefined): boolean {
  return only === undefined || file.startsWith(only) ||
    only.split(",").includes(id);
}

/** What is committed, in a folder of its own. */
async function cloneSources(): Promise<Disposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "bufferbane-mutants-" });
  await run("git", ["clone", "--quiet", ROOT, path]);
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** All mutants of product code that tests get to, and which tests do. */
async function findMutants(root: string): Promise<{
  readonly mutants: readonly Mutant[];
  readonly testsFor: ReadonlyMap<string, TestsOf>;
}> {
  const files = (await run("git", ["-C", root, "ls-files"])).split("\n");
  const suites = SUITES.map((suite) => filesOf(suite, files));
  const imports = await readImports(root, suites.flatMap(({ tests }) => tests));
  const testsFor = new Map<string, TestsOf>();
  const mutants: Mutant[] = [];
  for (const { product, tests } of suites) {
    for (const file of product) {
      const found = testsOf(file, tests, imports);
      if (found.beside.length + found.others.length === 0) continue;
      testsFor.set(file, found);
      const text = await Deno.readTextFile(join(root, file));
      mutants.push(...mutantsOf(file, text));
    }
  }
  return { mutants, testsFor };
}

function tell({ mutant, outcome }: Result): string[] {
  const { id, file, line, within, before, after } = mutant;
  const head = `${id} ${outcome} ${file}:${line} (${within})`;
  if (outcome !== "survived") return [head];
  return [head, `  - ${before}`, `  + ${after}`];
}

/** Prints the table; gives the exit code. */
function summarise(results: readonly Result[]): number {
  const rows = SUITES.map(({ folder }) =>
    rowOf(
      folder,
      results.filter(({ mutant }) => mutant.file.startsWith(`${folder}/`)),
    )
  );
  say(
    "",
    "| code | mutants | caught | timed out | survived | of these listed as the same | caught or timed out |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    rowOf("all", results),
  );
  return caughtPct(results) >= CAUGHT_PCT ? 0 : 1;
}

function rowOf(name: string, results: readonly Result[]): string {
  const count = (wanted: Outcome) =>
    results.filter(({ outcome }) => outcome === wanted).length;
  const same =
    results.filter(({ mutant, outcome }) =>
      outcome === "survived" && reasonFor(mutant) !== undefined
    ).length;
  const cells = [
    ...[name, results.length, count("caught"), count("timed out")],
    ...[count("survived"), same, `${caughtPct(results).toFixed(1)} %`],
  ];
  return `| ${cells.join(" | ")} |`;
}

function caughtPct(results: readonly Result[]): number {
  const caught = results.filter(({ outcome }) => outcome !== "survived");
  return 100 * caught.length / Math.max(results.length, 1);
}

async function run(program: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args })
    .output();
  if (success) return new TextDecoder().decode(stdout).trim();
  throw new Error(
    `Cannot run ${program} ${args.join(" ")}: ${
      new TextDecoder().decode(stderr)
    }`,
  );
}

function say(...lines: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n`));
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
