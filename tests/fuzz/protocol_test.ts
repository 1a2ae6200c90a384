import { strictEqual } from "node:assert/strict";
import { seededRandom } from "../support/random.ts";
import { fuzzStep } from "./protocol_fuzz.ts";

/** The script beside this test does ten times as many, and more on demand. */
const STEPS = 100_000;

Deno.test("fuzzStep() finds nothing wrong with the protocol", () => {
  for (let step = 0; step < STEPS; step++) {
    strictEqual(fuzzStep(seededRandom(step)), undefined, `step ${step}`);
  }
});
