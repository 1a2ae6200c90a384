import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { LinkMinuteColumns } from "../../model/mod.ts";
import { linesOf } from "./line.ts";
import { peakHourDegradation } from "./peak_hour_degradation.ts";
import {
  DAY,
  linkOf,
  MINUTE_MS,
  observedOf,
  START_MS,
  type TargetScript,
  THREE,
} from "./testing.ts";

const hourOf = (minute: number) => Math.floor(minute / 60) % 24;
const isEvening = (minute: number) =>
  hourOf(minute) >= 18 && hourOf(minute) < 23;

function judged({ targets = THREE, links = [], offsetHours = 0 }: {
  readonly targets?: readonly TargetScript[];
  readonly links?: readonly LinkMinuteColumns[];
  readonly offsetHours?: number;
}) {
  const observed = {
    ...observedOf({
      minutes: 4 * DAY,
      targets: targets.map((one) => ({
        rttMs: (minute) => 20 + (isEvening(minute) ? 40 : 0),
        ...one,
      })),
      links,
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
