/**
 * Fuzzes the protocol:
 *
 *     deno run -A tests/fuzz/protocol.ts --iterations 1000000 [--seed 1]
 *
 * Prints a line and exits 1 at the first step that goes wrong; the seed and
 * the number of the step repeat it.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { fuzzStep } from "./protocol_fuzz.ts";
import { tryStep } from "./step.ts";

const { values } = parseArgs({
  options: {
    iterations: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
  },
});
const iterations = Number(values.iterations);
const seed = Number(values.seed);
const output = new TextEncoder();

for (let step = 0; step < iterations; step++) {
  const wrong = await tryStep(fuzzStep, seed + step);
  if (wrong === undefined) continue;
  Deno.stdout.writeSync(
    output.encode(`step ${step} of seed ${seed}: ${wrong}\n`),
  );
  Deno.exit(1);
}
Deno.stdout.writeSync(
  output.encode(`${iterations} steps from seed ${seed}: nothing wrong\n`),
);
