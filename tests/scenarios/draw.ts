import { seededRandom } from "../support/random.ts";

/** Draws of a seeded source, in the shapes that a network's accidents have. */
export class Draw {
  /** A number in [0, 1). */
  readonly uniform: () => number;

  /** @param seed The same seed, the same draws. */
  constructor(seed: number) {
    this.uniform = seededRandom(seed);
  }

  /** A number from `low` to `high`, all alike. */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** A number from `low` to `high`, both > 0, each doubling alike. */
  scale(low: number, high: number): number {
    return Math.exp(this.between(Math.log(low), Math.log(high)));
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  /** Whether something of this likelihood happens. */
  chance(likelihood: number): boolean {
    return this.uniform() < likelihood;
  }

  /** One of them. */
  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.whole(0, values.length - 1)] ?? values[0];
  }

  /** So many of them, in their order. */
  some<T>(values: readonly T[], count: number): T[] {
    const left = [...values];
    while (left.length > count) left.splice(this.whole(0, left.length - 1), 1);
    return left;
  }

  /** Normal, mean 0 and deviation 1 (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) *
      Math.cos(2 * Math.PI * this.uniform());
  }
}
