import { deepStrictEqual } from "node:assert/strict";
import { LossesNeeded } from "../loss_confidence.ts";
import type { MinuteTrack } from "./line.ts";
import { markSpreadLoss } from "./spread_loss.ts";
import { lineOf, trackOf } from "./testing.ts";

/** Lost in each minute, and sent: 60 unless told, or one number for all. */
interface Target {
  readonly lost: readonly number[];
  readonly sent?: readonly number[];
}

function trackOfTarget({ lost, sent }: Target): MinuteTrack {
  return trackOf("a", lost.length, {
    lost: Int32Array.from(lost),
    sent: Int32Array.from(lost, (_, at) => sent?.[at] ?? 60),
  });
}

/** How many minutes of each target, then of the gateway, are marked. */
function markedOf(targets: readonly Target[], near: readonly Target[] = []) {
  const far = targets.map(trackOfTarget);
  const gateway = near.map(trackOfTarget);
  const length = targets[0]?.lost.length ?? 0;
  const fresh = (tracks: readonly MinuteTrack[]) =>
    tracks.map(() => new Uint8Array(length));
  const isBad = { gateway: fresh(gateway), isp: [], far: fresh(far) };
  markSpreadLoss(lineOf(length, { far, gateway }), isBad);
  return [...isBad.far, ...isBad.gateway].map((marks) =>
    marks.reduce((sum, mark) => sum + mark, 0)
  );
}

/** So many in ten minutes: as even as can be, more at first. */
function evenly(lost: number): number[] {
  return Array.from(
    { length: 10 },
    (_, at) => Math.floor(lost / 10) + (at < lost % 10 ? 1 : 0),
  );
}

const NEEDED = new LossesNeeded(1);
const NEEDED_600 = NEEDED.of(600);
const NEEDED_1200 = NEEDED.of(1200);

Deno.test("markSpreadLoss() marks from so many losses on as make more than 1 % sure", () => {
  deepStrictEqual(markedOf([{ lost: evenly(NEEDED_600) }]), [10]);
  deepStrictEqual(markedOf([{ lost: evenly(NEEDED_600 - 1) }]), [0]);
});

Deno.test("markSpreadLoss() looks at all targets together", () => {
  const half = Math.ceil(NEEDED_1200 / 2);
  const halves = [half, NEEDED_1200 - half].map((lost) => ({
    lost: evenly(lost),
  }));
  deepStrictEqual(halves.map((one) => markedOf([one])), [[0], [0]]);
  deepStrictEqual(markedOf(halves).every((minutes) => minutes > 0), true);
});

/** Ten minutes: `x` loses four of sixty, `.` none, `1` of one, `-` is not asked. */
const SPREAD = [
  { minutes: "xxxxx.....", marked: 5 },
  { minutes: "xxxx......", marked: 0 },
  { minutes: "xxxx....--", marked: 4 },
  { minutes: "xxxx.....-", marked: 0 },
  { minutes: "xxxx....11", marked: 0 },
];

for (const { minutes, marked } of SPREAD) {
  Deno.test(`markSpreadLoss() marks ${marked} minutes of ${minutes}`, () => {
    const letters = [...minutes];
    const target = {
      lost: letters.map((letter) => letter === "x" ? 4 : 0),
      sent: letters.map((letter) =>
        letter === "-" ? 0 : letter === "1" ? 1 : 60
      ),
    };
    deepStrictEqual(markedOf([target]), [marked]);
  });
}

Deno.test("markSpreadLoss() looks at ten minutes at a time", () => {
  const none = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  const few = { lost: [...evenly(NEEDED_600 - 1), 3, ...none] };
  deepStrictEqual(markedOf([few]), [0]);
  const four = { lost: [4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 4, ...none] };
  deepStrictEqual(markedOf([four]), [0]);
});

const THREES = [3, 3, 3, 3, 3, 3, 3, 3, 3, 3];
const TWENTY_NINE = [...THREES.slice(1), 2];
const THIRTY_LOST = { lost: evenly(30) };

const OTHERS: readonly (readonly [
  why: string,
  targets: readonly Target[],
  marked: readonly number[],
])[] = [
  ["30 % of what the worst loses", [THIRTY_LOST, { lost: evenly(9) }], [
    10,
    10,
  ]],
  ["less than that", [THIRTY_LOST, { lost: evenly(8) }], [10, 0]],
  ["thirty probes tell of the worst", [
    THIRTY_LOST,
    { lost: THREES, sent: THREES },
  ], [0, 10]],
  ["twenty-nine do not", [
    THIRTY_LOST,
    { lost: TWENTY_NINE, sent: TWENTY_NINE },
  ], [10, 10]],
  ["unless there is nothing better", [
    { lost: TWENTY_NINE, sent: TWENTY_NINE },
    { lost: evenly(0), sent: TWENTY_NINE },
  ], [10, 0]],
  ["one that was not asked is not hit", [
    THIRTY_LOST,
    { lost: evenly(0), sent: evenly(0) },
  ], [10, 0]],
  ["one that was asked once may be", [
    THIRTY_LOST,
    { lost: evenly(0), sent: evenly(1) },
  ], [10, 10]],
];

for (const [why, targets, marked] of OTHERS) {
  Deno.test(`markSpreadLoss() marks ${marked.join(" and ")} minutes: ${why}`, () => {
    deepStrictEqual(markedOf(targets, []), marked);
  });
}

for (const [lost, marked] of [[15, 10], [14, 0]] as const) {
  Deno.test(`markSpreadLoss() marks ${marked} minutes of a router that loses ${lost} where a target loses 30`, () => {
    deepStrictEqual(markedOf([THIRTY_LOST], [{ lost: evenly(lost) }]), [
      10,
      marked,
    ]);
  });
}
