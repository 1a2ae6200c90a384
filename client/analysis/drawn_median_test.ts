import { ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import { drawnMedian } from "./drawn_median.ts";

/** How often at least `least` of `n` draws succeed, each with a chance. */
function atLeast(least: number, n: number, chance: number): number {
  let sum = 0;
  for (let hits = least; hits <= n; hits++) {
    let ways = 1;
    for (let i = 0; i < hits; i++) ways *= (n - i) / (i + 1);
    sum += ways * chance ** hits * (1 - chance) ** (n - hits);
  }
  return sum;
}

for (const n of [1, 2, 4, 7, 40]) {
  Deno.test(`drawnMedian() is distributed as that of ${n} values drawn one by one`, () => {
    const sorted = Float64Array.from({ length: n }, (_, i) => 10 + i);
    const random = seededRandom(n);
    const draws = 20_000;
    const counts = new Float64Array(n);
    for (let i = 0; i < draws; i++) {
      const place = drawnMedian(sorted, random) - 10;
      counts[place] = (counts[place] ?? 0) + 1;
    }
    strictEqual(counts.reduce((sum, count) => sum + count, 0), draws);
    let upTo = 0;
    for (let place = 0; place < n; place++) {
      upTo += counts[place] ?? 0;
      // So many draws must fall among the smallest for the median to be there.
      const expected = atLeast(Math.ceil(n / 2), n, (place + 1) / n);
      // Four standard errors; where nearly none is due, one may come.
      const error = 4 * Math.sqrt(expected * (1 - expected) / draws) +
        1.5 / draws;
      ok(
        Math.abs(upTo / draws - expected) <= error,
        `${upTo / draws} of place ${place}, not ${expected}`,
      );
    }
  });
}
