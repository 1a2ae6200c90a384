import { strictEqual } from "node:assert/strict";
import { fuzzStep } from "./protocol_fuzz.ts";
import { tryStep } from "./step.ts";

/** The script beside this test does ten times as many, and more on demand. */
const STEPS = 100_000;

Deno.test("fuzzStep() finds nothing wrong with the protocol", async () => {
  for (let step = 0; step < STEPS; step++) {
    strictEqual(await tryStep(fuzzStep, step), undefined, `step ${step}`);
  }
});
