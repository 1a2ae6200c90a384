/**
 * What judging a sample costs, live, and how fast stored samples are judged
 * again by the same functions:
 *
 * ```sh
 * deno run -A tests/peers/judge_rate.ts
 * ```
 *
 * @module
 */

import { Judge } from "../../client/alerts/judge.ts";
import { LINE, OPTIONS, START_MS } from "../../client/alerts/testing.ts";
import { STATUSES } from "../../client/model/mod.ts";
import { figure } from "./figure.ts";

const ROUNDS = 100_000;
const TRIES = 3;
const TIMEOUT = STATUSES.indexOf("timeout");
/** What the project wants to stay within. */
const MOST_US = 20;
const LEAST_PER_S = 1e6;

/** Judges so many rounds, a step a second; samples a second. */
function samplesPerS(lossShare: number): number {
  const judge = new Judge(OPTIONS);
  const sample = { atMs: 0, code: 0, rttNs: 12e6, ipdvNs: 1e5, detail: "" };
  const startMs = performance.now();
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
  const seconds = (performance.now() - startMs) / 1000;
  return ROUNDS * LINE.length / seconds;
}

for (const lossShare of [0, 0.05]) {
  const tries = Array.from({ length: TRIES }, () => samplesPerS(lossShare));
  const perS = Math.max(...tries);
  const line = lossShare === 0
    ? "calm"
    : `that loses ${100 * lossShare} % everywhere, for ever`;
  const us = 1e6 / perS;
  figure({
    what: `the live path, a sample, on a line ${line}`,
    asked: `${MOST_US} us`,
    reached: `${us.toFixed(2)} us`,
    isReached: us <= MOST_US,
  });
  figure({
    what: `replay through the same functions, a line ${line}`,
    asked: "1 M samples/s",
    reached: `${(perS / 1e6).toFixed(1)} M/s`,
    isReached: perS >= LEAST_PER_S,
  });
}
