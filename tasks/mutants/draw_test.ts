import {
  deepStrictEqual,
  notDeepStrictEqual,
  strictEqual,
} from "node:assert/strict";
import { drawMutants } from "./draw.ts";
import { mutantsOf } from "./mutants_of.ts";

const CODE = Array.from({ length: 100 }, (_, i) => `f(x${i});\n`).join("");
const MUTANTS = mutantsOf("a.ts", CODE);

Deno.test("drawMutants() draws the same by the same seed, others by another", () => {
  const draw = (seed: number) => drawMutants(MUTANTS, { count: 20, seed });
  strictEqual(draw(1).length, 20);
  deepStrictEqual(draw(1), draw(1));
  notDeepStrictEqual(draw(1), draw(2));
});

Deno.test("drawMutants() hardly draws otherwise when the code has grown", () => {
  const grown = mutantsOf("a.ts", `${CODE}f(y);\n`);
  const ids = new Set(
    drawMutants(MUTANTS, { count: 20, seed: 1 }).map(({ id }) => id),
  );
  const again = drawMutants(grown, { count: 20, seed: 1 });
  strictEqual(again.filter(({ id }) => ids.has(id)).length >= 19, true);
});
