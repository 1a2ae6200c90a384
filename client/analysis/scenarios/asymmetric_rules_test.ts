import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Period } from "../../model/mod.ts";
import { testColumnsOf } from "../test_columns.ts";
import { asymmetricTrouble } from "./asymmetric_trouble.ts";
import { confidenceOf } from "./confidence.ts";
import type { Finding } from "./finding.ts";
import type { Line, MinuteTrack } from "./line.ts";
import { lineOf, MINUTE_MS, START_MS, testAt, trackOf } from "./testing.ts";

const LENGTH = 120;
type Column = (minute: number) => number;
const none: Column = () => 0;

function columnOf(of: Column): Int32Array {
  return Int32Array.from({ length: LENGTH }, (_, minute) => of(minute));
}

/** What is lost and what waits (ms) each minute, by direction. */
function serverOf(
  { up = none, down = none, sent = 60, waitUp = none, waitDown = none }: {
    readonly up?: Column;
    readonly down?: Column;
    readonly sent?: number;
    readonly waitUp?: Column;
    readonly waitDown?: Column;
  },
  target = "server",
): MinuteTrack {
  return trackOf(target, LENGTH, {
    sent: columnOf(() => sent),
    lost: columnOf((minute) => up(minute) + down(minute)),
    echo: {
      lostUp: columnOf(up),
      lostDown: columnOf(down),
      queueUpP50Us: columnOf((minute) => 1000 * waitUp(minute)),
      queueDownP50Us: columnOf((minute) => 1000 * waitDown(minute)),
    },
  });
}

function judge(
  far: readonly MinuteTrack[],
  changes: Partial<Line> = {},
  interruptions: readonly Period[] = [],
): Finding | undefined {
  const line = lineOf(LENGTH, { far, ...changes });
  const judgement = asymmetricTrouble(line, interruptions);
  return judgement.kind === "found" ? judgement.finding : undefined;
}

/** In minutes 30 to 60: by the minute of ten. */
function bad(of: Column): Column {
  return (minute) => minute >= 30 && minute < 60 ? of(minute % 10) : 0;
}

const BAD: Period = {
  fromMs: START_MS + 30 * MINUTE_MS,
  toMs: START_MS + 60 * MINUTE_MS,
};

const ADVICE = {
  up:
    "Tell the provider that the upstream alone is disturbed, with the times: on cable that is mostly noise on the way back or a bad connector, on DSL and fibre a bad port. Check plugs and splitters first.",
  down:
    "Tell the provider that the downstream alone is disturbed, with the times: an overloaded segment or a bad signal level looks like this.",
};

for (const direction of ["up", "down"] as const) {
  const other = direction === "up" ? "down" : "up";
  const [wait, otherWait] = direction === "up"
    ? ["waitUp", "waitDown"] as const
    : ["waitDown", "waitUp"] as const;
  Deno.test(`asymmetricTrouble() tells everything of loss and waiting on the way ${direction}`, () => {
    const server = serverOf({
      [direction]: bad(() => 6),
      [other]: bad((at) => at < 5 ? 1 : 0),
      [wait]: bad(() => 45),
      [otherWait]: bad(() => 11),
    });
    const known = () => new Float64Array(LENGTH).fill(1000);
    const load = {
      peakSentBps: known(),
      peakReceivedBps: known(),
      sentBps: known(),
      receivedBps: known(),
    };
    deepStrictEqual(judge([server], { load }), {
      scenario: "asymmetric_trouble",
      interface: "eth0",
      families: [4],
      direction,
      rung: null,
      targets: ["server"],
      times: [BAD],
      figures: {
        longestMs: 30 * MINUTE_MS,
        lossPct: 10,
        otherLossPct: 100 * 15 / 1800,
        queueMs: 45,
      },
      confidence: confidenceOf({ margin: 0.1 / 0.02, repetition: 1 }),
      sentence:
        `Only the ${direction}load direction was in trouble, for 30 min: 10 % of its packets were lost (the other way 0.8 %) and packets waited 45 ms though nobody loaded the line; the other direction was fine.`,
      advice: ADVICE[direction],
    });
  });
}

Deno.test("asymmetricTrouble() says once what two servers say", () => {
  const far = ["one", "two"].map((target) =>
    serverOf({ up: bad(() => 36) }, target)
  );
  const finding = judge(far);
  deepStrictEqual(finding?.targets, ["one", "two"]);
  strictEqual(
    finding.sentence,
    "Only the upload direction was in trouble, for 30 min: 60 % of its packets were lost (the other way 0 %); the other direction was fine.",
  );
});

const LOSSES: readonly {
  readonly why: string;
  readonly up: Column;
  readonly down?: Column;
  readonly sent?: number;
  /** What another target loses. */
  readonly others?: Column;
  /** Minutes of ten in which bufferbane itself loaded the line. */
  readonly disturbed?: number;
  readonly is: boolean;
}[] = [
  { why: "2 %", up: (at) => at < 2 ? 2 : 1, is: true },
  { why: "11 of 600", up: (at) => at < 1 ? 2 : 1, is: false },
  { why: "10 of 100", up: () => 1, sent: 10, is: true },
  { why: "9 of 100", up: (at) => at < 9 ? 1 : 0, sent: 10, is: false },
  { why: "in 5 minutes of 10", up: (at) => at < 5 ? 6 : 0, is: true },
  { why: "in 4 minutes of 10", up: (at) => at < 4 ? 6 : 0, is: false },
  { why: "5 minutes left", up: () => 2, disturbed: 5, is: true },
  { why: "4 minutes left", up: () => 3, disturbed: 6, is: false },
  { why: "four times the other way's", up: () => 4, down: () => 1, is: true },
  {
    why: "less than four times",
    up: () => 4,
    down: (at) => at < 1 ? 2 : 1,
    is: false,
  },
  {
    why: "another target loses 30 % of it",
    up: () => 6,
    others: (at) => at < 8 ? 2 : 1,
    is: true,
  },
  {
    why: "another target loses less of it",
    up: () => 6,
    others: (at) => at < 7 ? 2 : 1,
    is: false,
  },
];

for (
  const { why, up, down = none, sent, others, disturbed = 0, is } of LOSSES
) {
  Deno.test(`asymmetricTrouble() is ${is ? "" : "not "}loss one way: ${why}`, () => {
    const server = serverOf({
      up: bad(up),
      down: bad(down),
      ...(sent === undefined ? {} : { sent }),
    });
    const far = others === undefined
      ? [server]
      : [trackOf("a", LENGTH, { lost: columnOf(bad(others)) }), server];
    const isDisturbed = Uint8Array.from(
      { length: LENGTH },
      (_, minute) => minute % 10 < disturbed ? 1 : 0,
    );
    strictEqual(judge(far, { isDisturbed }) !== undefined, is);
  });
}

Deno.test("asymmetricTrouble() leaves out interruptions and the minutes beside them", () => {
  const up = (minute: number) =>
    minute >= 44 && minute <= 46 ? 60 : minute === 43 || minute === 47 ? 12 : 6;
  const interruption = {
    fromMs: START_MS + 45.2 * MINUTE_MS,
    toMs: START_MS + 45.8 * MINUTE_MS,
  };
  const finding = judge([serverOf({ up })], {}, [interruption]);
  const lost = 6 * (LENGTH - 5) + 2 * 12;
  strictEqual(
    finding?.figures["lossPct"],
    100 * (lost / (60 * (LENGTH - 3))),
  );
});

const QUEUES = [
  { own: 30, other: 0, busy: false, is: true, why: "30 ms" },
  { own: 29.9, other: 0, busy: false, is: false, why: "a bit less" },
  { own: 40, other: 10, busy: false, is: true, why: "four times the other's" },
  { own: 40, other: 10.005, busy: false, is: false, why: "less than that" },
  { own: 40, other: 0, busy: true, is: false, why: "while somebody loads it" },
] as const;

for (const { own, other, busy, is, why } of QUEUES) {
  Deno.test(`asymmetricTrouble() is ${is ? "" : "not "}waiting one way: ${why}`, () => {
    const rates = Float64Array.from(columnOf(bad(() => busy ? 50e6 : 0)));
    const load = {
      peakSentBps: rates,
      peakReceivedBps: rates,
      sentBps: rates,
      receivedBps: rates,
    };
    const waits = { waitUp: bad(() => own), waitDown: bad(() => other) };
    const finding = judge([serverOf(waits)], { load });
    strictEqual(finding?.direction, is ? "up" : undefined);
    // Where nobody counts, nobody knows whose load it is.
    strictEqual(judge([serverOf(waits)]), undefined);
  });
}

Deno.test("asymmetricTrouble() leaves out an interruption with which it begins", () => {
  const up = (minute: number) => minute < 2 ? 60 : 6;
  const first = { fromMs: START_MS, toMs: START_MS + MINUTE_MS };
  const finding = judge([serverOf({ up })], {}, [first]);
  strictEqual(finding?.figures["lossPct"], 10);
});

/** A test every five minutes; the download is slow for some from minute 30 on. */
function downloadsOf(slow: number, slowBps: number, uploadBps: number | null) {
  return testColumnsOf(
    Array.from({ length: 24 }, (_, place) =>
      testAt(5 * place, {
        uploadBps,
        downloadBps: place >= 6 && place < 6 + slow ? slowBps : 50e6,
      })),
  );
}

for (const share of [0.3, 0.6]) {
  Deno.test(`asymmetricTrouble() tells everything of a download at ${100 * share} % for half an hour`, () => {
    deepStrictEqual(judge([], { tests: downloadsOf(6, share * 50e6, 10e6) }), {
      scenario: "asymmetric_trouble",
      interface: "eth0",
      families: [4],
      direction: "down",
      rung: null,
      targets: [],
      times: [BAD],
      figures: {
        longestMs: 30 * MINUTE_MS,
        ratePct: 100 * share,
        usualBps: 50e6,
      },
      confidence: confidenceOf({ margin: (1 - share) / 0.4, repetition: 1 }),
      sentence:
        `Only the download direction was in trouble, for 30 min: its speed fell to ${
          100 * share
        } % of the usual 50 Mbit/s; the other direction was fine.`,
      advice: ADVICE.down,
    });
  });
}

/** The same, but that the test after the slow ones came sooner. */
function soonerBy(seconds: number) {
  const [tests] = downloadsOf(6, 15e6, 10e6);
  if (tests === undefined) throw new Error("no tests");
  const atMs = tests.atMs.map((ms, at) => at === 12 ? ms - 1000 * seconds : ms);
  return [{ ...tests, atMs }];
}

const NOT_SLOW = [
  { why: "25 minutes", tests: downloadsOf(5, 15e6, 10e6) },
  { why: "a second less than 30 minutes", tests: soonerBy(1) },
  { why: "61 % of the usual rate", tests: downloadsOf(6, 30.5e6, 10e6) },
  { why: "the upload was not tested", tests: downloadsOf(6, 15e6, null) },
];

for (const { why, tests } of NOT_SLOW) {
  Deno.test(`asymmetricTrouble() is not a slow download: ${why}`, () => {
    deepStrictEqual(asymmetricTrouble(lineOf(LENGTH, { tests }), []), {
      kind: "not_found",
    });
  });
}

Deno.test("asymmetricTrouble() tells the direction that suffers longer", () => {
  const far = [serverOf({ up: bad(() => 6) })];
  const tests = downloadsOf(7, 15e6, 10e6);
  strictEqual(judge(far, { tests })?.direction, "down");
});

Deno.test("asymmetricTrouble() tells the longest time of what one direction suffers", () => {
  const down = serverOf({ down: bad(() => 6), waitDown: () => 45 });
  const still = new Float64Array(LENGTH);
  const load = {
    ...{ peakSentBps: still, peakReceivedBps: still },
    ...{ sentBps: still, receivedBps: still },
  };
  strictEqual(
    judge([down], { load })?.figures["longestMs"],
    LENGTH * MINUTE_MS,
  );
});

Deno.test("asymmetricTrouble() needs an own server", () => {
  deepStrictEqual(
    asymmetricTrouble(lineOf(LENGTH, { far: [trackOf("a", LENGTH)] }), []),
    {
      kind: "not_enough_data",
      missing: "an own server ([server]), which alone can tell the directions",
    },
  );
});

const GAPS = [
  { bins: [3, 5, 6], times: [[3, 7]], why: "a good one between" },
  { bins: [3, 6, 7], times: undefined, why: "two good ones between" },
  { bins: [3, 4, 5, 8, 9, 10], times: [[3, 6], [8, 11]], why: "twice" },
];

for (const { bins, times, why } of GAPS) {
  Deno.test(`asymmetricTrouble() looks at bad bins: ${why}`, () => {
    const up = (minute: number) =>
      bins.includes(Math.floor(minute / 10)) ? 6 : 0;
    deepStrictEqual(
      judge([serverOf({ up })])?.times,
      times?.map(([from = 0, to = 0]) => ({
        fromMs: START_MS + 10 * from * MINUTE_MS,
        toMs: START_MS + 10 * to * MINUTE_MS,
      })),
    );
  });
}

Deno.test("asymmetricTrouble() tells loss to the tenth of a percent", () => {
  const finding = judge([
    serverOf({ up: bad(() => 24), down: bad((at) => at < 7 ? 6 : 5) }),
  ]);
  strictEqual(
    finding?.sentence,
    "Only the upload direction was in trouble, for 30 min: 40 % of its packets were lost (the other way 9.5 %); the other direction was fine.",
  );
});

Deno.test("asymmetricTrouble() compares with what another target loses, however seldom that is asked", () => {
  const seldom = trackOf("a", LENGTH, { sent: columnOf(() => 1) });
  deepStrictEqual(
    judge([serverOf({ up: bad(() => 6) }), seldom]),
    undefined,
  );
});

const still = new Float64Array(LENGTH);
const QUIET: Line["load"] = {
  ...{ peakSentBps: still, peakReceivedBps: still },
  ...{ sentBps: still, receivedBps: still },
};

const HALVES = [
  { otherHalf: 0, is: false, why: "not at all" },
  // -1 us: not known.
  { otherHalf: -0.001, is: true, why: "nobody knows how long" },
];

for (const { otherHalf, is, why } of HALVES) {
  Deno.test(`asymmetricTrouble() is ${is ? "" : "not "}waiting one way for half of the minutes, and in the others ${why}`, () => {
    const waitUp = bad((at) => at < 5 ? 45 : otherHalf);
    strictEqual(
      judge([serverOf({ waitUp })], { load: QUIET })?.direction,
      is ? "up" : undefined,
    );
  });
}

Deno.test("asymmetricTrouble() leaves nothing out for an interruption before it began", () => {
  const before = {
    fromMs: START_MS - 10 * MINUTE_MS,
    toMs: START_MS - 5 * MINUTE_MS,
  };
  const up = (minute: number) => minute === 0 ? 18 : 6;
  const finding = judge([serverOf({ up })], {}, [before]);
  strictEqual(
    finding?.figures["lossPct"],
    100 * ((6 * LENGTH + 12) / (60 * LENGTH)),
  );
});

/** Two hours with a test every two minutes; slow for six of each half hour. */
const COMES_AND_GOES = Array.from({ length: 60 }, (_, place) => ({
  isSlow: place % 15 < 6,
  minute: 2 * place,
}));

Deno.test("asymmetricTrouble() is a download that comes and goes, not an upload", () => {
  const direction = (slow: "uploadBps" | "downloadBps") =>
    judge([], {
      tests: testColumnsOf(
        COMES_AND_GOES.map(({ isSlow, minute }) =>
          testAt(minute, {
            ...{ uploadBps: 10e6, downloadBps: 10e6 },
            [slow]: isSlow ? 4e6 : 10e6,
          })
        ),
      ),
    })?.direction;
  deepStrictEqual([direction("downloadBps"), direction("uploadBps")], [
    "down",
    undefined,
  ]);
});

Deno.test("asymmetricTrouble() is an upload that is slow once, for half an hour", () => {
  const tests = testColumnsOf(
    Array.from({ length: 24 }, (_, place) =>
      testAt(5 * place, {
        uploadBps: place >= 6 && place < 12 ? 6e6 : 10e6,
        downloadBps: 50e6,
      })),
  );
  deepStrictEqual(judge([], { tests })?.times, [BAD]);
});
