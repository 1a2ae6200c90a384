import { deepStrictEqual } from "node:assert/strict";
import type { Line, MinuteTrack } from "./line.ts";
import { lossMinutesOf } from "./loss_minutes.ts";
import { lineOf, MINUTE_MS, START_MS, trackOf } from "./testing.ts";

/** A minute: lost, most of them in a row (all unless given), sent (60). */
type Minute = readonly [lost: number, run?: number, sent?: number];

function targetOf(
  length: number,
  minutes: Readonly<Record<number, Minute>>,
): MinuteTrack {
  const track = trackOf("a", length);
  for (
    const [place, [lost, run = lost, sent = 60]] of Object.entries(minutes)
  ) {
    const at = Number(place);
    [track.lost[at], track.longestLossRun[at]] = [lost, run];
    track.sent[at] = sent;
  }
  return track;
}

/** Places of minutes, from the first to the one after the last. */
function found(
  targets: readonly Readonly<Record<number, Minute>>[],
  changes: Partial<Line> & { readonly length?: number } = {},
) {
  const { length = 20, ...more } = changes;
  const far = targets.map((minutes) => targetOf(length, minutes));
  const { suspects, outages } = lossMinutesOf(lineOf(length, { far, ...more }));
  const places = (periods: typeof suspects) =>
    periods.map(({ fromMs, toMs }) =>
      [fromMs, toMs].map((ms) => (ms - START_MS) / MINUTE_MS)
    );
  return { suspects: places(suspects), outages: places(outages) };
}

const SUSPECTS: readonly (readonly [
  why: string,
  targets: readonly Minute[],
  isSuspect: boolean,
])[] = [
  ["one target lost three in a row", [[3]], true],
  ["one target lost two in a row", [[2]], true],
  ["one target lost three, one by one", [[3, 1]], false],
  ["one of two lost three in a row", [[3], [0]], false],
  ["and the other two, apart", [[3], [2, 1]], true],
  ["and the other only one", [[3], [1]], false],
  ["both lost two in a row", [[2], [2]], true],
  ["one two in a row, the other two apart", [[2], [2, 1]], false],
  ["two of three lost three in a row", [[3], [3], [0]], true],
  ["one of three lost three in a row", [[3], [1], [0]], false],
];

for (const [why, targets, isSuspect] of SUSPECTS) {
  Deno.test(`lossMinutesOf() ${isSuspect ? "suspects" : "does not suspect"} a minute: ${why}`, () => {
    deepStrictEqual(found(targets.map((minute) => ({ 5: minute }))), {
      // One more on both sides.
      suspects: isSuspect ? [[4, 7]] : [],
      outages: [],
    });
  });
}

const STRETCHES = [
  { minutes: [0], suspects: [[0, 2]], why: "none before the first" },
  { minutes: [19], suspects: [[18, 20]], why: "none after the last" },
  { minutes: [5, 8], suspects: [[4, 10]], why: "two good ones between" },
  { minutes: [5, 9], suspects: [[4, 7], [8, 11]], why: "three good ones" },
];

for (const { minutes, suspects, why } of STRETCHES) {
  Deno.test(`lossMinutesOf() suspects minutes ${minutes.join(" and ")}: ${why}`, () => {
    const lossy = Object.fromEntries(
      minutes.map((at): [number, Minute] => [at, [3]]),
    );
    deepStrictEqual(found([lossy]).suspects, suspects);
  });
}

Deno.test("lossMinutesOf() takes the longest runs where there are too many", () => {
  const length = 4003 * 4;
  const runs = (odd: number) =>
    Object.fromEntries(
      Array.from({ length: 4003 }, (_, i): [number, Minute] => [
        4 * i + 1,
        [30, i === 0 ? 4 : i === 1 ? odd : 5],
      ]),
    );
  const count = (odd: number) => found([runs(odd)], { length }).suspects.length;
  // The 4001st longest and all that are no longer are left out.
  deepStrictEqual([count(4), count(6)], [0, 1]);
});

Deno.test("lossMinutesOf() takes four thousand minutes", () => {
  const length = 4000 * 4;
  const runs = Object.fromEntries(
    Array.from({ length: 4000 }, (_, i): [number, Minute] => [4 * i + 1, [5]]),
  );
  deepStrictEqual(found([runs], { length }).suspects.length, 4000);
});

const DEAD: Minute = [60];

const OUTAGES: readonly {
  readonly why: string;
  readonly targets: readonly Readonly<Record<number, Minute>>[];
  readonly measuredMs?: number;
  readonly outages: readonly (readonly number[])[];
  readonly suspects?: readonly (readonly number[])[];
}[] = [
  { why: "all lost", targets: [{ 5: DEAD }, { 5: DEAD }], outages: [[5, 6]] },
  {
    why: "one answer",
    targets: [{ 5: DEAD }, { 5: [59] }],
    outages: [],
    suspects: [[4, 7]],
  },
  {
    why: "a target that was not asked",
    targets: [{ 5: DEAD }, { 5: [0, 0, 0] }],
    outages: [[5, 6]],
  },
  {
    why: "two in a row, and again",
    targets: [{ 5: DEAD, 6: DEAD, 8: DEAD }],
    outages: [[5, 7], [8, 9]],
  },
  {
    why: "five probes",
    targets: [{ 5: [5, 5, 5] }],
    outages: [[5, 6]],
  },
  {
    why: "five probes of two targets",
    targets: [{ 5: [2, 2, 2] }, { 5: [3, 3, 3] }],
    outages: [[5, 6]],
  },
  {
    why: "four probes",
    targets: [{ 5: [4, 4, 4] }],
    outages: [],
    suspects: [[4, 7]],
  },
  {
    why: "four probes, and one of the next minute's",
    targets: [{ 5: [4, 4, 4], 6: [1] }],
    outages: [],
    suspects: [[4, 7]],
  },
  {
    why: "a probe a minute, for five minutes",
    targets: [
      Object.fromEntries(
        [5, 6, 7, 8, 9].map((at): [number, Minute] => [at, [1, 1, 1]]),
      ),
    ],
    outages: [[5, 10]],
  },
  {
    why: "not two that a minute without probes parts",
    targets: [{ 5: [3, 1, 3], 6: [0, 0, 0], 7: [3, 1, 3] }],
    outages: [],
  },
  {
    why: "a part of a minute",
    targets: [{ 5: DEAD }],
    measuredMs: 59_999,
    outages: [],
    suspects: [[4, 7]],
  },
  {
    why: "not one that nobody was asked in",
    targets: [{ 5: [0, 0, 0] }],
    outages: [],
  },
  {
    why: "the minutes beside it belong to it",
    targets: [{ 4: [30], 5: DEAD, 6: [30], 10: [30], 12: DEAD, 14: [30] }],
    outages: [[5, 6], [12, 13]],
    suspects: [[9, 12], [13, 16]],
  },
  {
    why: "the first and the last",
    targets: [{ 0: DEAD, 1: [30], 18: [30], 19: DEAD }],
    outages: [[0, 1], [19, 20]],
  },
];

for (const { why, targets, measuredMs, outages, suspects = [] } of OUTAGES) {
  Deno.test(`lossMinutesOf() finds ${outages.length} outages: ${why}`, () => {
    const changes = measuredMs === undefined
      ? {}
      : { measuredMs: new Int32Array(20).fill(measuredMs) };
    deepStrictEqual(found(targets, changes), { outages, suspects });
  });
}
