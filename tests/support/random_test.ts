import { deepStrictEqual, ok } from "node:assert/strict";
import { seededRandom } from "./random.ts";

function numbers(seed: number, count: number): readonly number[] {
  return Array.from({ length: count }, seededRandom(seed));
}

Deno.test("seededRandom() repeats itself with the same seed only", () => {
  deepStrictEqual(numbers(1, 5), numbers(1, 5));
  ok(numbers(1, 1)[0] !== numbers(2, 1)[0]);
});

Deno.test("seededRandom() spreads evenly over [0, 1)", () => {
  const drawn = numbers(3, 10_000);
  ok(drawn.every((number) => number >= 0 && number < 1));
  const mean = drawn.reduce((sum, number) => sum + number) / drawn.length;
  // Five standard errors of a uniform mean: 5 * 0.2887 / 100.
  ok(Math.abs(mean - 0.5) < 0.0145, `mean ${mean}`);
});
