import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { TestResult } from "../../model/mod.ts";
import { testColumnsOf } from "../test_columns.ts";
import { confidenceOf } from "./confidence.ts";
import type { Finding, Judgement } from "./finding.ts";
import type { Line, MinuteTrack } from "./line.ts";
import { peakHourDegradation } from "./peak_hour_degradation.ts";
import {
  DAY,
  lineOf,
  MINUTE_MS,
  START_MS,
  testAt,
  trackOf,
} from "./testing.ts";

const HOUR_MS = 60 * MINUTE_MS;

/** How a target does on a day (0: the first), in the evening or the night. */
interface Days {
  /** Round-trip time, ms; as at night unless given. */
  readonly eveningMs?: (day: number) => number;
  /** 20 unless given. */
  readonly nightMs?: number;
  /** Lost of the 18,000 probes of an evening; none unless given. */
  readonly eveningLost?: number;
  /** Lost of the 10,800 probes of a night; none unless given. */
  readonly nightLost?: number;
}

/** A target; by day its times are far off, and it loses much. */
function targetOf(
  target: string,
  days: number,
  { nightMs = 20, eveningMs = () => nightMs, ...lost }: Days,
): MinuteTrack {
  const track = trackOf(target, days * DAY);
  track.p50Us.fill(500_000);
  track.lost.fill(30);
  for (let day = 0; day < days; day++) {
    const at = (hour: number) => day * DAY + hour * 60;
    track.p50Us.fill(1000 * nightMs, at(3), at(6));
    track.p50Us.fill(1000 * eveningMs(day), at(18), at(23));
    track.lost.fill(0, at(3), at(6));
    track.lost.fill(0, at(18), at(23));
    // All in one minute: it is the share of the whole evening that counts.
    track.lost[at(3) + 1] = lost.nightLost ?? 0;
    track.lost[at(18) + 1] = lost.eveningLost ?? 0;
  }
  return track;
}

function judge(
  days: number,
  far: readonly Days[],
  changes: Partial<Line> = {},
) {
  const line = lineOf(days * DAY, {
    far: far.map((one, place) => targetOf(`far-${place}`, days, one)),
    ...changes,
  });
  return peakHourDegradation(line, { localOffsetMs: () => 0 });
}

function found(judgement: Judgement): Finding {
  if (judgement.kind !== "found") throw new Error(judgement.kind);
  return judgement.finding;
}

const ADVICE = {
  home:
    "Use a cable or the 5 GHz band and another channel, and measure another three evenings.",
  line:
    "Send the provider this comparison of evenings and nights and ask when the segment will be extended; a reduced price may be due where less than contracted arrives.",
};

Deno.test("peakHourDegradation() tells everything of three bad evenings of four", () => {
  // By day: 15, 3, 45 and 60 ms more than at night, where 12 are enough.
  const more = [15, 3, 45, 60];
  const far = [
    { nightMs: 40, eveningMs: (day: number) => 40 + (more[day] ?? NaN) },
    // Slower still, and lossier: the one that suffers least counts.
    {
      nightMs: 60,
      eveningMs: (day: number) => 61 + (more[day] ?? NaN),
      eveningLost: 1800,
    },
  ];
  deepStrictEqual(found(judge(4, far)), {
    scenario: "peak_hour_degradation",
    interface: "eth0",
    families: [4],
    direction: null,
    rung: null,
    targets: ["far-0", "far-1"],
    times: [0, 2, 3].map((day) => ({
      fromMs: START_MS + (24 * day + 18) * HOUR_MS,
      toMs: START_MS + (24 * day + 23) * HOUR_MS,
    })),
    figures: {
      evenings: 4,
      badEvenings: 3,
      slowerMs: 45,
      nightMs: 40,
      lossPct: 0,
    },
    confidence: confidenceOf({
      margin: 45 / 12,
      repetition: 1,
      completeness: 0.95,
    }),
    sentence:
      "On 3 of 4 evenings (18-23 h) the line was clearly worse than in the night (03-06 h): 45 ms slower. It looks like too many customers on the same line or at the same exchange.",
    advice: ADVICE.line,
  });
});

Deno.test("peakHourDegradation() tells of loss beyond that of the night", () => {
  const finding = found(judge(6, [
    { eveningLost: 540, nightLost: 108 },
    { eveningLost: 900, nightLost: 108 },
  ]));
  strictEqual(finding.figures["lossPct"], 100 * (540 / 18_000 - 108 / 10_800));
  strictEqual(
    finding.confidence,
    confidenceOf({
      margin: (540 / 18_000 - 108 / 10_800) / 0.01,
      repetition: 2,
      completeness: 0.95,
    }),
  );
  strictEqual(
    finding.sentence,
    "On 6 of 6 evenings (18-23 h) the line was clearly worse than in the night (03-06 h): 2 % more packets lost. It looks like too many customers on the same line or at the same exchange.",
  );
});

Deno.test("peakHourDegradation() is as sure as it can be where load is known", () => {
  const still = () => new Float64Array(3 * DAY).fill(1000);
  const load = {
    ...{ peakSentBps: still(), peakReceivedBps: still() },
    ...{ sentBps: still(), receivedBps: still() },
  };
  strictEqual(
    found(judge(3, [{ eveningMs: () => 35 }], { load })).confidence,
    confidenceOf({ margin: 1.5, repetition: 1 }),
  );
});

const BOUNDS:
  readonly (Days & { readonly is: boolean; readonly why: string })[] = [
    { eveningMs: () => 30, is: true, why: "10 ms more than 20" },
    { eveningMs: () => 29.999, is: false, why: "a bit less" },
    { nightMs: 40, eveningMs: () => 52, is: true, why: "30 % more than 40 ms" },
    { nightMs: 40, eveningMs: () => 51.999, is: false, why: "a bit less" },
    { eveningLost: 180, is: true, why: "1 % more lost" },
    { eveningLost: 179, is: false, why: "a bit less" },
    {
      eveningLost: 288,
      nightLost: 108,
      is: false,
      why: "0.6 % more than the 1 % of the night",
    },
  ];

for (const { is, why, ...days } of BOUNDS) {
  Deno.test(`peakHourDegradation() is ${is ? "" : "not "}what evenings are: ${why}`, () => {
    strictEqual(judge(3, [days]).kind, is ? "found" : "not_found");
  });
}

const SHARES = [
  { bad: 3, days: 5, is: true, why: "60 %" },
  { bad: 3, days: 6, is: false, why: "half of them" },
  { bad: 4, days: 6, is: true, why: "two thirds" },
  { bad: 2, days: 3, is: false, why: "two are not three" },
];

for (const { bad, days, is, why } of SHARES) {
  Deno.test(`peakHourDegradation() is ${is ? "" : "not "}what ${bad} evenings of ${days} are: ${why}`, () => {
    const eveningMs = (day: number) => day < bad ? 60 : 20;
    strictEqual(judge(days, [{ eveningMs }]).kind, is ? "found" : "not_found");
  });
}

for (
  const [days, are] of [[0, "none is"], [1, "1 is"], [2, "2 are"]] as const
) {
  Deno.test(`peakHourDegradation() says that of three days ${are} there`, () => {
    deepStrictEqual(judge(days, [{}]), {
      kind: "not_enough_data",
      missing:
        `3 days with evenings (18-23 h) and nights (03-06 h), of which ${are} there`,
    });
  });
}

/**
 * A line of three days that is measured in some minutes of the day only: 0 ms
 * in the first half of it, 60 ms in the second.
 */
function measured(
  windows: readonly (readonly [from: string, minutes: number])[],
  { localOffsetMs = () => 0, ...changes }: Partial<Line> & {
    readonly localOffsetMs?: (atMs: number) => number;
  } = {},
): Judgement["kind"] {
  const track = trackOf("a", 3 * DAY);
  track.p50Us.fill(-1);
  for (let day = 0; day < 3; day++) {
    for (const [from, minutes] of windows) {
      const [hour = 0, minute = 0] = from.split(":").map(Number);
      const at = day * DAY + 60 * hour + minute;
      track.p50Us.fill(hour < 12 ? 0 : 60_000, at, at + minutes);
    }
  }
  const line = lineOf(3 * DAY, { far: [track], ...changes });
  return peakHourDegradation(line, { localOffsetMs }).kind;
}

const WINDOWS = [
  { evening: ["18:00", 60], night: ["03:00", 40], is: true },
  { evening: ["22:00", 60], night: ["05:20", 40], is: true },
  { evening: ["17:59", 60], night: ["03:00", 40], is: false },
  { evening: ["22:01", 60], night: ["03:00", 40], is: false },
  { evening: ["20:00", 59], night: ["03:00", 40], is: false },
  { evening: ["18:00", 60], night: ["02:59", 40], is: false },
  { evening: ["18:00", 60], night: ["05:21", 40], is: false },
  { evening: ["18:00", 60], night: ["04:00", 39], is: false },
] as const;

for (const { evening, night, is } of WINDOWS) {
  const told = [evening, night].map(([from, minutes]) =>
    `${minutes} min from ${from} on`
  ).join(" and ");
  Deno.test(`peakHourDegradation() has ${is ? "" : "not "}measured enough with ${told}`, () => {
    strictEqual(measured([evening, night]), is ? "found" : "not_enough_data");
  });
}

const ENOUGH = [["18:00", 60], ["03:00", 40]] as const;

Deno.test("peakHourDegradation() leaves out a minute of one's own load, and one that was disturbed", () => {
  const [at, minutes] = [DAY + 18 * 60 + 5, 3 * DAY];
  const rates = new Float64Array(minutes);
  rates[at] = 50e6;
  const still = new Float64Array(minutes);
  const load = {
    ...{ peakSentBps: still, peakReceivedBps: rates },
    ...{ sentBps: still, receivedBps: rates },
  };
  const isDisturbed = new Uint8Array(minutes);
  isDisturbed[at] = 1;
  deepStrictEqual([
    measured(ENOUGH),
    measured(ENOUGH, { load }),
    measured(ENOUGH, { isDisturbed }),
  ], ["found", "not_enough_data", "not_enough_data"]);
});

for (const [startHour, offsetHours] of [[0, 3], [14, -11]] as const) {
  Deno.test(`peakHourDegradation() counts the day within which the measuring began, ${offsetHours} h from UTC`, () => {
    // The first minute is 03:00 there; 15 hours later it is 18:00.
    strictEqual(
      measured([["15:00", 60], ["00:00", 40]], {
        startMs: START_MS + startHour * HOUR_MS,
        localOffsetMs: () => offsetHours * HOUR_MS,
      }),
      "found",
    );
  });
}

Deno.test("peakHourDegradation() finds the night in which clocks go forward by the clock on the wall", () => {
  // New York, with 2026-11-17 as the day: at 02:00 (07:00 UTC) it is 03:00.
  const changeMs = START_MS + DAY * MINUTE_MS + 7 * HOUR_MS;
  const localOffsetMs = (atMs: number) => (atMs < changeMs ? -5 : -4) * HOUR_MS;
  const track = trackOf("a", 4 * DAY);
  track.p50Us.fill(-1);
  for (let day = 0; day < 4; day++) {
    // 03:00 there; 18:00 there, which is past midnight UTC but for one hour.
    const earlier = day === 0 ? 0 : 60;
    const [night, evening] = [8 * 60 - earlier, 23 * 60 - earlier];
    track.p50Us.fill(20_000, day * DAY + night, day * DAY + night + 40);
    track.p50Us.fill(60_000, day * DAY + evening, day * DAY + evening + 60);
  }
  const line = lineOf(4 * DAY, { far: [track] });
  deepStrictEqual(
    found(peakHourDegradation(line, { localOffsetMs })).times.map((
      { fromMs },
    ) => (fromMs - START_MS) / HOUR_MS % 24),
    [23, 22, 22, 22],
  );
});

/** Tests at some times of each day, with rates for evening and night. */
function testsOf(
  times: readonly (readonly [at: string, mbps: number])[],
  of: "uploadBps" | "downloadBps" = "downloadBps",
  changes: Partial<TestResult> = {},
): TestResult[] {
  return [0, 1, 2].flatMap((day) =>
    times.map(([at, mbps]) => {
      const [hour = 0, minute = 0, second = 0] = at.split(":").map(Number);
      const minutes = day * DAY + 60 * hour + minute + second / 60;
      return testAt(minutes, { [of]: mbps * 1e6, ...changes });
    })
  ).toSorted((a, b) => a.atMs - b.atMs);
}

const NIGHT = [["03:00", 50], ["04:00", 50], ["05:59:59", 50]] as const;
const evening = (mbps: number) =>
  [["18:00", mbps], ["20:00", mbps], ["22:59:59", mbps]] as const;

const RATES: readonly {
  readonly why: string;
  readonly tests: readonly TestResult[];
  /** Of the night's rate; absent: nothing is found. */
  readonly ratePct?: number;
}[] = [
  {
    why: "70 % of the night's download",
    tests: testsOf([...NIGHT, ...evening(35)]),
    ratePct: 70,
  },
  { why: "71 % of it", tests: testsOf([...NIGHT, ...evening(35.5)]) },
  {
    why: "half of the upload, where only that is tested",
    tests: testsOf([...NIGHT, ...evening(25)], "uploadBps"),
    ratePct: 50,
  },
  {
    why: "the download, where both are tested",
    tests: testsOf([...NIGHT, ...evening(20)], "downloadBps", {
      uploadBps: 1e6,
    }),
    ratePct: 40,
  },
  {
    why: "transfers rather than trains",
    tests: [
      ...testsOf([...NIGHT, ...evening(10)], "downloadBps", {
        method: "train",
      }),
      ...testsOf([...NIGHT, ...evening(30)]),
    ],
    ratePct: 60,
  },
  {
    why: "two tests of an evening do not tell",
    tests: testsOf([...NIGHT, ...evening(25).slice(1)]),
  },
  {
    why: "two tests of a night do not tell",
    tests: testsOf([...NIGHT.slice(1), ...evening(25)]),
  },
  {
    why: "an evening's test that began a second too early",
    tests: testsOf([
      ...NIGHT,
      ...evening(25).slice(1),
      ["17:59:59", 25],
    ]),
  },
  {
    why: "an evening's test that began with the end",
    tests: testsOf([...NIGHT, ...evening(25).slice(0, 2), ["23:00", 25]]),
  },
];

for (const { why, tests, ratePct } of RATES) {
  Deno.test(`peakHourDegradation() goes by rates: ${why}`, () => {
    const judgement = judge(3, [{}], { tests: testColumnsOf(tests) });
    if (ratePct === undefined) {
      deepStrictEqual(judgement, { kind: "not_found" });
      return;
    }
    const { figures, confidence, sentence } = found(judgement);
    strictEqual(figures["ratePct"], ratePct);
    strictEqual(
      confidence,
      confidenceOf({
        margin: (1 - ratePct / 100) / (1 - 0.7),
        repetition: 1,
        completeness: 0.95,
      }),
    );
    strictEqual(
      sentence,
      `On 3 of 3 evenings (18-23 h) the line was clearly worse than in the night (03-06 h): ${ratePct} % of the speed. It looks like too many customers on the same line or at the same exchange.`,
    );
  });
}

/** All the words there are, each exactly at its bound or beyond it. */
const WORDS = [
  {
    slowerMs: 40,
    lost: 90,
    mbps: 45,
    words: "40 ms slower, 0.5 % more packets lost, 90 % of the speed",
  },
  { slowerMs: 40, lost: 89, mbps: 45.5, words: "40 ms slower" },
  {
    slowerMs: 5,
    lost: 10_800,
    mbps: 50,
    words: "5 ms slower, 60 % more packets lost",
  },
  { slowerMs: 4.9, lost: 360, mbps: 50, words: "2 % more packets lost" },
];

for (const { slowerMs, lost, mbps, words } of WORDS) {
  Deno.test(`peakHourDegradation() says: ${words}`, () => {
    const tests = testColumnsOf(testsOf([...NIGHT, ...evening(mbps)]));
    const days = { eveningMs: () => 20 + slowerMs, eveningLost: lost };
    strictEqual(
      found(judge(3, [days], { tests })).sentence.match(/: (.*?)\. /)?.[1],
      words,
    );
  });
}

const slower = (ms: number): Days => ({ eveningMs: () => 20 + ms });

const RUNGS: readonly {
  readonly gateway?: Days;
  readonly isp?: Days;
  readonly far?: Days;
  readonly connectionType?: "wifi";
  readonly rung: Finding["rung"];
  readonly why: string;
}[] = [
  { rung: null, why: "nothing nearer was measured" },
  { gateway: slower(20), rung: null, why: "the router has half of it" },
  { gateway: slower(20.001), rung: "gateway", why: "the router has more" },
  {
    gateway: slower(21),
    connectionType: "wifi",
    rung: "wifi",
    why: "so has it, by radio",
  },
  { isp: slower(20), rung: "isp_core", why: "the provider has half of it" },
  { isp: slower(20.001), rung: "access", why: "the provider has more" },
  {
    gateway: slower(5),
    isp: slower(40),
    rung: "access",
    why: "the provider has it all, the router hardly anything",
  },
  {
    gateway: slower(40),
    isp: slower(40),
    rung: "gateway",
    why: "both have it all",
  },
  {
    far: { ...slower(5), eveningLost: 360 },
    isp: slower(5),
    rung: "access",
    why: "5 ms besides the loss",
  },
  {
    far: { ...slower(4.999), eveningLost: 360 },
    isp: slower(5),
    rung: null,
    why: "less than that besides the loss",
  },
];

for (const { gateway, isp, far = slower(40), rung, why, ...more } of RUNGS) {
  Deno.test(`peakHourDegradation() puts it to ${rung ?? "no step"}: ${why}`, () => {
    const trackOf = (name: string, days: Days | undefined) =>
      days === undefined ? [] : [targetOf(name, 3, days)];
    const finding = found(judge(3, [far], {
      gateway: trackOf("gateway", gateway),
      isp: trackOf("isp", isp),
      ...more,
    }));
    strictEqual(finding.rung, rung);
    const isHome = rung === "gateway" || rung === "wifi";
    strictEqual(finding.advice, isHome ? ADVICE.home : ADVICE.line);
    strictEqual(
      finding.sentence.split(/(?<=slower|lost)\. /)[1],
      isHome
        ? "The way to the own router is worse in the evening as well: the cause is in the home (often the neighbours' Wi-Fi)."
        : "It looks like too many customers on the same line or at the same exchange.",
    );
  });
}
