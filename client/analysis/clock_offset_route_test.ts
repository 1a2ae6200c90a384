import { deepStrictEqual } from "node:assert/strict";
import { type RouteShift, RouteWatch } from "./clock_offset_route.ts";

const MS = 1e6;

/** Round trips of one block of 30 s: half shortest, half so much above it. */
interface Stretch {
  readonly minMs: number;
  /** How far the mean is above the shortest. */
  readonly spreadMs: number;
  readonly samples?: number;
}

function shiftsOver(stretches: readonly Stretch[]): readonly RouteShift[] {
  const watch = new RouteWatch();
  const shifts: RouteShift[] = [];
  const blocks = [...stretches, { minMs: 1, spreadMs: 0 }];
  for (const [block, { minMs, spreadMs, samples = 10 }] of blocks.entries()) {
    for (let i = 0; i < samples; i++) {
      const atNs = block * 30e9 + i * 1e9;
      const rttNs = Math.round(
        (minMs + (i % 2 === 0 ? 0 : 2 * spreadMs)) * MS,
      );
      const shift = watch.add(atNs, rttNs);
      if (shift !== null) shifts.push(shift);
    }
  }
  return shifts;
}

const CASES: readonly [
  why: string,
  stretches: readonly Stretch[],
  shiftsMs: readonly (readonly [from: number, to: number])[],
][] = [
  ["a longer way, as steady", [
    { minMs: 20, spreadMs: 0.25 },
    { minMs: 26, spreadMs: 0.25 },
  ], [[20, 26]]],
  ["a shorter way", [
    { minMs: 26, spreadMs: 0.25 },
    { minMs: 20, spreadMs: 0.25 },
  ], [[26, 20]]],
  ["half a millisecond is no other way", [
    { minMs: 20, spreadMs: 0 },
    { minMs: 20.5, spreadMs: 0 },
  ], []],
  ["a ns more is", [
    { minMs: 20, spreadMs: 0 },
    { minMs: 20.500001, spreadMs: 0 },
  ], [[20, 20.500001]]],
  ["half a millisecond after half a millisecond is none either", [
    { minMs: 20, spreadMs: 0 },
    { minMs: 20.5, spreadMs: 0 },
    { minMs: 21, spreadMs: 0 },
  ], []],
  ["a longer way, hardly less steady", [
    { minMs: 20, spreadMs: 0.25 },
    { minMs: 26, spreadMs: 0.75 },
  ], [[20, 26]]],
  ["it fluctuates as much as it moved", [
    { minMs: 20, spreadMs: 4 },
    { minMs: 24, spreadMs: 4 },
  ], []],
  ["it moved by more than it fluctuates", [
    { minMs: 20, spreadMs: 4 },
    { minMs: 28, spreadMs: 4 },
  ], [[20, 28]]],
  ["a queue fluctuates more than before", [
    { minMs: 20, spreadMs: 0 },
    { minMs: 30, spreadMs: 1 },
  ], []],
  ["a queue in between leaves the way as known", [
    { minMs: 20, spreadMs: 0 },
    { minMs: 30, spreadMs: 5 },
    { minMs: 26, spreadMs: 0 },
  ], [[20, 26]]],
  ["nine probes may all have waited", [
    { minMs: 20, spreadMs: 0 },
    { minMs: 26, spreadMs: 0, samples: 9 },
  ], []],
];

for (const [why, stretches, shiftsMs] of CASES) {
  Deno.test(`RouteWatch.add() tells another way from a queue: ${why}`, () => {
    // The block that ends the last one is another way itself, and not closed.
    deepStrictEqual(
      shiftsOver(stretches).map(({ fromNs, toNs }) => [fromNs / MS, toNs / MS]),
      shiftsMs,
    );
  });
}

Deno.test("RouteWatch.clear() forgets the way", () => {
  const watch = new RouteWatch();
  const feed = (block: number, ms: number) =>
    Array.from(
      { length: 10 },
      (_, i) => watch.add(block * 30e9 + i * 1e9, ms * MS),
    );
  feed(0, 20);
  watch.clear();
  deepStrictEqual([...feed(1, 26), ...feed(2, 26)], Array(20).fill(null));
});

Deno.test("RouteWatch.clear() makes ready for a time that begins anew", () => {
  const watch = new RouteWatch();
  const shifts = (toBlock: number, msOf: (block: number) => number) =>
    Array.from({ length: 10 * toBlock }, (_, i) => {
      const block = Math.floor(i / 10);
      return watch.add(block * 30e9 + (i % 10) * 1e9, msOf(block) * MS);
    }).filter((shift) => shift !== null);
  deepStrictEqual(shifts(5, () => 20), []);
  watch.clear();
  deepStrictEqual(
    shifts(3, (block) => block === 0 ? 20 : 26),
    [{ fromNs: 20 * MS, toNs: 26 * MS }],
  );
});

Deno.test("RouteWatch.add() ends 30 s with the first sample after them", () => {
  const watch = new RouteWatch();
  for (let s = 0; s < 30; s++) watch.add(s * 1e9, 20 * MS);
  for (let s = 30; s < 60; s++) watch.add(s * 1e9, 26 * MS);
  deepStrictEqual(
    [watch.add(60e9 - 1, 26 * MS), watch.add(60e9, 26 * MS)],
    [null, { fromNs: 20 * MS, toNs: 26 * MS }],
  );
});

Deno.test("RouteWatch.add() sees that a way moved by a little more than it fluctuates", () => {
  const watch = new RouteWatch();
  const feed = (block: number, minNs: number, lessNs: number) => {
    // The mean is 4 ms above the shortest, or a twentieth of a ns less.
    for (let i = 0; i < 20; i++) {
      const aboveNs = i % 2 === 0 ? 0 : 8_000_000 - (i === 1 ? lessNs : 0);
      watch.add(block * 30e9 + i * 1e9, minNs + aboveNs);
    }
  };
  feed(0, 20_000_000, 0);
  feed(1, 24_000_000, 1);
  deepStrictEqual(watch.add(60e9, 24_000_000), {
    fromNs: 20_000_000,
    toNs: 24_000_000,
  });
});
