import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { confidenceOf } from "./confidence.ts";
import type { Finding } from "./finding.ts";
import { ispRoutingTrouble } from "./isp_routing_trouble.ts";
import type { PathChange } from "./observed.ts";
import type { TenTrack } from "./tens.ts";
import { lineOf, MINUTE_MS, START_MS, trackOf } from "./testing.ts";

const BINS = 12;
const BIN_MS = 10 * MINUTE_MS;

/** What a target does in its bad bins: nothing unless told. */
interface Script {
  /** Over `baseMs`, ms. */
  readonly slowerMs?: number | readonly number[];
  readonly baseMs?: number;
  readonly loss?: number;
  readonly lossyMinutes?: number;
  /** Over `baseMs` in all other bins, ms. */
  readonly usualMs?: (bin: number) => number;
  /** Bins; 4, 5 and 6 unless told. */
  readonly bad?: readonly number[];
  /** Bins without a measurement. */
  readonly unknown?: readonly number[];
}

function tenOf(target: string, script: Script): TenTrack {
  const { slowerMs = 0, baseMs = 20, loss = 0, lossyMinutes = 1 } = script;
  const { usualMs = () => 0, bad = [4, 5, 6], unknown = [] } = script;
  const column = (of: (bin: number, badAt: number) => number) =>
    Float64Array.from(
      { length: BINS },
      (_, bin) => unknown.includes(bin) ? NaN : of(bin, bad.indexOf(bin)),
    );
  const slowAt = (at: number) =>
    typeof slowerMs === "number" ? slowerMs : slowerMs[at] ?? NaN;
  return {
    minutes: trackOf(target, 10 * BINS),
    rttMs: column((bin, at) => baseMs + (at < 0 ? usualMs(bin) : slowAt(at))),
    baselineMs: new Float64Array(BINS).fill(baseMs),
    loss: column((_, at) => at < 0 ? 0 : loss),
    lossyMinutes: column((_, at) => at < 0 ? 0 : lossyMinutes),
  };
}

function judge(
  scripts: Readonly<Record<string, Script>>,
  pathChanges: readonly PathChange[] = [],
) {
  const far = Object.entries(scripts)
    .map(([target, script]) => tenOf(target, script));
  return ispRoutingTrouble(
    lineOf(10 * BINS, { far: far.map(({ minutes }) => minutes) }),
    { tens: { far, gateway: [], isp: [] }, pathChanges },
  );
}

function findingOf(
  scripts: Readonly<Record<string, Script>>,
  pathChanges: readonly PathChange[] = [],
): Finding | undefined {
  const judgement = judge(scripts, pathChanges);
  return judgement.kind === "found" ? judgement.finding : undefined;
}

/** A time from one bin up to another. */
function time(from: number, to: number) {
  return { fromMs: START_MS + from * BIN_MS, toMs: START_MS + to * BIN_MS };
}

Deno.test("ispRoutingTrouble() tells everything of one target", () => {
  deepStrictEqual(
    findingOf({ a: {}, b: { slowerMs: 30, bad: [4, 5, 6, 7] }, c: {} }),
    {
      scenario: "isp_routing_trouble",
      interface: "eth0",
      families: [4],
      direction: null,
      rung: "far_end",
      targets: ["b"],
      times: [time(4, 8)],
      figures: {
        targets: 1,
        targetsInAll: 3,
        longestMs: 4 * BIN_MS,
        slowerMs: 30,
        lossPct: 0,
        pathChanges: 0,
      },
      confidence: confidenceOf({
        margin: 2,
        repetition: 4 / 3,
        completeness: 0.9,
      }),
      sentence:
        "b was in trouble for 40 min (30 ms slower) while a and c went well over the same line. It is either the way to this target or the target itself; not your home, and not your line.",
      advice:
        "Add a second target of the same operator; if it suffers as well, report the times to the provider, else to the target's operator.",
    },
  );
});

Deno.test("ispRoutingTrouble() tells everything of two targets, each at its worst", () => {
  const finding = findingOf({
    a: { slowerMs: 60, bad: [1, 2, 3] },
    b: { loss: 0.5, bad: [3, 4, 5, 6] },
    c: {},
  });
  deepStrictEqual(finding, {
    scenario: "isp_routing_trouble",
    interface: "eth0",
    families: [4],
    direction: null,
    rung: "peering",
    targets: ["a", "b"],
    times: [time(1, 7)],
    figures: {
      targets: 2,
      targetsInAll: 3,
      longestMs: 4 * BIN_MS,
      slowerMs: 60,
      lossPct: 50,
      pathChanges: 0,
    },
    confidence: confidenceOf({ margin: 0.5 / 0.03, repetition: 4 / 3 }),
    sentence:
      "a and b were in trouble for 40 min (60 ms slower and 50 % more packets lost) while c went well over the same line. It lies on the way beyond your provider's first router, not in your home or on your line.",
    advice:
      "Send the provider the targets and times and ask for its routing and peering then; a VPN with another way around shows whether the route is to blame.",
  });
});

Deno.test("ispRoutingTrouble() needs no target that is always well", () => {
  const finding = findingOf({
    a: { slowerMs: 15, bad: [0, 1, 2] },
    b: { loss: 0.03, bad: [9, 10, 11] },
  });
  strictEqual(
    finding?.sentence,
    "a and b were in trouble for 30 min (15 ms slower and 3 % more packets lost) while at other times the rest went well over the same line. It lies on the way beyond your provider's first router, not in your home or on your line.",
  );
  deepStrictEqual(finding.times, [time(0, 3), time(9, 12)]);
});

Deno.test("ispRoutingTrouble() compares two targets, and not one with itself", () => {
  deepStrictEqual(findingOf({ a: { slowerMs: 30 }, b: {} })?.targets, ["a"]);
  const twice = [tenOf("a", { slowerMs: 30 }), tenOf("a", {})];
  const { kind } = ispRoutingTrouble(
    lineOf(10 * BINS, { far: twice.map(({ minutes }) => minutes) }),
    { tens: { far: twice, gateway: [], isp: [] }, pathChanges: [] },
  );
  strictEqual(kind, "not_enough_data");
});

/** What b does, and a and c beside it. */
const CASES: readonly {
  readonly why: string;
  readonly b: Script;
  readonly a?: Script;
  readonly c?: Script;
  readonly is: boolean;
}[] = [
  { why: "15 ms slower", b: { slowerMs: 15 }, is: true },
  { why: "a bit less than 15 ms", b: { slowerMs: 14.9 }, is: false },
  { why: "30 % of 60 ms", b: { slowerMs: 18, baseMs: 60 }, is: true },
  { why: "a bit less", b: { slowerMs: 17.9, baseMs: 60 }, is: false },
  {
    why: "six times the 3 ms that it wanders",
    b: { slowerMs: 18, usualMs: (bin) => bin % 3 * 3 },
    is: true,
  },
  {
    why: "a bit less than six times",
    b: { slowerMs: 17.9, usualMs: (bin) => bin % 3 * 3 },
    is: false,
  },
  {
    why: "15 ms more than the others",
    a: { slowerMs: 35 },
    b: { slowerMs: 50 },
    c: { slowerMs: 40 },
    is: true,
  },
  {
    why: "14 ms more than the others",
    a: { slowerMs: 40 },
    b: { slowerMs: 50 },
    c: { slowerMs: 36 },
    is: false,
  },
  {
    why: "the others are faster than usual",
    a: { slowerMs: -10 },
    b: { slowerMs: 14.5 },
    c: { slowerMs: -10 },
    is: false,
  },
  {
    why: "one of the others was not measured",
    a: { unknown: [4, 5, 6] },
    b: { slowerMs: 30 },
    is: true,
  },
  {
    why: "none of the others was measured",
    a: { unknown: [4, 5, 6] },
    b: { slowerMs: 30, loss: 0.5 },
    c: { unknown: [4, 5, 6] },
    is: false,
  },
  { why: "3 % lost", b: { loss: 0.03 }, is: true },
  { why: "2.9 % lost", b: { loss: 0.029 }, is: false },
  { why: "in 60 % of minutes", b: { loss: 0.5, lossyMinutes: 0.6 }, is: true },
  {
    why: "in 59 % of minutes",
    b: { loss: 0.5, lossyMinutes: 0.59 },
    is: false,
  },
  {
    why: "the others lose a third of it",
    a: { loss: 0.125 },
    b: { loss: 0.375 },
    c: { loss: 0.125 },
    is: true,
  },
  {
    why: "the others lose more than a third of it",
    a: { loss: 0.126 },
    b: { loss: 0.375 },
    c: { loss: 0.126 },
    is: false,
  },
  {
    why: "2.9 % more than the others",
    a: { loss: 0.01 },
    b: { loss: 0.039 },
    c: { loss: 0.01 },
    is: false,
  },
  { why: "two bins", b: { slowerMs: 30, bad: [4, 5] }, is: false },
  { why: "a good bin between", b: { slowerMs: 30, bad: [4, 6, 7] }, is: true },
  {
    why: "two good bins between",
    b: { slowerMs: 30, bad: [4, 7, 8] },
    is: false,
  },
  {
    why: "two unknown bins between",
    b: { slowerMs: 30, bad: [4, 7, 8], unknown: [5, 6] },
    is: true,
  },
];

for (const { why, a = {}, b, c = {}, is } of CASES) {
  Deno.test(`ispRoutingTrouble() ${is ? "names" : "keeps quiet about"} a target: ${why}`, () => {
    strictEqual(findingOf({ a, b, c })?.targets.includes("b") ?? false, is);
    strictEqual(
      findingOf({ c: a, b, a: c })?.targets.includes("b") ?? false,
      is,
    );
  });
}

Deno.test("ispRoutingTrouble() tells the median of the bad bins of bad times", () => {
  const bad = [3, 4, 5, 6, 9, 11];
  const slowerMs = [20, 2, 30, 40, 90, 90];
  const b = { bad, slowerMs, loss: 0.01 };
  const finding = findingOf({ a: {}, b, c: {} });
  deepStrictEqual(finding?.times, [time(3, 7)]);
  strictEqual(finding.figures["slowerMs"], 30);
});

Deno.test("ispRoutingTrouble() takes figures below nothing for nothing", () => {
  const faster = findingOf({ a: {}, b: { slowerMs: -5, loss: 0.5 }, c: {} });
  strictEqual(faster?.figures["slowerMs"], 0);
  const lossy = { loss: 0.01 };
  const slower = findingOf({ a: lossy, b: { slowerMs: 30 }, c: lossy });
  strictEqual(slower?.figures["lossPct"], 0);
});

Deno.test("ispRoutingTrouble() tells no delay where all was lost", () => {
  const b = { slowerMs: NaN, loss: 1 };
  const { figures, sentence = "" } = findingOf({ a: {}, b, c: {} }) ?? {};
  strictEqual(figures?.["slowerMs"], 0);
  strictEqual(figures["lossPct"], 100);
  strictEqual(sentence.includes("(100 % more packets lost)"), true);
});

const HOUR_AND_QUARTER_MS = 75 * MINUTE_MS;

const CHANGES: readonly {
  readonly why: string;
  readonly change: Partial<PathChange>;
  readonly is: boolean;
}[] = [
  {
    why: "75 minutes before",
    change: { atMs: time(4, 7).fromMs - HOUR_AND_QUARTER_MS },
    is: true,
  },
  {
    why: "a millisecond earlier",
    change: { atMs: time(4, 7).fromMs - HOUR_AND_QUARTER_MS - 1 },
    is: false,
  },
  {
    why: "75 minutes after",
    change: { atMs: time(4, 7).toMs + HOUR_AND_QUARTER_MS },
    is: true,
  },
  {
    why: "a millisecond later",
    change: { atMs: time(4, 7).toMs + HOUR_AND_QUARTER_MS + 1 },
    is: false,
  },
  { why: "on another interface", change: { interface: "wlan0" }, is: false },
  { why: "to another target", change: { target: "a" }, is: false },
];

for (const { why, change, is } of CHANGES) {
  Deno.test(`ispRoutingTrouble() ${is ? "blames" : "does not blame"} the way for a change of route ${why}`, () => {
    const finding = findingOf({ a: {}, b: { slowerMs: 15 }, c: {} }, [
      { atMs: time(5, 6).fromMs, interface: "eth0", target: "b", ...change },
    ]);
    strictEqual(finding?.figures["pathChanges"], is ? 1 : 0);
    strictEqual(finding.rung, is ? "peering" : "far_end");
    strictEqual(
      finding.sentence.includes(
        "same line. The route had changed at that time. It lies on the way",
      ),
      is,
    );
    strictEqual(
      finding.confidence,
      confidenceOf({
        margin: 1,
        repetition: 1,
        completeness: is ? 1 : 0.9,
      }),
    );
  });
}
