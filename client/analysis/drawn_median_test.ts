import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
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

/** Two uniform numbers that Box and Muller make this normal one of. */
function normal(x: number): readonly number[] {
  return [1 - Math.exp(-x * x / 2), x < 0 ? 0.5 : 0];
}

/** Which place of so many is drawn by these numbers, and how many it takes. */
function drawnBy(n: number, numbers: readonly number[]) {
  let calls = 0;
  const random = () => numbers[calls++] ?? NaN;
  const place = drawnMedian(
    Float64Array.from({ length: n }, (_, i) => i),
    random,
  );
  return [place, calls];
}

Deno.test("drawnMedian() makes of normal numbers the gamma numbers of Marsaglia and Tsang", () => {
  // Of 10,001 both shapes are 5001: d = 5000.667, c = 1 / sqrt(9 d) = 0.0047137.
  const plain = [...normal(0), 0.5]; // v = 1
  deepStrictEqual(drawnBy(10_001, [...plain, ...plain]), [5000, 6]);
  // v = (1 + 2 c)^3 = 1.028550: 5143.4 of 5143.4 + 5000.7 is 0.50704.
  const more = [...normal(2), 0.5];
  deepStrictEqual(drawnBy(10_001, [...more, ...plain]), [5070, 6]);
  // v = (1 - 2 c)^3 = 0.971984: 4860.6 of 4860.6 + 5000.7 is 0.49290.
  const less = [...normal(-2), 0.5];
  deepStrictEqual(drawnBy(10_001, [...less, ...plain]), [4929, 6]);
});

Deno.test("drawnMedian() draws a gamma number again where one is too likely", () => {
  // Of a shape of 1: d = 2/3, c = 1 / sqrt(6). At 2 v is 5.994, and one is
  // taken below exp(2 + d (1 - v + ln v)) = 0.8734.
  const plain = [...normal(0), 0.5];
  const at2 = (chance: number) => [...normal(2), chance];
  deepStrictEqual(drawnBy(1, [...at2(0.873), ...plain]), [0, 6]);
  deepStrictEqual(drawnBy(1, [...at2(0.874), ...plain, ...plain]), [0, 9]);
  // At -3 v would be below 0: no number decides about that.
  deepStrictEqual(drawnBy(1, [...normal(-3), ...plain, ...plain]), [0, 8]);
});

Deno.test("drawnMedian() stays within the values where a share rounds to 1", () => {
  // v = 1e-18, which is taken when the chance is 0.
  const tiny = [...normal(-Math.sqrt(6) * (1 - 1e-6)), 0];
  deepStrictEqual(drawnBy(1, [...normal(0), 0.5, ...tiny]), [0, 6]);
});
