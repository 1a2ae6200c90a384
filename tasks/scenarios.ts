/**
 * How often is a diagnosis right? Draws lines of which it is known what is
 * wrong with them, and counts.
 *
 * ```sh
 * deno task scenarios [--runs 1000] [--clean-days 1000] [--wrong]
 * ```
 *
 * The result is tables in Markdown, then figures; with `--wrong`, each run that
 * was judged wrongly as well, by its seed.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { figure } from "../tests/peers/figure.ts";
import { planOf, type Run } from "../tests/scenarios/plan.ts";
import { type Outcome, scoresOf } from "../tests/scenarios/score.ts";

/** Recall and precision, of each scenario. */
const LEAST_SHARE = 0.99;

/** Bounds of the table of confidences, from the least sure. */
const CONFIDENCES = [0.5, 0.8, 0.9, 0.95, 0.99, 1.01];

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: "string", default: "1000" },
      "clean-days": { type: "string", default: "1000" },
      wrong: { type: "boolean", default: false },
    },
  });
  const startedMs = performance.now();
  const plan = [...planOf(Number(values.runs), Number(values["clean-days"]))];
  const outcomes = await makeAll(plan);
  const mixed = outcomes.filter(({ truth }) => truth.length > 1);
  const plain = outcomes.filter(({ truth }) => truth.length <= 1);
  const lines = [
    "Lines with one trouble or none:",
    "",
    ...scoreTable(plain),
    "",
    "Lines with two troubles:",
    "",
    ...scoreTable(mixed),
    "",
    "All findings by their confidence:",
    "",
    ...confidenceTable(outcomes),
    "",
    `${plan.length} runs in ${
      ((performance.now() - startedMs) / 60_000).toFixed(1)
    } min`,
    ...(values.wrong ? outcomes.flatMap(wrongLine) : []),
  ];
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  tell(plain, mixed);
}

/** The figures of `docs/benchmarks.md`. */
function tell(plain: readonly Outcome[], mixed: readonly Outcome[]): void {
  const worst = (outcomes: readonly Outcome[]) => {
    const scores = scoresOf(outcomes).filter(({ had }) => had > 0);
    const recall = Math.min(...scores.map(({ seen, had }) => seen / had));
    const precision = Math.min(
      ...scores.map(({ seen, wrong }) => seen / (seen + wrong)),
    );
    return { recall, precision };
  };
  const text = ({ recall, precision }: ReturnType<typeof worst>) =>
    `recall ${(100 * recall).toFixed(1)} %, precision ${
      (100 * precision).toFixed(1)
    } %`;
  const one = worst(plain);
  figure({
    what:
      `${plain.length} drawn lines with one trouble or none: the worst of the seven scenarios`,
    asked: `recall and precision ${100 * LEAST_SHARE} %`,
    reached: text(one),
    isReached: one.recall >= LEAST_SHARE && one.precision >= LEAST_SHARE,
  });
  figure({
    what: `${mixed.length} drawn lines with two troubles: the worst scenario`,
    reached: text(worst(mixed)),
  });
  const { wrong, days } = cleanOf(plain);
  figure({
    what: "false findings in good days",
    asked: "1 in 100 days",
    reached: `${wrong} in ${days}`,
    isReached: wrong <= days / 100,
  });
}

/** Shares the runs among as many threads as there are processors. */
async function makeAll(plan: readonly Run[]): Promise<Outcome[]> {
  const queue = [...plan];
  const outcomes: Outcome[] = [];
  const threads = Array.from(
    { length: navigator.hardwareConcurrency },
    () =>
      new Worker(
        import.meta.resolve("../tests/scenarios/score_worker.ts"),
        { type: "module" },
      ),
  );
  await Promise.all(threads.map((thread) =>
    new Promise<void>((done, fail) => {
      const next = () => {
        const run = queue.pop();
        if (run === undefined) done();
        else thread.postMessage(run);
      };
      thread.onmessage = ({ data }: MessageEvent<Outcome>) => {
        outcomes.push(data);
        next();
      };
      thread.onerror = ({ message }) => fail(new Error(message));
      next();
    })
  ));
  for (const thread of threads) thread.terminate();
  return outcomes;
}

function scoreTable(outcomes: readonly Outcome[]): string[] {
  const pct = (part: number, whole: number) =>
    whole === 0 ? "-" : `${(100 * part / whole).toFixed(2)} %`;
  return [
    "| scenario | lines with it | named | recall | named wrongly | precision |",
    "| --- | --- | --- | --- | --- | --- |",
    ...scoresOf(outcomes).map(({ scenario, had, seen, wrong }) =>
      `| ${scenario} | ${had} | ${seen} | ${pct(seen, had)} | ${wrong} | ${
        pct(seen, seen + wrong)
      } |`
    ),
  ];
}

/** How many findings of each confidence were right. */
function confidenceTable(outcomes: readonly Outcome[]): string[] {
  const findings = outcomes.flatMap(({ truth, findings }) =>
    findings.map(({ scenario, confidence }) => ({
      confidence,
      isRight: truth.includes(scenario),
    }))
  );
  return [
    "| confidence | findings | right |",
    "| --- | --- | --- |",
    ...CONFIDENCES.slice(0, -1).map((low, place) => {
      const high = CONFIDENCES[place + 1] ?? Infinity;
      const found = findings.filter(({ confidence }) =>
        confidence >= low && confidence < high
      );
      const right = found.filter(({ isRight }) => isRight).length;
      const name = `${low * 100} to ${Math.min(100, Math.round(high * 100))} %`;
      const share = found.length === 0
        ? "-"
        : `${(100 * right / found.length).toFixed(1)} %`;
      return `| ${name} | ${found.length} | ${share} |`;
    }),
  ];
}

/** Days without trouble, and what was found in them. */
function cleanOf(
  outcomes: readonly Outcome[],
): { readonly days: number; readonly wrong: number } {
  const clean = outcomes.filter(({ truth }) => truth.length === 0);
  return {
    days: clean.reduce((sum, { days }) => sum + days, 0),
    wrong: clean.reduce((sum, { findings }) => sum + findings.length, 0),
  };
}

function wrongLine({ seed, days, truth, findings }: Outcome): string[] {
  const named = findings.map(({ scenario }) => scenario);
  const isRight = named.length === truth.length &&
    truth.every((scenario) => named.includes(scenario));
  if (isRight) return [];
  return [`${seed} (${days} d): ${truth.join(", ")} -> ${named.join(", ")}`];
}

if (import.meta.main) await main(Deno.args);
