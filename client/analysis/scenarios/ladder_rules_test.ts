import { deepStrictEqual } from "node:assert/strict";
import { type Ladder, ladderOf } from "./ladder.ts";
import type { Line, MinuteTrack } from "./line.ts";
import type { TenTrack } from "./tens.ts";
import { lineOf, MINUTE_MS, START_MS, trackOf } from "./testing.ts";

const LENGTH = 20;

/** What is wrong in a minute; 60 probes, none lost, and 20 ms unless told. */
interface Minute {
  readonly sent?: number;
  readonly lost?: number;
  readonly unsent?: number;
  readonly off?: number;
  readonly ms?: number;
}

function targetOf(
  target: string,
  minutes: Readonly<Record<number, Minute>> = {},
): MinuteTrack {
  const track = trackOf(target, LENGTH);
  for (const [place, { ms = 20, ...counts }] of Object.entries(minutes)) {
    const at = Number(place);
    track.p50Us[at] = 1000 * ms;
    for (const name of ["sent", "lost", "unsent", "off"] as const) {
      track[name][at] = counts[name] ?? track[name][at] ?? 0;
    }
  }
  return track;
}

/** The ladder, where 20 ms are usual at first and 100 ms from minute 10 on. */
function ladder(changes: Partial<Line>): Ladder {
  const line = lineOf(LENGTH, changes);
  const tens = (tracks: readonly MinuteTrack[]): TenTrack[] =>
    tracks.map((minutes) => ({
      minutes,
      baselineMs: Float64Array.of(20, 100),
      // The ladder looks at minutes.
      ...{ rttMs: new Float64Array(2), loss: new Float64Array(2) },
      lossyMinutes: new Float64Array(2),
    }));
  return ladderOf(line, {
    gateway: tens(line.gateway),
    isp: tens(line.isp),
    far: tens(line.far),
  });
}

/** Minutes in which trouble began at each step that has some. */
function badOf(changes: Partial<Line>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    ladder(changes).rungs.filter(({ badMs }) => badMs > 0)
      .map(({ name, badMs }) => [name, badMs / MINUTE_MS]),
  );
}

/** What every minute carried, and how much of it in some minutes. */
function loadOf(busy: readonly number[]): Line["load"] {
  const rates = new Float64Array(LENGTH).fill(1000);
  for (const at of busy) rates[at] = 50e6;
  const still = new Float64Array(LENGTH).fill(1000);
  return {
    ...{ peakSentBps: still, peakReceivedBps: rates },
    ...{ sentBps: still, receivedBps: rates },
  };
}

Deno.test("ladderOf() tells of each step for how long, when most was lost, and of whom", () => {
  const far = [
    targetOf("a", { 12: { ms: 200 }, 14: { lost: 6 } }),
    targetOf("b", {
      3: { lost: 6 },
      5: { lost: 8 },
      7: { lost: 8 },
      8: { lost: 7 },
      12: { ms: 200 },
      14: { lost: 6 },
    }),
    targetOf("c", { 14: { lost: 6 } }),
  ];
  const gateway = [targetOf("gateway")];
  const isp = [targetOf("isp")];
  deepStrictEqual(ladder({ far, gateway, isp }), {
    interface: "eth0",
    family: 4,
    measuredMs: LENGTH * MINUTE_MS,
    offMs: 0,
    rungs: [
      { name: "gateway", badMs: 0, worstAtMs: null, targets: [] },
      { name: "access", badMs: 0, worstAtMs: null, targets: [] },
      {
        name: "isp_core",
        badMs: MINUTE_MS,
        worstAtMs: START_MS + 14 * MINUTE_MS,
        targets: [],
      },
      {
        name: "peering",
        badMs: MINUTE_MS,
        worstAtMs: START_MS + 12 * MINUTE_MS,
        targets: ["a", "b"],
      },
      {
        name: "far_end",
        badMs: 4 * MINUTE_MS,
        // The first of the two in which most was lost.
        worstAtMs: START_MS + 5 * MINUTE_MS,
        targets: ["b"],
      },
    ],
  });
});

const [one, two] = [[targetOf("a")], [targetOf("a"), targetOf("b")]];
const gateway = [targetOf("gateway")];
const isp = [targetOf("isp")];

const LOOKED: readonly (readonly [
  why: string,
  changes: Partial<Line>,
  names: readonly string[],
])[] = [
  ["one target", { far: one }, ["access", "far_end"]],
  ["two targets", { far: two }, ["access", "peering", "far_end"]],
  ["the provider's router, too", { far: one, isp }, [
    "access",
    "isp_core",
    "far_end",
  ]],
  ["that alone", { isp }, []],
  ["the router at home, by cable", { gateway }, ["gateway"]],
  ["by radio", { gateway, connectionType: "wifi" }, ["wifi"]],
  ["no router, by radio", { far: one, connectionType: "wifi" }, [
    "access",
    "far_end",
  ]],
  ["the interface's counters", { load: loadOf([]) }, ["machine"]],
  ["one probe that could not be sent", {
    far: [targetOf("a", { 4: { unsent: 1 } })],
  }, ["machine", "access", "far_end"]],
  ["one for which the interface was off", {
    far: [targetOf("a", { 4: { off: 1 } })],
  }, ["machine", "access", "far_end"]],
];

for (const [why, changes, names] of LOOKED) {
  Deno.test(`ladderOf() looks at ${names.join(", ") || "nothing"}: ${why}`, () => {
    deepStrictEqual(ladder(changes).rungs.map(({ name }) => name), names);
  });
}

const MINUTES: readonly (readonly [
  why: string,
  minute: Minute,
  isBad: boolean,
  at?: number,
])[] = [
  ["a tenth of 30, which are 3", { sent: 30, lost: 3 }, true],
  ["3 of 31", { sent: 31, lost: 3 }, false],
  ["3 of 10", { sent: 10, lost: 3 }, true],
  ["2 of 10", { sent: 10, lost: 2 }, false],
  ["6 of 60", { lost: 6 }, true],
  ["5 of 60", { lost: 5 }, false],
  ["30 ms more than 20", { ms: 50 }, true],
  ["a bit less", { ms: 49.999 }, false],
  ["30 ms more than 20, in the first minute", { ms: 50 }, true, 0],
  ["30 ms more than 20, at the end of the ten", { ms: 50 }, true, 9],
  ["half of 100 more, in the next ten", { ms: 150 }, true, 10],
  ["a bit less than that", { ms: 149.999 }, false, 10],
  ["half of 100 more, in the last minute", { ms: 150 }, true, 19],
];

for (const [why, minute, isBad, at = 5] of MINUTES) {
  Deno.test(`ladderOf() finds a minute ${isBad ? "bad" : "good"}: ${why}`, () => {
    const far = [targetOf("a", { [at]: minute })];
    deepStrictEqual(badOf({ far }), isBad ? { access: 1 } : {});
  });
}

const NEARER: typeof MINUTES = [
  ["a twentieth of 40, which are 2", { sent: 40, lost: 2 }, true],
  ["2 of 41", { sent: 41, lost: 2 }, false],
  ["1 of 10", { sent: 10, lost: 1 }, false],
  ["15 ms more than 20", { ms: 35 }, true],
  ["a bit less", { ms: 34.999 }, false],
  ["a quarter of 100 more, in the next ten", { ms: 125 }, true, 10],
  ["a bit less than that", { ms: 124.999 }, false, 10],
];

for (const [why, minute, isBad, at = 5] of NEARER) {
  Deno.test(`ladderOf() finds the cause ${isBad ? "" : "not "}in a nearer step: ${why}`, () => {
    const far = ["a", "b"].map((name) => targetOf(name, { [at]: { lost: 6 } }));
    const [near, well] = [targetOf("near", { [at]: minute }), targetOf("well")];
    deepStrictEqual(
      [
        badOf({ far, gateway: [near], isp: [well] }),
        badOf({ far, isp: [near] }),
      ],
      isBad
        ? [{ gateway: 1 }, { access: 1 }]
        : [{ "isp_core": 1 }, { "isp_core": 1 }],
    );
  });
}

/** Of each target a minute: bad, good, good with one probe, not measured. */
const SHARES = [
  { minutes: "bbbbg", step: "access", why: "four fifths are all" },
  { minutes: "bbbgg", step: "peering", why: "three fifths are some" },
  { minutes: "bbggg", step: "peering", why: "two are some" },
  { minutes: "bgggg", step: "far_end", why: "one is alone" },
  { minutes: "bbs", step: "peering", why: "one probe is measured" },
  { minutes: "bbn", step: "access", why: "all that were measured" },
  { minutes: "nbn", step: "access", why: "the only one" },
] as const;

for (const { minutes, step, why } of SHARES) {
  Deno.test(`ladderOf() puts ${minutes} to ${step}: ${why}`, () => {
    const of: Readonly<Record<string, Minute>> = {
      b: { lost: 6 },
      g: {},
      s: { sent: 1 },
      n: { sent: 0, ms: -0.001 },
    };
    const far = Array.from(
      minutes,
      (letter, place) => targetOf(`${place}`, { 5: of[letter] ?? {} }),
    );
    deepStrictEqual(badOf({ far }), { [step]: 1 });
  });
}

for (const [lost, step] of [[0, "far_end"], [6, "access"]] as const) {
  Deno.test(`ladderOf() puts a single target's loss to ${step} where the provider's router loses ${lost}`, () => {
    const far = [targetOf("a", { 5: { lost: 6 } })];
    const isp = [targetOf("isp", { 5: { lost } })];
    deepStrictEqual(badOf({ far, isp }), { [step]: 1 });
  });
}

Deno.test("ladderOf() finds slow minutes bad only while nobody uses the line", () => {
  const far = [targetOf("a", {
    4: { ms: 90 },
    5: { ms: 90 },
    6: { ms: 90, lost: 6 },
  })];
  deepStrictEqual(badOf({ far, load: loadOf([5, 6]) }), { access: 2 });
});

const UNSENT = [
  { sent: 60, unsent: 6, is: true, why: "a tenth" },
  { sent: 60, unsent: 5, is: false, why: "less than a tenth" },
  { sent: 10, unsent: 3, is: true, why: "three" },
  { sent: 10, unsent: 2, is: false, why: "two" },
];

for (const { sent, unsent, is, why } of UNSENT) {
  Deno.test(`ladderOf() puts ${unsent} of ${sent} that could not be sent ${is ? "" : "not "}to this machine: ${why}`, () => {
    const far = [targetOf("a", { 5: { sent, unsent, lost: unsent } })];
    deepStrictEqual(badOf({ far }), is ? { machine: 1 } : {});
  });
}

const DISTURBED = [
  { disturbed: 1, down: 0, lost: 30, bad: {}, why: "bufferbane loaded it" },
  { disturbed: 1, down: 1, lost: 1, bad: { machine: 1 }, why: "it was down" },
  { disturbed: 1, down: 60, lost: 0, bad: {}, why: "down, but none was lost" },
  { disturbed: 0, down: 0, lost: 30, bad: { access: 1 }, why: "nothing else" },
];

for (const { disturbed, down, lost, bad, why } of DISTURBED) {
  Deno.test(`ladderOf() puts ${lost} lost to ${Object.keys(bad)[0] ?? "no step"}: ${why}`, () => {
    const isDisturbed = new Uint8Array(LENGTH);
    const downSeconds = new Uint8Array(LENGTH);
    isDisturbed[5] = disturbed;
    downSeconds[5] = down;
    const far = [targetOf("a", { 5: { lost } })];
    deepStrictEqual(
      badOf({ far, isDisturbed, downSeconds, load: loadOf([]) }),
      bad,
    );
  });
}

Deno.test("ladderOf() counts what was measured and what was off, not what was neither", () => {
  const measuredMs = new Int32Array(LENGTH).fill(MINUTE_MS);
  measuredMs[6] = 30_000;
  const far = [
    targetOf("a", { 4: { sent: 0 }, 5: { sent: 30, off: 30 } }),
    targetOf("b", {
      4: { sent: 0 },
      5: { sent: 0, off: 60 },
      6: { sent: 59, off: 1 },
    }),
  ];
  const { measuredMs: onMs, offMs } = ladder({ far, measuredMs });
  const halfMs = 30_000 * 119 / 120;
  deepStrictEqual([onMs, offMs], [
    (LENGTH - 3) * MINUTE_MS + 15_000 + halfMs,
    45_000 + 30_000 - halfMs,
  ]);
});
