import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { TestResult } from "../../model/mod.ts";
import { testColumnsOf } from "../test_columns.ts";
import { confidenceOf } from "./confidence.ts";
import {
  intermittentUploadDegradation,
  isIntermittent,
} from "./intermittent_upload_degradation.ts";
import type { RateDrops } from "./rate_drops.ts";
import { lineOf, MINUTE_MS, START_MS, testAt } from "./testing.ts";

function judge(tests: readonly TestResult[]) {
  return intermittentUploadDegradation(
    lineOf(720, { tests: testColumnsOf(tests) }),
  );
}

/** Every five minutes; the upload is slow for five tests in forty. */
function testsOf(count: number, changes: Partial<TestResult> = {}) {
  return Array.from({ length: count }, (_, place) =>
    testAt(5 * place, {
      uploadBps: place % 40 >= 10 && place % 40 < 15 ? 6e6 : 10e6,
      ...changes,
    }));
}

Deno.test("intermittentUploadDegradation() tells everything of an upload alone", () => {
  const times = [50, 250, 450, 650].map((minute) => ({
    fromMs: START_MS + minute * MINUTE_MS,
    toMs: START_MS + (minute + 25) * MINUTE_MS,
  }));
  deepStrictEqual(judge(testsOf(144)), {
    kind: "found",
    finding: {
      scenario: "intermittent_upload_degradation",
      interface: "eth0",
      families: [4],
      direction: "up",
      rung: null,
      targets: ["home"],
      times,
      figures: {
        drops: 4,
        usualBps: 10e6,
        droppedToPct: 60,
        typicalMs: 1_500_000,
        totalMs: 6_000_000,
        tests: 144,
      },
      confidence: confidenceOf({
        margin: (1 - 0.6) / (1 - 0.7),
        repetition: 4 / 3,
        completeness: 0.9,
      }),
      sentence:
        "The upload fell to 60 % of its usual 10 Mbit/s 4 times, for 25 min typically, and came back by itself.",
      advice:
        "Send the provider the times. On a cable line, have the upstream levels and the corrected and uncorrected errors of the modem looked at: noise on the way back looks like this.",
    },
  });
});

Deno.test("intermittentUploadDegradation() is surer where the download was tested, and tells it", () => {
  const tests = testsOf(144).map((test) => ({
    ...test,
    downloadBps: test.uploadBps === 6e6 ? 45e6 : 50e6,
  }));
  const judgement = judge(tests);
  strictEqual(judgement.kind, "found");
  strictEqual(judgement.finding.figures["downloadMeanwhilePct"], 90);
  strictEqual(
    judgement.finding.confidence,
    confidenceOf({ margin: (1 - 0.6) / (1 - 0.7), repetition: 4 / 3 }),
  );
});

for (const counts of [[144, 130], [130, 144]] as const) {
  Deno.test(`intermittentUploadDegradation() tells the sort of tests of which there are most (${counts.join(" and ")})`, () => {
    const [http, tcp] = counts;
    const judgement = judge([
      ...testsOf(http, { method: "http" }),
      ...testsOf(tcp),
    ]);
    strictEqual(
      judgement.kind === "found" && judgement.finding.figures["tests"],
      144,
    );
  });
}

const FEW = [
  { tests: 0, known: "they need a server" },
  { tests: 1, known: "so far 1" },
  { tests: 19, known: "so far 19" },
] as const;

for (const { tests, known } of FEW) {
  Deno.test(`intermittentUploadDegradation() says what ${tests} tests lack`, () => {
    deepStrictEqual(judge(testsOf(tests)), {
      kind: "not_enough_data",
      missing: `20 upload tests of one kind (${known})`,
    });
  });
}

Deno.test("intermittentUploadDegradation() judges twenty tests", () => {
  deepStrictEqual(judge(testsOf(20)), { kind: "not_found" });
});

const DROPS = [
  { times: 3, expectedTimes: 0, timeShare: 0.6, is: true },
  { times: 3, expectedTimes: 0, timeShare: 0.601, is: false },
  { times: 2, expectedTimes: 0, timeShare: 0.1, is: false },
  { times: 0, expectedTimes: 0, timeShare: 0, is: false },
  // 0.25 + 4 * 0.5 and 1 + 4 * 1.
  { times: 3, expectedTimes: 0.25, timeShare: 0.1, is: true },
  { times: 6, expectedTimes: 1, timeShare: 0.1, is: true },
  { times: 5, expectedTimes: 1, timeShare: 0.1, is: false },
] as const;

for (const { times, is, ...chance } of DROPS) {
  Deno.test(`isIntermittent() says ${is ? "yes" : "no"} to ${times} times where ${chance.expectedTimes} would come by chance, ${100 * chance.timeShare} % of the time`, () => {
    const drops: RateDrops = {
      direction: "up",
      usualBps: 10e6,
      times: Array.from({ length: times }, (_, at) => ({
        fromMs: START_MS + 60 * at * MINUTE_MS,
        toMs: START_MS + (60 * at + 1) * MINUTE_MS,
      })),
      share: 0.4,
      otherShare: 1,
      tests: 100,
      ...chance,
    };
    strictEqual(isIntermittent(drops), is);
  });
}
