import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  bottleneckRate,
  leastRate,
  type PacketTrain,
  type TrainConfidence,
} from "./train.ts";

/** A train of datagrams that arrive so long after each other, ns. */
function trainOf(
  gapsNs: readonly number[],
  { sizeBytes = 1250, sendRateBps = null }: {
    readonly sizeBytes?: number;
    readonly sendRateBps?: number | null;
  } = {},
): PacketTrain {
  let atNs = 1e9;
  const later = gapsNs.map((gapNs) => ({ atNs: atNs += gapNs, sizeBytes }));
  const arrivals = [{ atNs: 1e9, sizeBytes }, ...later];
  return { arrivals, sent: arrivals.length, sendRateBps };
}

/** Five datagrams, 1 ms apart: four windows, the fewest that tell anything. */
function slowTrain(sizeBytes: number, sendRateBps: number | null = null) {
  return trainOf([1e6, 1e6, 1e6, 1e6], { sizeBytes, sendRateBps });
}

/** 100 gaps about 1 ms, each so much longer than the one before, ns. */
function spreadTrain(stepNs: number): PacketTrain {
  const gaps = Array.from({ length: 100 }, (_, i) => 1e6 + stepNs * (i - 49));
  // The order of the windows does not matter.
  return trainOf(gaps.toSorted((a, b) => a % 7 - b % 7));
}

function times<Value>(count: number, value: Value): readonly Value[] {
  return Array.from({ length: count }, () => value);
}

Deno.test("bottleneckRate() takes the clean quarter of the windows", () => {
  // The 25th of 100: 0.8 ms for 1250 bytes.
  deepStrictEqual(bottleneckRate([spreadTrain(8_000)]), {
    rateBps: 12.5e6,
    lowBps: 12.5e6,
    highBps: 12.5e6,
    trains: 1,
    isSenderLimited: false,
    confidence: "low",
  });
});

const CONFIDENCE: readonly [
  why: string,
  trains: readonly PacketTrain[],
  confidence: TrainConfidence,
][] = [
  // Quartiles at 25 steps from the median of 1 ms.
  ["four that spread by 15 %", times(4, spreadTrain(3_000)), "high"],
  ["by a little more", times(4, spreadTrain(3_010)), "medium"],
  ["three that spread by 15 %", times(3, spreadTrain(3_000)), "medium"],
  ["three that spread by 40 %", times(3, spreadTrain(8_000)), "medium"],
  ["by a little more", times(3, spreadTrain(8_030)), "low"],
  ["two that do not spread", times(2, slowTrain(1250)), "low"],
  ["one of four that differs by 20 %", [
    ...times(3, slowTrain(1000)),
    slowTrain(1200),
  ], "medium"],
  ["one of four that differs by 12 %", [
    ...times(3, slowTrain(1000)),
    slowTrain(1120),
  ], "high"],
];

for (const [why, trains, confidence] of CONFIDENCE) {
  Deno.test(`bottleneckRate() is ${confidence} of ${trains.length} trains: ${why}`, () => {
    strictEqual(bottleneckRate(trains)?.confidence, confidence);
  });
}

Deno.test("bottleneckRate() needs four windows of 300 us", () => {
  const isKnown = (gaps: number, gapNs: number) =>
    bottleneckRate([trainOf(times(gaps, gapNs))]) !== null;
  const cases: readonly [gaps: number, gapNs: number, known: boolean][] = [
    [3, 1e6, false],
    [4, 1e6, true],
    // Three gaps a window.
    [5, 100_000, false],
    [6, 100_000, true],
    // Seven are 1 ns too short, so it is eight.
    [10, 42_857, false],
    [11, 42_857, true],
  ];
  for (const [gaps, gapNs, known] of cases) {
    strictEqual(isKnown(gaps, gapNs), known, `${gaps} gaps of ${gapNs} ns`);
  }
});

Deno.test("bottleneckRate() takes what came within a quarter of the mean gap for one interrupt", () => {
  // Four gaps of 4 ms on the average: four windows, or three if one is none.
  strictEqual(bottleneckRate([trainOf([1e6, 5e6, 5e6, 5e6])])?.trains, 1);
  strictEqual(bottleneckRate([trainOf([999_999, 5e6, 5e6, 5e6])]), null);
  strictEqual(bottleneckRate([trainOf([5e6, 5e6, 999_999, 5e6])]), null);
});

Deno.test("bottleneckRate() counts an interrupt's bytes at its last datagram", () => {
  // Pairs every 2 ms: 2500 bytes each.
  const train = trainOf(times(8, [100, 2e6 - 100]).flat());
  strictEqual(bottleneckRate([train])?.rateBps, 10e6);
});

Deno.test("bottleneckRate() is the 50th of 100 trains, and no faster than the 50th was sent", () => {
  const rates = (sendRateBps: (i: number) => number) =>
    bottleneckRate(
      Array.from({ length: 100 }, (_, i) =>
        slowTrain(1250 * (i + 1), sendRateBps(i))),
    );
  const fast = rates(() => 1e12);
  deepStrictEqual(
    [fast?.lowBps, fast?.rateBps, fast?.highBps, fast?.trains],
    [10e6, 500e6, 1000e6, 100],
  );
  strictEqual(fast?.isSenderLimited, false);
  const slow = rates((i) => 1e6 * (100 - i));
  deepStrictEqual([slow?.rateBps, slow?.isSenderLimited], [50e6, true]);
});

Deno.test("bottleneckRate() takes a sender for the limit below 1.15 times the rate", () => {
  const isLimited = (sendRateBps: number) =>
    bottleneckRate([slowTrain(1250, sendRateBps)])?.isSenderLimited;
  deepStrictEqual([11.49e6, 11.5e6].map(isLimited), [true, false]);
});

Deno.test("leastRate() needs two datagrams, and four fifths of the train", () => {
  const rateOf = (gapsNs: readonly number[], sent: number) =>
    leastRate([{ ...trainOf(gapsNs), sent }]);
  strictEqual(rateOf([], 1), null);
  strictEqual(rateOf([10_000], 2), 1e9);
  strictEqual(rateOf([10_000, 10_000, 10_000], 5), 1e9, "4 of 5");
  strictEqual(rateOf([10_000, 10_000], 4), null, "3 of 4");
});

Deno.test("leastRate() is that of the fastest train, less what opened it", () => {
  const [first, ...others] = trainOf([10_000, 10_000]).arrivals;
  const opened = { atNs: first?.atNs ?? NaN, sizeBytes: 9000 };
  const train = { arrivals: [opened, ...others], sent: 3, sendRateBps: null };
  strictEqual(leastRate([train]), 1e9);
  strictEqual(leastRate([train, trainOf([5_000]), trainOf([20_000])]), 2e9);
  strictEqual(leastRate([]), null);
});
