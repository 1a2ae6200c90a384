import type { RandomBytes } from "@bufferbane/protocol";

/** All chance of a model: the same source gives the same world. */
export class Dice {
  readonly #random: () => number;

  /** @param random A seeded source, in [0, 1). */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** A number in [0, 1). */
  share(): number {
    return this.#random();
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** One of them. */
  pick<T>(from: readonly T[]): T {
    const picked = this.pickAny(from);
    if (picked === undefined) throw new RangeError("Cannot pick from nothing");
    return picked;
  }

  /** One of them, if there are any. */
  pickAny<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }

  /** Takes one of them away, if there are any. */
  take<T>(from: T[]): T | undefined {
    return from.splice(this.below(from.length), 1)[0];
  }

  /** As many as asked for. */
  readonly bytes: RandomBytes = (count) =>
    Uint8Array.from({ length: count }, () => this.below(256));
}
