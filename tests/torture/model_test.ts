import { ok, strictEqual } from "node:assert/strict";
import { runModel } from "./model.ts";

/** The script does a thousand times as many. */
const RUNS = 100;

Deno.test("runModel() finds no rule of the protocol broken", () => {
  let answered = 0;
  for (let seed = 0; seed < RUNS; seed++) {
    const run = runModel(seed, 200);
    strictEqual(run.broken, undefined, `seed ${seed}`);
    answered += run.answered;
  }
  ok(answered > 20 * RUNS, `${answered} datagrams were answered`);
});
