import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { DATA_REPLAY_BITS, REPLAY_BITS, ReplayFilter } from "./mod.ts";

/** One word of the ring is always being cleared. */
const REACH = REPLAY_BITS - 32;
const T = REACH + 1;
const REJECT_FROM = 2 ** 32 - 8192;

// The 34 steps of WireGuard's selftest (replay_test.go), with our limit.
const WIREGUARD_STEPS: readonly [number: number, accepted: boolean][] = [
  [0, true],
  [1, true],
  [1, false],
  [9, true],
  [8, true],
  [7, true],
  [7, false],
  [T, true],
  [T - 1, true],
  [T - 1, false],
  [T - 2, true],
  [2, true],
  [2, false],
  [T + 16, true],
  [3, false],
  [T + 16, false],
  [T * 4, true],
  [T * 4 - (T - 1), true],
  [10, false],
  [T * 4 - T, false],
  [T * 4 - (T + 1), false],
  [T * 4 - (T - 2), true],
  [T * 4 + 1 - T, false],
  [0, false],
  [REJECT_FROM, false],
  [REJECT_FROM - 1, true],
  [REJECT_FROM, false],
  [REJECT_FROM - 1, false],
  [REJECT_FROM - 2, true],
  [REJECT_FROM + 1, false],
  [REJECT_FROM + 2, false],
  [REJECT_FROM - 2, false],
  [REJECT_FROM - 3, true],
  [0, false],
];

/** `count` numbers from `first`, going `step` each time. */
function run(first: number, count: number, step: 1 | -1): readonly number[] {
  return Array.from({ length: count }, (_, i) => first + i * step);
}

// The bulk tests of the same file, each on a new filter.
const WIREGUARD_BULK: readonly [
  why: string,
  numbers: readonly number[],
  then: readonly [number: number, accepted: boolean][],
][] = [
  ["rising from 1", run(1, REACH, 1), [[0, true], [0, false]]],
  ["rising from 2", run(2, REACH, 1), [[1, true], [0, false]]],
  ["falling to 0", run(REACH, T, -1), []],
  ["falling to 1, one further", run(T, T, -1), [[0, false]]],
  ["falling to 1, then ahead", run(REACH, REACH, -1), [[T, true], [0, false]]],
  ["falling to 1, 0, ahead", run(REACH, REACH, -1), [[0, true], [T, true]]],
];

Deno.test("accept() passes WireGuard's replay test", () => {
  const filter = new ReplayFilter();
  for (const [i, [number, accepted]] of WIREGUARD_STEPS.entries()) {
    strictEqual(filter.accept(number), accepted, `step ${i + 1}: ${number}`);
  }
});

Deno.test("accept() passes WireGuard's bulk tests", () => {
  for (const [why, numbers, then] of WIREGUARD_BULK) {
    const filter = new ReplayFilter();
    for (const number of numbers) {
      strictEqual(filter.accept(number), true, `${why}: ${number}`);
    }
    for (const [number, accepted] of then) {
      strictEqual(filter.accept(number), accepted, `${why}, then ${number}`);
    }
  }
});

/** The definition, with a set instead of a ring. */
class NaiveFilter {
  readonly #seen = new Set<number>();
  #highest = -1;
  readonly #reach: number;

  constructor(bits: number) {
    this.#reach = bits - 32;
  }

  accept(number: number): boolean {
    if (number >= REJECT_FROM || this.#seen.has(number)) return false;
    if (this.#highest - number > this.#reach) return false;
    this.#seen.add(number);
    this.#highest = Math.max(this.#highest, number);
    return true;
  }
}

Deno.test("accept() agrees with a set that forgets nothing", () => {
  for (const bits of [64, 256, REPLAY_BITS, DATA_REPLAY_BITS]) {
    const steps = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: -20, max: 20 }) },
      { weight: 3, arbitrary: fc.integer({ min: -2 * bits, max: 2 * bits }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 ** 31 }) },
    );
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 300 }), (shifts) => {
        const [filter, naive] = [new ReplayFilter(bits), new NaiveFilter(bits)];
        let at = 0;
        for (const shift of shifts) {
          at = Math.min(Math.max(0, at + shift), 2 ** 32 - 1);
          strictEqual(filter.accept(at), naive.accept(at), `${at} of ${bits}`);
        }
      }),
      { numRuns: 300 },
    );
  }
});

Deno.test("ReplayFilter() refuses windows that are no power of two", () => {
  for (const bits of [0, 32, 63, 96, 8191]) {
    throws(() => new ReplayFilter(bits), {
      name: "RangeError",
      message:
        `Cannot make a replay window of ${bits} bits (allowed: a power of two from 64)`,
    });
  }
});

Deno.test("highest is the highest accepted number", () => {
  const filter = new ReplayFilter();
  const seen = [5, 3, 9, 9, REJECT_FROM].map((number) => {
    filter.accept(number);
    return filter.highest;
  });
  deepStrictEqual(seen, [5, 5, 9, 9, 9]);
});
