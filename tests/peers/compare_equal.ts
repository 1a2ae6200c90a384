/**
 * How often does a comparison of equal lines claim a difference? Drawn lines
 * of several kinds, a minute each.
 *
 * ```sh
 * deno run -A tests/peers/compare_equal.ts
 * ```
 *
 * @module
 */

import { compare } from "../../client/analysis/compare/mod.ts";
import { columnsOf, type Row } from "../../client/analysis/testing.ts";
import { seededRandom } from "../support/random.ts";
import { figure } from "./figure.ts";

const SECONDS = 60;
const RUNS = 400;
/** Noise, ms, and loss, 0 to 1. */
const LINES = [[0.4, 0], [6, 0], [6, 0.05], [30, 0.02]] as const;

const kinds = new Map<string, number>();
for (const [noiseMs, loss] of LINES) {
  const line = (seed: number) => {
    const random = seededRandom(seed);
    return columnsOf(Array.from({ length: SECONDS }, (_, second): Row => [
      second * 1000,
      random() < loss
        ? "timeout"
        : Math.round(12_000 + 1000 * noiseMs * random()),
    ]));
  };
  for (let seed = 1; seed <= RUNS; seed++) {
    const matches = [{ a: line(2 * seed + 7777), b: line(2 * seed + 8) }];
    const { verdict: { kind } } = compare({
      a: { name: "a", label: "a" },
      b: { name: "b", label: "b" },
      matches,
    }, { isPaired: true, random: seededRandom(seed) });
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
}
const count = (kind: string) => kinds.get(kind) ?? 0;
const all = RUNS * LINES.length;
const wrong = count("a") + count("b");
figure({
  what: `${
    all.toLocaleString("en")
  } comparisons of equal lines by drawn noise, 60 s each: differences claimed`,
  asked: "1 in 100",
  reached: `${wrong}; "none" ${count("none")}, others ${
    all - wrong - count("none")
  }`,
  isReached: wrong <= all / 100,
});
