import { deepStrictEqual } from "node:assert/strict";
import type { TestResult } from "../model/mod.ts";
import { StoreError } from "../store/errors.ts";
import { TestJudgement } from "./test_judgement.ts";
import { packetTrain } from "./testing.ts";

const THRESHOLDS = {
  throughputWarningPct: 70,
  throughputCriticalPct: 50,
  throughputS: 30,
  bufferbloatWarningMs: 100,
  bufferbloatAlertMs: 200,
  bufferbloatCriticalMs: 500,
};

function testAt(minute: number, downloadBps: number): TestResult {
  return packetTrain({
    atMs: 1_800_000_000_000 + 60_000 * minute,
    downloadBps,
  });
}

/**
 * Judges usual tests and a slow one.
 *
 * @returns How the slow one did, and what is kept of all.
 */
async function judged(kept: () => Promise<string | null>, usual = 10) {
  let newest: string | null = null;
  const judgement = new TestJudgement(THRESHOLDS, {
    recorder: { kept, keep: (_, json) => void (newest = json) },
    taker: { report: () => {}, withdraw: () => {} },
  });
  for (let minute = 0; minute < usual; minute++) {
    await judgement.add(testAt(minute, 50e6));
  }
  return { shares: await judgement.add(testAt(usual, 25e6)), newest };
}

Deno.test("TestJudgement knows from an earlier run what is usual", async () => {
  const { newest } = await judged(() => Promise.resolve(null));
  const { shares } = await judged(() => Promise.resolve(newest), 0);
  deepStrictEqual(shares, { up: null, down: 50 });
});

const UNREADABLE: readonly {
  readonly why: string;
  readonly kept: () => Promise<string | null>;
}[] = [
  {
    why: "the disk fails",
    kept: () =>
      Promise.reject(new StoreError("b.db", "io", { message: "Cannot read" })),
  },
  { why: "it is damaged", kept: () => Promise.resolve('{"eth0') },
];

for (const { why, kept } of UNREADABLE) {
  Deno.test(`TestJudgement learns anew what is usual where ${why}`, async () => {
    deepStrictEqual((await judged(kept)).shares, { up: null, down: 50 });
  });
}
