import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { ClockSkew } from "./clock_offset_skew.ts";

const BIN_NS = 20e9;

/** A sample: when, s, and both apparent delays, ns. */
type Sample = readonly [atS: number, upNs: number, downNs: number];

function skewOf(samples: readonly Sample[]): ClockSkew {
  const skew = new ClockSkew();
  feed(skew, samples);
  return skew;
}

function feed(skew: ClockSkew, samples: readonly Sample[]): void {
  for (const [atS, upNs, downNs] of samples) {
    skew.add(atS * 1e9, { upNs, downNs });
  }
}

/** One sample a bin of 20 s, on a straight line. */
function straight(
  firstBin: number,
  bins: number,
  ppb: number,
): readonly Sample[] {
  return Array.from({ length: bins }, (_, i) => {
    const atS = 20 * (firstBin + i);
    return [atS, atS * ppb, atS * ppb] as const;
  });
}

function isAbout(skew: ClockSkew, ppb: number, why: string): void {
  ok(Math.abs(skew.rate * 1e9 - ppb) < 1e-9, `${why}: ${skew.rate * 1e9} ppb`);
}

Deno.test("ClockSkew knows nothing until two times 20 s are over", () => {
  for (const bins of [0, 1, 2]) {
    const { rate, spanNs } = skewOf(straight(0, bins, 40));
    deepStrictEqual([rate, spanNs], [0, 0], `${bins} begun`);
  }
  const skew = skewOf(straight(0, 3, 40));
  isAbout(skew, 40, "the third has begun");
  strictEqual(skew.spanNs, 2 * BIN_NS);
});

Deno.test("ClockSkew looks back 600 s", () => {
  strictEqual(skewOf(straight(0, 30, 40)).spanNs, 29 * BIN_NS);
  strictEqual(skewOf(straight(0, 31, 40)).spanNs, 600e9);
  strictEqual(skewOf(straight(0, 40, 40)).spanNs, 600e9);
});

const SLOPES: readonly [
  why: string,
  samples: readonly Sample[],
  ppb: number,
][] = [
  ["the mean of two straight lines", [
    [0, 0, 0],
    [20, 600, 1000],
    [40, 0, 0],
  ], 40],
  // Slopes up 200, 300, 400 ppb: median 300, quartiles 100 apart. Down 50,
  // 200, 350: median 200, 150 apart. Weights are the other's square.
  ["the steadier direction counts for more", [
    [0, 0, 0],
    [20, 4000, 1000],
    [40, 12_000, 8000],
    [60, 0, 0],
  ], (300 * 150 ** 2 + 200 * 100 ** 2) / (150 ** 2 + 100 ** 2)],
  // Up 100, 300, 200, 500, 250, 0 ppb: median 250, quartiles 100 and 300.
  // Down 200, 300, 200, 400, 200, 0: median 200, quartiles 200 and 300.
  ["of six slopes in any order", [
    [0, 0, 0],
    [20, 2000, 4000],
    [40, 12_000, 12_000],
    [60, 12_000, 12_000],
    [80, 0, 0],
  ], (250 * 100 ** 2 + 200 * 200 ** 2) / (100 ** 2 + 200 ** 2)],
  ["the lowest way up and the highest way down of each 20 s", [
    [0, 500, -500],
    [5, 0, 0],
    [10, 300, -300],
    [25, 800, 800],
    [30, 900, 700],
    [40, 0, 0],
  ], 40],
  ["of equals the first", [
    [0, 0, 0],
    [10, 0, 0],
    [20, 800, 800],
    [40, 0, 0],
  ], 40],
  ["better is what lies beyond the rate, once that is known", [
    [0, 0, 0],
    [20, 800, 800],
    [40, 1600, 1600],
    [50, 2100, 1900],
    [60, 2400, 2400],
  ], 40],
  // The rate is 40.75 ppb, at first; 10 s on, 407.5 ns are no gain of the way.
  ["nor is what only keeps up with it, upwards", [
    [0, 0, 0],
    [20, 800, 830],
    [40, 1600, 1600],
    [50, 2100, 1000],
    [60, 0, 0],
  ], 40],
  // 1000 ns are. Down 40, 52, 60: median 52, quartiles 8 apart; up 1.5.
  ["what gains on it is, downwards", [
    [0, 0, 0],
    [20, 830, 800],
    [40, 1600, 1600],
    [50, 2100, 2600],
    [60, 0, 0],
  ], (40 * 8 ** 2 + 52 * 1.5 ** 2) / (8 ** 2 + 1.5 ** 2)],
  ["late samples belong to their own 20 s", [
    [0, 500, -500],
    [20, 800, 800],
    [0, 0, 0],
    [40, 0, 0],
  ], 40],
];

for (const [why, samples, ppb] of SLOPES) {
  Deno.test(`ClockSkew.rate is the median slope: ${why}`, () => {
    isAbout(skewOf(samples), ppb, why);
  });
}

Deno.test("ClockSkew.rebase() keeps the rate until 300 s have told a better one", () => {
  const skew = skewOf(straight(0, 20, 40));
  skew.rebase();
  feed(skew, straight(20, 15, 80));
  isAbout(skew, 40, "280 s");
  strictEqual(skew.spanNs, 19 * BIN_NS);
  feed(skew, straight(35, 1, 80));
  isAbout(skew, 80, "300 s");
  strictEqual(skew.spanNs, 300e9);
});

Deno.test("ClockSkew.rebase() takes as long again where it had less than 300 s", () => {
  const skew = skewOf(straight(0, 4, 40));
  skew.rebase();
  feed(skew, straight(4, 3, 80));
  isAbout(skew, 40, "40 s");
  feed(skew, straight(7, 1, 80));
  isAbout(skew, 80, "60 s");
});

Deno.test("ClockSkew.clear() forgets the rate as well", () => {
  const skew = skewOf(straight(0, 20, 40));
  skew.clear();
  deepStrictEqual([skew.rate, skew.spanNs], [0, 0]);
  feed(skew, straight(20, 3, 80));
  isAbout(skew, 80, "40 s will do again");
});
