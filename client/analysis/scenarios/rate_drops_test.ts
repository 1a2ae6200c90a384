import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { testColumnsOf } from "../test_columns.ts";
import { type RateDrops, rateDropsOf } from "./rate_drops.ts";
import { START_MS, testAt } from "./testing.ts";

const MBPS = 1e6;

/** Tests in a row; `null`: that direction was not tested. */
interface Script {
  readonly own: readonly number[];
  /** The other direction's, Mbit/s; 50 unless given. */
  readonly other?: readonly (number | null)[];
  /** When each began, seconds; one a minute unless given. */
  readonly atS?: readonly number[];
  readonly direction?: "up" | "down";
}

function dropsOf({ own, other, atS, direction = "up" }: Script): RateDrops {
  const tests = own.map((mbps, place) => {
    const otherMbps = other === undefined ? 50 : other[place] ?? null;
    const otherBps = otherMbps === null ? null : otherMbps * MBPS;
    const rates = direction === "up"
      ? { uploadBps: mbps * MBPS, downloadBps: otherBps }
      : { uploadBps: otherBps, downloadBps: mbps * MBPS };
    return testAt(0, {
      atMs: START_MS + 1000 * (atS?.[place] ?? 60 * place),
      ...rates,
    });
  });
  const [drops, ...more] = rateDropsOf(testColumnsOf(tests), direction);
  if (drops === undefined || more.length > 0) throw new Error("not one sort");
  return drops;
}

/** Twenty tests at 10 Mbit/s, but for some. */
function but(slow: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: 20 }, (_, place) => slow[place] ?? 10);
}

/** When, as seconds from the start. */
function secondsOf({ times }: RateDrops): number[][] {
  return times.map((time) =>
    [time.fromMs, time.toMs].map((ms) => (ms - START_MS) / 1000)
  );
}

for (const direction of ["up", "down"] as const) {
  Deno.test(`rateDropsOf() tells everything of times of slow ${direction}loads`, () => {
    const drops = dropsOf({
      own: but({ 3: 4, 4: 5, 10: 6, 11: 6, 12: 6, 16: 1 }),
      other: Array.from({ length: 20 }, (_, place) => place < 5 ? 45 : 50),
      direction,
    });
    deepStrictEqual(drops, {
      direction,
      usualBps: 10 * MBPS,
      times: [
        { fromMs: START_MS + 180_000, toMs: START_MS + 300_000 },
        { fromMs: START_MS + 600_000, toMs: START_MS + 780_000 },
      ],
      // Of 4, 5, 6, 6, 6.
      share: 0.6,
      // Of 45, 45, 50, 50, 50.
      otherShare: 1,
      timeShare: 5 / 20,
      // One of twenty is slow by itself: two in a row are 20 * (1 / 20) ** 2.
      expectedTimes: 20 * (1 / 20) ** 2,
      tests: 20,
    });
  });
}

Deno.test("rateDropsOf() takes for usual what a quarter of the tests reach", () => {
  const drops = dropsOf({ own: Array.from({ length: 100 }, (_, i) => i + 1) });
  strictEqual(drops.usualBps, 75 * MBPS);
  // 1 to 52: 53 is more than 70 % of 75.
  deepStrictEqual([drops.timeShare, drops.share], [0.52, 26 / 75]);
});

Deno.test("rateDropsOf() takes the other direction's usual rate the same way", () => {
  const other = Array.from({ length: 100 }, (_, place) => 100 - place);
  const own = other.map((_, place) => place < 2 ? 1 : 10);
  // Of 100 and 99, of which 75 is usual.
  strictEqual(dropsOf({ own, other }).otherShare, 99 / 75);
});

const RUNS = [
  { own: but({ 5: 4, 6: 4 }), times: [[300, 420]], why: "two in a row" },
  { own: but({ 5: 4, 7: 4 }), times: [], why: "one with a good one between" },
  { own: but({ 5: 7, 6: 7 }), times: [], why: "70 % of the usual rate" },
  { own: but({ 5: 6.9, 6: 6.9 }), times: [[300, 420]], why: "a bit less" },
  { own: but({ 0: 4, 1: 4 }), times: [[0, 120]], why: "the first two" },
  { own: but({ 18: 4, 19: 4 }), times: [[1080, 1200]], why: "the last two" },
];

for (const { own, times, why } of RUNS) {
  Deno.test(`rateDropsOf() finds ${times.length} times: ${why}`, () => {
    deepStrictEqual(secondsOf(dropsOf({ own })), times);
  });
}

/** Twenty tests, so many seconds apart, but after the seventh. */
function spaced(apartS: number, afterSeventhS: number): number[] {
  return Array.from(
    { length: 20 },
    (_, place) =>
      place < 7
        ? apartS * place
        : apartS * 6 + afterSeventhS + apartS * (place - 7),
  );
}

const LENGTHS = [
  { apartS: 15, nextS: 15, times: [[75, 105]], why: "30 s" },
  { apartS: 15, nextS: 14.999, times: [], why: "a millisecond less" },
  { apartS: 60, nextS: 20, times: [[300, 380]], why: "until the next test" },
  {
    apartS: 60,
    nextS: 3600,
    times: [[300, 420]],
    why: "where none follows soon, as long as tests are apart",
  },
];

for (const { apartS, nextS, times, why } of LENGTHS) {
  Deno.test(`rateDropsOf() looks at how long two slow tests last: ${why}`, () => {
    const own = but({ 5: 4, 6: 4 });
    const drops = dropsOf({ own, atS: spaced(apartS, nextS) });
    deepStrictEqual(secondsOf(drops), times);
  });
}

const OTHERS = [
  { other: 40, found: 1, share: 0.8, why: "80 % of its usual rate" },
  { other: 39.9, found: 0, share: NaN, why: "a bit less: it is the line" },
  { other: null, found: 1, share: NaN, why: "not tested meanwhile" },
];

for (const { other, found, share, why } of OTHERS) {
  Deno.test(`rateDropsOf() looks at the other direction: ${why}`, () => {
    const drops = dropsOf({
      own: but({ 5: 4, 6: 4 }),
      other: but({}).map((_, at) => at === 5 || at === 6 ? other : 50),
    });
    deepStrictEqual([drops.times.length, drops.otherShare], [found, share]);
  });
}

const SCATTERED = [
  { slow: {}, expected: 0 },
  { slow: { 0: 1, 4: 1, 9: 1, 19: 1 }, expected: 20 * (4 / 20) ** 2 },
  { slow: { 0: 1, 4: 1, 5: 1 }, expected: 20 * (1 / 20) ** 2 },
];

for (const { slow, expected } of SCATTERED) {
  Deno.test(`rateDropsOf() expects ${expected} times by chance of slow tests at ${Object.keys(slow).join(", ") || "no place"}`, () => {
    strictEqual(dropsOf({ own: but(slow) }).expectedTimes, expected);
  });
}

Deno.test("rateDropsOf() needs twenty tests that measured the direction", () => {
  const tests = but({}).map((mbps, place) =>
    testAt(place, { uploadBps: place === 0 ? null : mbps * MBPS })
  );
  deepStrictEqual(rateDropsOf(testColumnsOf(tests), "up"), []);
  deepStrictEqual(rateDropsOf(testColumnsOf(tests), "down"), []);
});
