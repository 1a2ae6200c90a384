import { strictEqual } from "node:assert/strict";
import { seededRandom } from "../support/random.ts";
import { INPUTS } from "./inputs_fuzz.ts";

for (const [name, { step, short }] of Object.entries(INPUTS)) {
  Deno.test(`INPUTS: nothing that is spoilt upsets the reader of ${name}`, async () => {
    for (let seed = 0; seed < short; seed++) {
      strictEqual(await step(seededRandom(seed)), undefined, `seed ${seed}`);
    }
  });
}
