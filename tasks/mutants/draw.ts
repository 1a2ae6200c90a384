import { createHash } from "node:crypto";
import type { Mutant } from "./mutant.ts";

/**
 * Draws some of many, each with the same chance.
 *
 * Each mutant has a lot of its own, from the seed and its id: a change of the
 * code elsewhere draws the same again, but for what is new.
 *
 * @param mutants All there are.
 * @param options How many at most, and any integer to draw by.
 * @returns In the order of their files.
 */
export function drawMutants(
  mutants: readonly Mutant[],
  { count, seed }: { readonly count: number; readonly seed: number },
): Mutant[] {
  const lots = new Map(mutants.map((one) => [one, lotOf(seed, one.id)]));
  const drawn = new Set(
    mutants.toSorted((a, b) =>
      (lots.get(a) ?? "") < (lots.get(b) ?? "") ? -1 : 1
    ).slice(0, count),
  );
  return mutants.filter((one) => drawn.has(one));
}

function lotOf(seed: number, id: string): string {
  return createHash("sha256").update(`${seed} ${id}`).digest("hex");
}
