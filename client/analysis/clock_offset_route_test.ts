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
      const rttNs = (minMs + (i % 2 === 0 ? 0 : 2 * spreadMs)) * MS;
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
  ["a little more is", [
    { minMs: 20, spreadMs: 0 },
    { minMs: 20.75, spreadMs: 0 },
  ], [[20, 20.75]]],
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
