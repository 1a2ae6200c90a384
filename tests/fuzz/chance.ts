/** Where fuzzing gets its choices from: the same seed makes the same. @module */

/** A seeded source of chance, in [0, 1). */
export type Chance = () => number;

/** A whole number from 0, below the limit. */
export function below(random: Chance, limit: number): number {
  return Math.floor(random() * limit);
}

/**
 * One of some.
 *
 * @throws {Error} When there are none.
 */
export function pick<T>(random: Chance, from: readonly T[]): T {
  const picked = from[below(random, from.length)];
  if (picked === undefined) throw new Error("Cannot pick from nothing");
  return picked;
}
