/**
 * Everything that is to break bufferbane, each by its name in the plan, with
 * what came out of it in `docs/torture.md`:
 *
 *     deno task torture [T4 T9 ...] [--quick] [--again]
 *
 * What has a result of this commit already is left out, unless `--again`.
 *
 * @module
 */

import {
  format,
  headCommit,
  type Length,
  reachedBy,
  runStep,
  say,
  type Step,
  today,
} from "./step.ts";
import { type Scenario, SCENARIOS } from "./torture_scenarios.ts";
import { readRows, type Row, writeRows } from "./torture_table.ts";

const ROOT = new URL("..", import.meta.url);
const PAGE = new URL("docs/torture.md", ROOT);
const MIN_MS = 60_000;
const LIMIT_MIN = { full: 20, quick: 5 } as const;

async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith("--"));
  const unknown = [
    ...names.filter((name) => SCENARIOS.every((one) => one.name !== name)),
    ...args.filter((arg) =>
      arg.startsWith("--") && arg !== "--quick" && arg !== "--again"
    ),
  ];
  if (unknown.length > 0) {
    say(
      `Cannot run ${unknown.join(", ")} (allowed: T1 to T28, --quick, --again)`,
    );
    return 2;
  }
  const length = args.includes("--quick") ? "quick" : "full";
  const commit = await headCommit();
  let failures = 0;
  for (const scenario of SCENARIOS) {
    if (names.length > 0 && !names.includes(scenario.name)) continue;
    const { name } = scenario;
    const before = (await rows()).get(name);
    if (!args.includes("--again") && isDone(before, { commit, length })) {
      say(`${name} ${before?.verdict} at this commit already`);
      continue;
    }
    say(`${name} ${scenario.what}`);
    const row = await runScenario(scenario, { commit, length });
    await keep(row);
    say(`${name} ${row.verdict}, ${row.reached}`);
    if (row.verdict === "missed") failures += 1;
  }
  return failures === 0 ? 0 : 1;
}

function isDone(
  row: Row | undefined,
  { commit, length }: { readonly commit: string; readonly length: Length },
): boolean {
  return row?.commit === commit ||
    (length === "quick" && row?.commit === `${commit}, quick`);
}

async function runScenario(
  { name, what, pass, steps, missing, limitMin }: Scenario,
  { commit, length }: { readonly commit: string; readonly length: Length },
): Promise<Row> {
  const notYet = missing === undefined ? [] : [`missing: ${missing}`];
  const absent = steps.flatMap((step) => pathsOf(step)).filter((path) =>
    !exists(path)
  ).map((path) => `missing: ${path}`);
  const runnable = steps.filter((step) => pathsOf(step).some(exists));
  if (runnable.length === 0) {
    const reached = [...notYet, ...absent].join("; ");
    const verdict = "not yet";
    return { name, what, pass, reached, verdict, date: "-", commit: "-" };
  }
  const limit = length === "full" && limitMin !== undefined
    ? limitMin
    : LIMIT_MIN[length];
  const signal = AbortSignal.timeout(limit * MIN_MS);
  const reached: string[] = [];
  let isPassed = true;
  for (const step of runnable) {
    const args = step[length].filter(isNoAbsentFile);
    const outcome = await runStep(args, signal);
    reached.push(reachedBy(args, outcome));
    isPassed &&= outcome.isPassed;
  }
  return {
    name,
    what,
    pass,
    reached: [...reached, ...notYet, ...absent].join("; "),
    verdict: isPassed ? "passed" : "missed",
    date: today(),
    commit: length === "quick" ? `${commit}, quick` : commit,
  };
}

/** What a step needs to be there. */
function pathsOf({ full }: Step): readonly string[] {
  return full.filter((arg) => /\.ts$|\/$/.test(arg));
}

function isNoAbsentFile(arg: string): boolean {
  return !/\.ts$|\/$/.test(arg) || exists(arg);
}

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, ROOT));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function rows(): Promise<ReadonlyMap<string, Row>> {
  return readRows(await Deno.readTextFile(PAGE));
}

/** Puts a row into the page, and those in that nobody has run yet. */
async function keep(row: Row): Promise<void> {
  const known = await rows();
  const all = SCENARIOS.map(({ name, what, pass, missing }): Row => {
    if (name === row.name) return row;
    const reached = missing === undefined ? "not run" : `missing: ${missing}`;
    const fresh = { reached, verdict: "not yet", date: "-", commit: "-" };
    return { ...fresh, ...known.get(name), name, what, pass };
  });
  await Deno.writeTextFile(PAGE, writeRows(await Deno.readTextFile(PAGE), all));
  await format(PAGE);
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
