import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../../tests/support/random.ts";
import type { TestResult } from "../../model/mod.ts";
import { columnsOf, type Row, SERIES } from "../testing.ts";
import { compare, type Comparison } from "./comparison.ts";
import { pairedSides, unpairedSides } from "./side.ts";

const WIFI = {
  name: "wlan0",
  label: "Wi-Fi (wlan0)",
  connectionType: "wifi",
} as const;
const WIRED = {
  name: "eth0",
  label: "wired (eth0)",
  connectionType: "wired",
} as const;

/** A round trip in ms, or `null` for a loss, by the second. */
type Line = (second: number) => number | null;

function rowsOf(line: Line, seconds: number): readonly Row[] {
  return Array.from({ length: seconds }, (_, second): Row => {
    const ms = line(second);
    return [second * 1000, ms === null ? "timeout" : Math.round(ms * 1000)];
  });
}

function matchOf(a: Line, b: Line, seconds: number) {
  return {
    a: columnsOf(rowsOf(a, seconds), { ...SERIES, interface: "wlan0" }),
    b: columnsOf(rowsOf(b, seconds)),
  };
}

function compared(
  a: Line,
  b: Line,
  { seconds = 60, seed = 1 } = {},
): Comparison {
  return compare(
    { a: WIFI, b: WIRED, matches: [matchOf(a, b, seconds)] },
    { isPaired: true, random: seededRandom(seed) },
  );
}

/** A steady line with a little noise. */
function steady(ms: number, seed: number, noiseMs = 0.4): Line {
  const random = seededRandom(seed);
  return () => ms + noiseMs * random();
}

Deno.test("compare() names the side that is slower, by how much and how sure", () => {
  const { verdict, medianMs } = compared(steady(18, 1), steady(5, 2));
  strictEqual(verdict.kind, "a");
  ok(medianMs.isSure && medianMs.low > 12.5 && medianMs.high < 13.5);
  match(
    verdict.sentence,
    /^Wi-Fi \(wlan0\) adds 13(\.\d)? ms \(1[23][\d.]* to 13[\d.]*\); wired \(eth0\) is clean\. It is the Wi-Fi, not the provider\.$/,
  );
});

Deno.test("compare() finds the reference worse as readily", () => {
  const { verdict } = compared(steady(5, 1), steady(18, 2));
  strictEqual(verdict.kind, "b");
  match(verdict.sentence, /^wired \(eth0\) adds 13/);
});

Deno.test("compare() names losses and whose they are", () => {
  const random = seededRandom(7);
  const lossy: Line = () => random() < 0.2 ? null : 5;
  const { verdict } = compared(lossy, steady(5, 2), { seconds: 180 });
  deepStrictEqual([verdict.kind, verdict.claimed], ["a", ["lossPct"]]);
  match(verdict.sentence, /loses [\d.]+ % against 0 %, 100 % of all losses/);
});

Deno.test("compare() names jitter", () => {
  const { verdict } = compared(steady(5, 1, 20), steady(5, 2));
  strictEqual(verdict.kind, "a");
  ok(verdict.claimed.includes("jitterMs"));
});

Deno.test("compare() says no difference of equal lines, 199 times in 200 and more", () => {
  let wrong = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const { verdict } = compared(
      steady(12, 2 * seed, 6),
      steady(12, 2 * seed + 1, 6),
      { seed },
    );
    if (verdict.kind !== "none") wrong++;
  }
  ok(wrong <= 1, `${wrong} wrong`);
});

Deno.test("compare() blames neither for what both suffer at once", () => {
  const random = seededRandom(3);
  const isLost = Array.from({ length: 120 }, () => random() < 0.15);
  const line: Line = (second) => isLost[second] === true ? null : 8;
  const { verdict, lostByBoth } = compared(line, line, { seconds: 120 });
  strictEqual(verdict.kind, "none");
  strictEqual(lostByBoth, isLost.filter(Boolean).length);
  match(verdict.sentence, /begins where their ways meet/);
});

Deno.test("compare() claims nothing of one burst of losses, which may be chance", () => {
  const burst: Line = (second) => second >= 30 && second < 33 ? null : 5;
  const { verdict } = compared(burst, steady(5, 2));
  strictEqual(verdict.kind, "none");
  match(
    verdict.sentence,
    / 5 and 0 % were lost, which may be chance: measure longer\.$/,
  );
});

Deno.test("compare() says when there is not enough data", () => {
  const { verdict } = compared(steady(50, 1), steady(5, 2), { seconds: 29 });
  deepStrictEqual(verdict, {
    kind: "not_enough_data",
    claimed: [],
    sentence: "Not enough data to compare Wi-Fi (wlan0) with wired (eth0): " +
      "29 s were measured on both (30 s are needed).",
  });
});

Deno.test("compare() tells of both when each is worse in something", () => {
  const random = seededRandom(5);
  const lossy: Line = () => random() < 0.25 ? null : 5;
  const { verdict } = compared(lossy, steady(30, 2), { seconds: 180 });
  strictEqual(verdict.kind, "mixed");
  match(verdict.sentence, /wlan0.* loses .*; wired \(eth0\) adds 2\d/);
});

Deno.test("compare() judges rates from four load tests a side on", () => {
  const test = (uploadBps: number): TestResult => ({
    atMs: 0,
    durationMs: 1000,
    kind: "throughput",
    method: "train",
    interface: "",
    connectionType: "wired",
    server: "s",
    isComplete: true,
    isScheduled: true,
    uploadBps,
    downloadBps: null,
    sentBytes: 0,
    receivedBytes: 0,
    grade: null,
    details: "{}",
  });
  const slow = [5e6, 5.2e6, 4.9e6, 5.1e6].map(test);
  const fast = [19e6, 20e6, 20.5e6, 20.1e6].map(test);
  const judge = (count: number) =>
    compare({
      a: WIFI,
      b: WIRED,
      matches: [matchOf(steady(5, 1), steady(5, 2), 60)],
      tests: { a: slow.slice(0, count), b: fast.slice(0, count) },
    }, { isPaired: true, random: seededRandom(1) });
  strictEqual(judge(3).uploadMbps, null);
  strictEqual(judge(3).verdict.kind, "none");
  match(
    judge(4).verdict.sentence,
    /Wi-Fi \(wlan0\) uploads at 5 Mbit\/s against 20/,
  );
});

Deno.test("compare() compares targets that are unlike far away", () => {
  const random = seededRandom(4);
  const matches = [5, 40, 180].map((ms) =>
    matchOf(steady(ms + 3, ms), steady(ms, ms + 1), 60)
  );
  const { medianMs } = compare({ a: WIFI, b: WIRED, matches }, {
    isPaired: true,
    random,
  });
  ok(medianMs.isSure && Math.abs(medianMs.difference - 3) < 0.3);
});

Deno.test("compare() is not fooled by a line that drifts, which both follow", () => {
  const drift = (second: number) => 20 + second / 5;
  const { verdict } = compared(drift, drift, { seconds: 300 });
  strictEqual(verdict.kind, "none");
});

Deno.test("compare() lists what is worse in words", () => {
  const random = seededRandom(8);
  // Slower, and unsteady, and lossy.
  const bad: Line = () => random() < 0.2 ? null : 30 + 40 * random();
  const { verdict } = compared(bad, steady(5, 2), { seconds: 240 });
  deepStrictEqual(verdict.claimed, [
    "medianMs",
    "lossPct",
    "jitterMs",
    "p95Ms",
  ]);
  match(
    verdict.sentence,
    /^Wi-Fi \(wlan0\) adds .* ms \(.*\), loses .* its alone and varies by .* ms; /,
  );
});

Deno.test("unpairedSides() takes every probe that counts, the first as well", () => {
  const a = columnsOf([[0, 4000], [1000, "timeout"], [2000, "self_dropped"]]);
  const b = columnsOf([[9000, 2000], [10_000, 6000]]);
  const sides = unpairedSides([{ a, b }]);
  const sum = (column: Float64Array) => column.reduce((all, one) => all + one);
  deepStrictEqual(
    [sides.a, sides.b].map(({ sent, lost, answered, levelUs }) => [
      sum(sent),
      sum(lost),
      sum(answered),
      levelUs,
    ]),
    // The median of all three answers.
    [[2, 1, 1, 4000], [2, 0, 2, 4000]],
  );
  strictEqual(sides.seconds, 2);
});

Deno.test("pairedSides() leaves out what was measured on one side only", () => {
  const a = columnsOf([[0, 1000], [1000, 1000], [2000, "self_dropped"]]);
  const b = columnsOf([[1000, 2000], [2000, 2000], [3000, 2000]]);
  const { seconds, a: sideA, b: sideB } = pairedSides([{ a, b }]);
  deepStrictEqual([seconds, sideA.sortedUs.length, sideB.sortedUs.length], [
    1,
    1,
    1,
  ]);
});
