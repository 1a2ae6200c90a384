import { deepStrictEqual, ok } from "node:assert/strict";
import { slopeOf } from "./slope.ts";

Deno.test("slopeOf() finds a line that is there", () => {
  const line = slopeOf([[0, 5], [1, 7], [2, 9], [10, 25]]);
  deepStrictEqual(line, { slope: 2, standardError: 0 });
});

Deno.test("slopeOf() says how far noise may lead it astray", () => {
  const noise = Array.from(
    { length: 100 },
    (_, x) => [x, x % 2 === 0 ? 10 : 11] as const,
  );
  const { slope, standardError } = slopeOf(noise);
  ok(Math.abs(slope) < 2 * standardError, `${slope} +- ${standardError}`);
  ok(standardError < 0.01);
});
