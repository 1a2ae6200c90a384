import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { bufferbloat } from "./bufferbloat.ts";
import { linesOf } from "./line.ts";
import { linkOf, observedOf, testAt, THREE } from "./testing.ts";

const MINUTES = 480;
/** Eight times ten minutes of upload, with pauses between. */
const isUploading = (minute: number) => minute % 60 >= 50;

function judged(addedMs: number, isSeen = true) {
  const observed = observedOf({
    minutes: MINUTES,
    targets: THREE.map((one) => ({
      ...one,
      rttMs: (minute) => 20 + (isUploading(minute) ? addedMs : 0),
    })),
    links: isSeen
      ? [
        linkOf(MINUTES, (minute) => ({
          up: isUploading(minute) ? 9.5e6 : 20e3,
          // Acknowledgements, which are no load.
          down: isUploading(minute) ? 300e3 : 10e3,
        })),
      ]
      : [],
  });
  return linesOf(observed).map(bufferbloat);
}

Deno.test("bufferbloat() is seen in the user's own traffic", () => {
  const [judgement] = judged(180);
  if (judgement?.kind !== "found") throw new Error("not found");
  const { direction, figures, sentence } = judgement.finding;
  strictEqual(direction, "up");
  deepStrictEqual(figures, {
    tests: 0,
    badTests: 0,
    upAddedMs: 180,
    upAddedP95Ms: 180,
    upLoadedMinutes: 80,
    upHighestBps: 9.5e6,
  });
  strictEqual(
    sentence,
    "When the line is busy, everything on it becomes slow: 180 ms more delay while uploading (at up to 9.5 Mbit/s). Calls and games break up as soon as somebody uploads something.",
  );
});

Deno.test("bufferbloat() keeps quiet below 100 ms", () => {
  deepStrictEqual(judged(90), [{ kind: "not_found" }]);
});

Deno.test("bufferbloat() needs a test or traffic to judge by", () => {
  deepStrictEqual(judged(180, false), [{
    kind: "not_enough_data",
    missing:
      "a bufferbloat test (`bufferbane bloat`), or ten minutes of heavy traffic of your own",
  }]);
});

const ENOUGH = [
  { loaded: [3, 3, 4], idle: 30, isEnough: true, why: "just enough" },
  { loaded: [3, 3, 3], idle: 400, isEnough: false, why: "nine minutes" },
  { loaded: [20, 20], idle: 400, isEnough: false, why: "two times" },
  { loaded: [3, 3, 4], idle: 29, isEnough: false, why: "no rest to compare" },
] as const;

for (const { loaded, idle, isEnough, why } of ENOUGH) {
  Deno.test(`bufferbloat() takes ${loaded.join(", ")} loaded and ${idle} idle minutes for ${isEnough ? "enough" : "too little"}: ${why}`, () => {
    // Idle first, then the loads with pauses; the rest is neither.
    const isLoaded = (minute: number) =>
      loaded.some((length, place) => {
        const from = 40 + 30 * place;
        return minute >= from && minute < from + length;
      });
    const bpsOf = (minute: number) =>
      isLoaded(minute) ? 10e6 : minute < idle ? 20e3 : 1.5e6;
    const observed = observedOf({
      minutes: 600,
      targets: THREE.map((one) => ({
        ...one,
        rttMs: (minute) => 20 + (isLoaded(minute) ? 180 : 0),
      })),
      links: [linkOf(600, (minute) => ({ up: bpsOf(minute), down: 10e3 }))],
    });
    deepStrictEqual(
      linesOf(observed).map((line) => bufferbloat(line).kind),
      [isEnough ? "found" : "not_enough_data"],
    );
  });
}

Deno.test("bufferbloat() leaves out what did not answer under load", () => {
  const observed = observedOf({
    minutes: MINUTES,
    targets: THREE.map((one) => ({
      ...one,
      rttMs: (minute) => 20 + (isUploading(minute) ? 180 : 0),
      isLost: (second) =>
        one.target === "c" && isUploading(Math.floor(second / 60)),
    })),
    links: [
      linkOf(MINUTES, (minute) => ({
        up: isUploading(minute) ? 9.5e6 : 20e3,
        down: 10e3,
      })),
    ],
  });
  const [judgement] = linesOf(observed).map(bufferbloat);
  if (judgement?.kind !== "found") throw new Error("not found");
  strictEqual(judgement.finding.figures["upAddedMs"], 180);
});

const ROWS = [
  { grades: ["A", "B"], kind: "not_found", why: "good letters" },
  { grades: ["F"], kind: "found", why: "one test is evidence" },
  { grades: ["A", "C"], kind: "found", why: "half of the tests are bad" },
  { grades: ["A", "A", "D"], kind: "not_found", why: "most are good" },
] as const;

for (const { grades, kind, why } of ROWS) {
  Deno.test(`bufferbloat() is ${kind} with grades ${grades.join(", ")}: ${why}`, () => {
    const tests = grades.map((grade, place) =>
      testAt(place * 60, { kind: "bloat", grade })
    );
    const observed = observedOf({ minutes: MINUTES, tests });
    deepStrictEqual(
      linesOf(observed).map((line) => bufferbloat(line).kind),
      [kind],
    );
  });
}
