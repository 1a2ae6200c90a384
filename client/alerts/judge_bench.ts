/** Live: 20 us a sample at most; replayed: a million samples a second. @module */

import { STATUSES } from "../model/mod.ts";
import { Judge } from "./judge.ts";
import { LINE, OPTIONS, START_MS } from "./testing.ts";

/** Rounds of {@linkcode LINE}: 100,000 samples, a step a second. */
const ROUNDS = 20_000;
const TIMEOUT = STATUSES.indexOf("timeout");

function replay(lossShare: number): void {
  const judge = new Judge(OPTIONS);
  const sample = { atMs: 0, code: 0, rttNs: 12e6, ipdvNs: 1e5, detail: "" };
  for (let round = 0; round < ROUNDS; round++) {
    sample.atMs = START_MS + round * 1000;
    for (const [index, series] of LINE.entries()) {
      const hash = (round * 7919 + index * 104_729) % 1000;
      sample.code = hash < lossShare * 1000 ? TIMEOUT : 0;
      sample.rttNs = 12e6 + hash * 1000;
      judge.add(series, sample);
    }
    judge.step(sample.atMs + 500);
  }
}

Deno.bench("judge 100,000 samples of a calm line", () => replay(0));
Deno.bench(
  "judge 100,000 samples of a line that loses 5 %",
  () => replay(0.05),
);
