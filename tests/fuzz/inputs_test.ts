import { match, strictEqual } from "node:assert/strict";
import { INPUTS } from "./inputs_fuzz.ts";
import { tryStep } from "./step.ts";

for (const [name, { step, short }] of Object.entries(INPUTS)) {
  Deno.test(`INPUTS: nothing that is spoilt upsets the reader of ${name}`, async () => {
    for (let seed = 0; seed < short; seed++) {
      strictEqual(await tryStep(step, seed), undefined, `seed ${seed}`);
    }
  });
}

Deno.test("tryStep() tells what a reader throws, so that the step can be repeated", async () => {
  const wrong = await tryStep(() => {
    throw new RangeError("Cannot read on");
  }, 1);
  match(wrong ?? "", /^throws RangeError: Cannot read on\n/);
});
