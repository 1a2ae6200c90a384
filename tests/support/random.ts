/**
 * A small seeded random source (mulberry32): the same seed gives the same
 * numbers on every machine, so that a failing run can be repeated.
 *
 * @see {@link https://gist.github.com/tommyettinger/46a874533244883189143505d203312c | mulberry32}
 *
 * @param seed Any integer; its low 32 bits count.
 * @returns A function giving numbers in [0, 1), like `Math.random`.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
