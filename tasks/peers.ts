/**
 * Every figure that is claimed, made again: installs the programs that
 * bufferbane is compared with, runs them and it on the same lab paths, and
 * writes what came out into `docs/benchmarks.md`:
 *
 *     deno task peers [name ...] [--quick] [--again] [--minutes N]
 *
 * What has a figure of this commit already is left out, unless `--again`.
 * `--minutes` begins nothing that would take longer than what is left of them,
 * the comparisons first. `--quick` tries a figure within a minute or so, and
 * never takes the place of one that was made in full. Needs root.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { readFigure } from "../tests/peers/figure.ts";
import { commandOf, type Figure } from "./peers/figure.ts";
import { FIGURES } from "./peers/figures.ts";
import { loadNow, machineFacts } from "./peers/machine.ts";
import { installMissing, peerVersions } from "./peers/packages.ts";
import { putRows, putTable, rowsBy } from "./peers/page.ts";
import { hasBrokenOff, type Reading, type Row } from "./peers/row.ts";
import {
  format,
  headCommit,
  type Length,
  reachedBy,
  runStep,
  say,
  today,
} from "./step.ts";

const PAGE = new URL("../docs/benchmarks.md", import.meta.url);
const MIN_MS = 60_000;
/** A busy machine takes longer; what hangs must end. */
const PATIENCE = 3;
/** Of a quick run, and what any run may take to come to its point. */
const QUICK_MIN = 1;

/** How all of them are run. */
interface Manner {
  readonly commit: string;
  readonly length: Length;
}

/** What is asked for. */
interface Request {
  readonly names: readonly string[];
  readonly length: Length;
  readonly isAgain: boolean;
  readonly minutes: number;
}

/**
 * Reads the command line.
 *
 * @throws {TypeError} If something in it is unknown or impossible.
 */
function requestOf(args: string[]): Request {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      again: { type: "boolean", default: false },
      minutes: { type: "string", default: "Infinity" },
    },
  });
  const known = FIGURES.map(({ name }) => name);
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new TypeError(
      `Cannot run ${unknown.join(", ")} (allowed: ${known.join(", ")})`,
    );
  }
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) {
    throw new TypeError(
      `Cannot run for --minutes: found ${values.minutes} (allowed: above 0)`,
    );
  }
  return {
    names: positionals.length === 0 ? known : positionals,
    length: values.quick ? "quick" : "full",
    isAgain: values.again,
    minutes,
  };
}

async function main(args: string[]): Promise<number> {
  let request: Request;
  try {
    request = requestOf(args);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(error.message);
    return 2;
  }
  if (Deno.uid() !== 0) {
    say(`Cannot make network namespaces as user ${Deno.uid()} (allowed: 0)`);
    return 2;
  }
  const { names, length, isAgain, minutes } = request;
  await installMissing();
  await keepSurroundings();
  const manner: Manner = { commit: await headCommit(), length };
  const endMs = performance.now() + minutes * MIN_MS;
  const chosen = FIGURES.filter(({ name }) => names.includes(name))
    .toSorted((a, b) => a.rank - b.rank);
  let failures = 0;
  for (const figure of chosen) {
    const { name } = figure;
    const takesMin = length === "quick"
      ? Math.min(QUICK_MIN, figure.minutes)
      : figure.minutes;
    if (performance.now() + takesMin * MIN_MS > endMs) {
      say(`${name} would take ${takesMin} min: left out`);
      continue;
    }
    const before = rowsBy(await Deno.readTextFile(PAGE), commandOf(figure));
    if (!isAgain && isDone(before, manner)) {
      say(`${name} is of this commit already`);
      continue;
    }
    if (!await make(figure, manner)) failures += 1;
  }
  return failures === 0 ? 0 : 1;
}

function isDone(before: readonly Row[], { commit, length }: Manner): boolean {
  return before.some(({ run }) =>
    run.includes(` ${commit},`) && (length === "quick" || !isOfQuick(run))
  );
}

function isOfQuick(run: string): boolean {
  return run.endsWith(", quick");
}

/** Makes a figure, and keeps it; whether it ended, and reached its mark. */
async function make(figure: Figure, manner: Manner): Promise<boolean> {
  const { name, section, minutes } = figure;
  say(`${name} (${minutes} min in full)`);
  const load = loadNow().toFixed(1);
  const startedMs = performance.now();
  const { readings, isPassed, isWhole } = await readingsOf(
    figure,
    manner.length,
  );
  const tookMin = (performance.now() - startedMs) / MIN_MS;
  const quick = manner.length === "quick" ? ", quick" : "";
  const run = `${today()} ${manner.commit}, load ${load}${quick}`;
  const command = commandOf(figure);
  for (const { isReached, what, asked, reached, peer } of readings) {
    const bound = asked === "" ? "" : ` (asked: ${asked})`;
    const beside = peer === "" ? "" : `; ${peer}`;
    say(`  ${verdictOf(isReached)} ${what}${bound}: ${reached}${beside}`);
  }
  const [first, ...rest] = readings.map(({ isReached, ...reading }): Row => ({
    ...reading,
    command,
    run,
    verdict: verdictOf(isReached),
  }));
  const page = await Deno.readTextFile(PAGE);
  if (first === undefined || !isWhole) {
    say(`${name} did not come to its end: its rows stay as they were`);
  } else if (
    quick !== "" && rowsBy(page, command).some(({ run }) => !isOfQuick(run))
  ) {
    say(`${name} was made in full before: its rows stay as they were`);
  } else {
    await Deno.writeTextFile(PAGE, putRows(page, section, [first, ...rest]));
    await format(PAGE);
  }
  say(`${name} took ${tookMin.toFixed(1)} min`);
  return isPassed;
}

function verdictOf(isReached: boolean | null): string {
  if (isReached === null) return "-";
  return isReached ? "reached" : "**missed**";
}

/** What came of a figure's steps. */
interface Made {
  readonly readings: readonly Reading[];
  /** Whether all ended well. */
  readonly isPassed: boolean;
  /** Whether none has broken off that prints figures. */
  readonly isWhole: boolean;
}

/** Runs a figure's steps, and finds what they say. */
async function readingsOf(
  { steps, rows = [], minutes }: Figure,
  length: Length,
): Promise<Made> {
  const limitMin = PATIENCE * minutes + QUICK_MIN;
  const signal = AbortSignal.timeout(limitMin * MIN_MS);
  const own: Reading[] = [];
  const reached: string[] = [];
  let isPassed = true;
  let isWhole = true;
  for (const step of steps) {
    const args = step[length];
    const outcome = await runStep(args, signal);
    const said = outcome.lines.flatMap((line) => readFigure(line) ?? []);
    own.push(...said);
    reached.push(reachedBy(args, outcome));
    isPassed &&= outcome.isPassed;
    // What stands for tests and other scripts says itself how far they came.
    isWhole &&= rows.length > 0 || !hasBrokenOff(outcome.isPassed, said);
  }
  const made = rows.map(({ what, asked, held }): Reading => ({
    what,
    asked,
    reached: isPassed && held !== undefined ? held : reached.join("; "),
    peer: "",
    isReached: isPassed,
  }));
  return { readings: [...made, ...own], isPassed, isWhole };
}

/** Puts the machine, the versions and the list of names into the page. */
async function keepSurroundings(): Promise<void> {
  const head = ["this machine", ""];
  const facts = [...await machineFacts(), ...await peerVersions()];
  const names = FIGURES.map(({ name, steps, minutes }) => [
    `\`${name}\``,
    steps.map(({ full }) => `\`deno ${full.join(" ")}\``).join(", "),
    `${minutes} min`,
  ]);
  const page = await Deno.readTextFile(PAGE);
  const withMachine = putTable(page, "The machine", { head, rows: facts });
  const whole = putTable(withMachine, "By name", {
    head: ["name", "runs", "takes"],
    rows: names,
  });
  await Deno.writeTextFile(PAGE, whole);
  await format(PAGE);
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
