/**
 * Fuzzes the parsers of everything but the protocol:
 *
 *     deno run -A tests/fuzz/inputs.ts [--times 50] [--seed 1] [--only NAME]
 *
 * Each does as many steps as in the tests, so many times. Prints a line for
 * each, and exits 1 at the first step that goes wrong; the seed and the number
 * of the step repeat it.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { INPUTS } from "./inputs_fuzz.ts";
import { tryStep } from "./step.ts";

const { values } = parseArgs({
  options: {
    times: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});
const seed = Number(values.seed);

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

for (const [name, { step, short }] of Object.entries(INPUTS)) {
  if (values.only !== undefined && values.only !== name) continue;
  const steps = short * Number(values.times);
  for (let number = 0; number < steps; number++) {
    const wrong = await tryStep(step, seed + number);
    if (wrong === undefined) continue;
    say(`${name}: step ${number} of seed ${seed}: ${wrong}`);
    Deno.exit(1);
  }
  say(`${name}: ${steps} steps from seed ${seed}: nothing wrong`);
}
