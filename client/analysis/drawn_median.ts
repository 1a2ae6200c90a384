/**
 * The median of values drawn with replacement, without drawing them all: of n
 * uniform numbers the k-th smallest is distributed as Beta(k, n - k + 1), so
 * one number tells which value it would be. A month has fifty thousand load
 * tests, and a bootstrap draws them a thousand times.
 *
 * @see David and Nagaraja, Order Statistics, 2003, section 2.1
 * @module
 */

/**
 * Draws as many values as there are, and takes their median.
 *
 * @param sorted Ascending, one at least.
 * @param random Numbers in [0, 1), like `Math.random`.
 * @returns The median by nearest rank: one of the values.
 */
export function drawnMedian(
  sorted: Float64Array,
  random: () => number,
): number {
  const { length } = sorted;
  const rank = Math.ceil(length / 2);
  const below = gammaOf(rank, random);
  const share = below / (below + gammaOf(length - rank + 1, random));
  return sorted[Math.min(length - 1, Math.floor(share * length))] ?? NaN;
}

/**
 * A number with the gamma distribution of a shape of 1 or more.
 *
 * @see Marsaglia and Tsang, A simple method for generating gamma variables, 2000
 */
function gammaOf(shape: number, random: () => number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalOf(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const isTaken = Math.log(random()) < x * x / 2 + d * (1 - v + Math.log(v));
    if (isTaken) return d * v;
  }
}

/** A number with the standard normal distribution (Box and Muller, 1958). */
function normalOf(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) *
    Math.cos(2 * Math.PI * random());
}
