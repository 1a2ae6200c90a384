import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { BloatPhase, LoadPhaseKind } from "../model/mod.ts";
import { analyseBloat } from "./bloat.ts";
import { flowOf, phaseOf, sampleAt, samplesOf } from "./bloat_testing.ts";
import {
  gradesOf,
  type Letter,
  letterForLoss,
  letterForUplift,
  LETTERS,
} from "./grades.ts";

Deno.test("letterForUplift() has the bands of DSLReports", () => {
  const cases: readonly [upliftMs: number, Letter | null, why: string][] = [
    [-3, "A+", "faster under load is no queue"],
    [0, "A+", "no queue"],
    [4.999999, "A+", "< 5"],
    [5, "A", "not < 5"],
    [29.999, "A", "< 30"],
    [30, "B", "not < 30"],
    [59.999, "B", "< 60"],
    [60, "C", "not < 60"],
    [199.999, "C", "< 200"],
    [200, "D", "not < 200"],
    [399.999, "D", "< 400"],
    [400, "F", "not < 400"],
    [Infinity, "F", "worse than anything"],
    [NaN, null, "nothing is known"],
  ];
  for (const [upliftMs, letter, why] of cases) {
    strictEqual(letterForUplift(upliftMs * 1e6), letter, `${upliftMs}: ${why}`);
  }
});

Deno.test("letterForLoss() has the bands of DSLReports", () => {
  const cases: readonly [lossPct: number, Letter | null, why: string][] = [
    [0, "A+", "nothing lost"],
    [1, "A+", "<= 1"],
    [1.001, "A", "> 1"],
    [2.5, "A", "<= 2.5"],
    [2.501, "B", "> 2.5"],
    [3, "B", "<= 3"],
    [3.001, "C", "> 3"],
    [5, "C", "<= 5"],
    [5.001, "D", "> 5"],
    [12, "D", "<= 12"],
    [12.001, "F", "> 12"],
    [100, "F", "everything lost"],
    [NaN, null, "nothing is known"],
  ];
  for (const [lossPct, letter, why] of cases) {
    strictEqual(letterForLoss(lossPct), letter, `${lossPct}: ${why}`);
  }
});

Deno.test("letters never get better with more delay or loss", () => {
  for (const letterFor of [letterForUplift, letterForLoss]) {
    fc.assert(fc.property(
      fc.double({ noNaN: true }),
      fc.double({ noNaN: true }),
      (a, b) => {
        const rank = (value: number) =>
          LETTERS.findIndex((letter) => letter === letterFor(value));
        ok(rank(Math.min(a, b)) <= rank(Math.max(a, b)));
        ok(rank(a) >= 0);
      },
    ));
  }
});

/** A test whose phases have these delays, idle 20 ms. */
function graded(rttMs: Readonly<Partial<Record<LoadPhaseKind, number>>>) {
  const { download, upload, both } = rttMs;
  return gradesOf(analyseBloat([
    phaseOf("idle", 0, 20),
    ...download === undefined ? [] : [phaseOf("download", 8000, download)],
    ...upload === undefined ? [] : [phaseOf("upload", 16_000, upload)],
    ...both === undefined ? [] : [phaseOf("both", 24_000, both)],
  ]));
}

Deno.test("gradesOf() takes the worst of the phases", () => {
  const cases: readonly [Parameters<typeof graded>[0], Letter | null][] = [
    [{ download: 21, upload: 21, both: 21 }, "A+"],
    [{ download: 21, upload: 90, both: 30 }, "C"],
    [{ download: 500, upload: 21, both: 30 }, "F"],
    [{ upload: 60 }, "B"],
    [{}, null],
  ];
  for (const [rttMs, letter] of cases) {
    strictEqual(graded(rttMs).letter, letter, JSON.stringify(rttMs));
  }
});

Deno.test("gradesOf() gives no letter where the line was not the limit", () => {
  const grades = gradesOf(analyseBloat([
    phaseOf("idle", 0, 20),
    phaseOf("download", 8000, 500, { ownCpuPct: 99 }),
    phaseOf("upload", 16_000, 60),
  ]));
  strictEqual(grades.letter, "B");
  deepStrictEqual(grades.phases, {
    download: {
      kind: "not_saturated",
      limit: "processor",
      reason: "the program itself was at its limit (CPU 99 %)",
    },
    upload: { kind: "graded", letter: "B" },
  });
});

Deno.test("gradesOf() grades quality by the worst loss there is", () => {
  const grades = gradesOf(analyseBloat([
    phaseOf("idle", 0, 20),
    phaseOf("download", 8000, 21),
    phaseOf("upload", 16_000, 21, {
      flows: [flowOf("up", { sentBytes: 1000, retransmittedBytes: 40 })],
    }),
  ]));
  strictEqual(grades.letter, "A+");
  strictEqual(grades.quality, "C");
  strictEqual(graded({}).quality, null);
});

Deno.test("gradesOf() grades quality by whatever is known of it", () => {
  const qualityOf = (samples: BloatPhase["samples"]) =>
    gradesOf(analyseBloat([
      phaseOf("download", 8000, 0, { flows: null, samples }),
    ])).quality;
  const lost = samplesOf(
    8000,
    16_000,
    (atMs, i) => sampleAt(atMs, i % 25 === 0 ? null : 20),
  );
  strictEqual(qualityOf(lost), "C", "4 % of the probes");
  strictEqual(qualityOf([]), null, "not even probes");
});
