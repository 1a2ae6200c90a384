/**
 * T4: the protocol and the server's logic against what must always hold, in
 * virtual time, while datagrams are lost, doubled, overtaken, replayed and
 * forged, clocks step, clients move, the server restarts and secrets go:
 *
 *     deno run -A tests/torture/model.ts [--runs 100000] [--steps 200] [--seed 1]
 *
 * Prints the first rule that is broken; the seed and the number of the run
 * repeat it.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { seededRandom } from "../support/random.ts";
import { figure, isQuick } from "./figures.ts";
import { World } from "./model/world.ts";

/** What one run found. */
export interface ModelRun {
  /** The first rule that was broken, and at which step. */
  readonly broken: string | undefined;
  /** Datagrams that the server answered. */
  readonly answered: number;
}

/**
 * One run.
 *
 * @param seed The same gives the same run.
 * @param steps How many things happen.
 */
export function runModel(seed: number, steps: number): ModelRun {
  const world = new World(seededRandom(seed));
  const { rules } = world;
  for (let step = 0; step < steps; step++) {
    world.step();
    if (rules.broken !== undefined) {
      const broken = `step ${step}: ${rules.broken}`;
      return { broken, answered: rules.answered };
    }
  }
  world.heal();
  return { broken: rules.broken, answered: rules.answered };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: isQuick() ? "1000" : "100000" },
      steps: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      quick: { type: "boolean" },
    },
  });
  const [runs, steps, seed] = [values.runs, values.steps, values.seed]
    .map(Number);
  let answered = 0;
  let found = "no rule broken";
  for (let run = 0; run < Number(runs); run++) {
    const result = runModel(1_000_003 * Number(seed) + run, Number(steps));
    answered += result.answered;
    if (result.broken === undefined) continue;
    found = `run ${run} of seed ${seed}: ${result.broken}`;
    break;
  }
  figure(
    `${runs} runs of ${steps} steps, ${answered} datagrams answered`,
    found,
    found === "no rule broken",
  );
}
