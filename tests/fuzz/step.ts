import { seededRandom } from "../support/random.ts";
import type { Chance } from "./chance.ts";

/**
 * Does one step.
 *
 * @param random Where chance comes from; the same gives the same step.
 * @returns What went wrong, or `undefined`.
 */
export type FuzzStep = (
  random: Chance,
) => string | undefined | Promise<string | undefined>;

/**
 * Does one step; what a reader throws has gone wrong as well.
 *
 * @param step Which.
 * @param seed Where chance begins.
 * @returns What went wrong, or `undefined`.
 */
export async function tryStep(
  step: FuzzStep,
  seed: number,
): Promise<string | undefined> {
  try {
    return await step(seededRandom(seed));
  } catch (error) {
    return `throws ${error instanceof Error ? error.stack : error}`;
  }
}
