import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { LinkMinuteColumns, TestResult } from "../../model/mod.ts";
import { linesOf } from "./line.ts";
import { peakHourDegradation } from "./peak_hour_degradation.ts";
import {
  DAY,
  linkOf,
  MINUTE_MS,
  observedOf,
  START_MS,
  type TargetScript,
  testAt,
  THREE,
} from "./testing.ts";

const hourOf = (minute: number) => Math.floor(minute / 60) % 24;
const isEvening = (minute: number) =>
  hourOf(minute) >= 18 && hourOf(minute) < 23;

function judged({ days = 4, addedMs = 40, targets = THREE, ...more }: {
  readonly days?: number;
  readonly addedMs?: number;
  readonly targets?: readonly TargetScript[];
  readonly links?: readonly LinkMinuteColumns[];
  readonly tests?: readonly TestResult[];
  readonly offsetHours?: number;
}) {
  const { offsetHours = 0, ...rest } = more;
  const observed = {
    ...observedOf({
      minutes: days * DAY,
      targets: targets.map((one) => ({
        rttMs: (minute) => 20 + (isEvening(minute) ? addedMs : 0),
        ...one,
      })),
      ...rest,
    }),
    localOffsetMs: () => offsetHours * 3_600_000,
  };
  const [line] = linesOf(observed);
  if (line === undefined) throw new Error("no line");
  return peakHourDegradation(line, observed);
}

Deno.test("peakHourDegradation() names bad evenings with what they cost", () => {
  const judgement = judged({});
  if (judgement.kind !== "found") throw new Error("not found");
  deepStrictEqual(judgement.finding.figures, {
    evenings: 4,
    badEvenings: 4,
    slowerMs: 40,
    nightMs: 20,
    lossPct: 0,
  });
  strictEqual(
    judgement.finding.sentence,
    "On 4 of 4 evenings (18-23 h) the line was clearly worse than in the night (03-06 h): 40 ms slower. It looks like too many customers on the same line or at the same exchange.",
  );
});

Deno.test("peakHourDegradation() goes by the clock on the wall", () => {
  strictEqual(judged({ offsetHours: 9 }).kind, "not_found");
});

Deno.test("peakHourDegradation() goes through a change of clocks", () => {
  const changeMs = START_MS + 1.5 * DAY * MINUTE_MS;
  const offsetMs = (atMs: number) => atMs < changeMs ? 0 : 3_600_000;
  const isLate = (minute: number) =>
    isEvening(minute + offsetMs(START_MS + minute * MINUTE_MS) / MINUTE_MS);
  const observed = {
    ...observedOf({
      minutes: 4 * DAY,
      targets: THREE.map((one) => ({
        ...one,
        rttMs: (minute) => 20 + (isLate(minute) ? 40 : 0),
      })),
    }),
    localOffsetMs: offsetMs,
  };
  const [line] = linesOf(observed);
  if (line === undefined) throw new Error("no line");
  const judgement = peakHourDegradation(line, observed);
  if (judgement.kind !== "found") throw new Error("not found");
  deepStrictEqual(
    judgement.finding.times.map(({ fromMs }) =>
      (fromMs - START_MS) / 3_600_000 % 24
    ),
    [18, 17, 17, 17],
  );
});

Deno.test("peakHourDegradation() tells delay and loss together, and loss to the packet", () => {
  const targets = THREE.map((one) => ({
    ...one,
    isLost: (second: number) =>
      isEvening(Math.floor(second / 60)) && second % 20 === 0,
  }));
  const judgement = judged({ addedMs: 6, targets });
  if (judgement.kind !== "found") throw new Error("not found");
  const { figures, sentence } = judgement.finding;
  deepStrictEqual([figures["slowerMs"], figures["lossPct"]], [6, 5]);
  ok(sentence.includes(": 6 ms slower, 5 % more packets lost."), sentence);
});

Deno.test("peakHourDegradation() is a little surer where one's own load is known", () => {
  const confidence = (links: readonly LinkMinuteColumns[]) => {
    const judgement = judged({ links, addedMs: 15 });
    if (judgement.kind !== "found") throw new Error("not found");
    return judgement.finding.confidence;
  };
  const idle = linkOf(4 * DAY, () => ({ up: 10e3, down: 20e3 }));
  const [unknown, known] = [confidence([]), confidence([idle])];
  ok(unknown < known && unknown > 0.9 * known, `${unknown}, ${known}`);
});

const NEEDED = [
  { evening: 60, night: 40, kind: "found", why: "just enough" },
  { evening: 59, night: 180, kind: "not_enough_data", why: "evenings" },
  { evening: 300, night: 39, kind: "not_enough_data", why: "nights" },
] as const;

for (const { evening, night, kind, why } of NEEDED) {
  Deno.test(`peakHourDegradation() is ${kind} with ${evening} calm minutes of evenings and ${night} of nights: ${why}`, () => {
    const isCalm = (minute: number) => {
      const ofDay = minute % DAY;
      if (isEvening(minute)) return ofDay < 18 * 60 + evening;
      return ofDay < 3 * 60 + night || ofDay >= 6 * 60;
    };
    // Busy minutes are few enough to be told from what is usual.
    const links = [linkOf(4 * DAY, (minute) => ({
      up: 10e3,
      down: isCalm(minute) ? 20e3 : 50e6,
    }))];
    strictEqual(judged({ links }).kind, kind);
  });
}

Deno.test("peakHourDegradation() keeps quiet about 9 ms", () => {
  strictEqual(judged({ addedMs: 9 }).kind, "not_found");
});

Deno.test("peakHourDegradation() keeps quiet while one target stays well", () => {
  const [first, ...others] = THREE;
  const well = { target: first?.target ?? "", rttMs: () => 20 };
  strictEqual(judged({ targets: [well, ...others] }).kind, "not_found");
});

Deno.test("peakHourDegradation() leaves out minutes of one's own load", () => {
  const links = [linkOf(4 * DAY, (minute) => ({
    up: 10e3,
    down: isEvening(minute) ? 50e6 : 20e3,
  }))];
  deepStrictEqual(judged({ links }), {
    kind: "not_enough_data",
    missing:
      "3 days with evenings (18-23 h) and nights (03-06 h), of which none is there",
  });
});

Deno.test("peakHourDegradation() needs three days", () => {
  deepStrictEqual(judged({ days: 2 }), {
    kind: "not_enough_data",
    missing:
      "3 days with evenings (18-23 h) and nights (03-06 h), of which 2 are there",
  });
});

Deno.test("peakHourDegradation() goes by the download's rate as well", () => {
  const tests = Array.from(
    { length: 4 * 48 },
    (_, place) =>
      testAt(place * 30, { downloadBps: isEvening(place * 30) ? 30e6 : 60e6 }),
  );
  const judgement = judged({ addedMs: 0, tests });
  if (judgement.kind !== "found") throw new Error("not found");
  strictEqual(judgement.finding.figures["ratePct"], 50);
});

Deno.test("peakHourDegradation() says whether it is in the home, on the line or beyond", () => {
  const slow = (minute: number) => 5 + (isEvening(minute) ? 40 : 0);
  const rungs = [
    [{ target: "gateway", rttMs: slow }],
    [{ target: "gateway", rttMs: () => 1 }, { target: "isp", rttMs: slow }],
    [{ target: "isp", rttMs: () => 5 }],
  ].map((nearer) => {
    const judgement = judged({ targets: [...THREE, ...nearer] });
    return judgement.kind === "found" ? judgement.finding.rung : undefined;
  });
  deepStrictEqual(rungs, ["gateway", "access", "isp_core"]);
});
