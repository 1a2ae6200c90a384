import { strictEqual } from "node:assert/strict";
import type { BloatSample } from "../model/mod.ts";
import { sampleAt, samplesOf } from "./bloat_testing.ts";
import { recoveryMs } from "./recovery.ts";
import { spreadOf } from "./spread.ts";

const IDLE = spreadOf([20e6, 20e6, 20e6]);

Deno.test("recoveryMs() waits until the delay stays near idle", () => {
  const cases: readonly [
    rttMs: (atMs: number, i: number) => number | null,
    expected: number | null,
    why: string,
  ][] = [
    [() => 20, 0, "there was no queue"],
    [() => 25, 0, "5 ms are still idle"],
    [() => 25.000001, null, "and more are not"],
    [(atMs) => atMs < 1300 ? 200 : 20, 300, "drained after 300 ms"],
    [
      (atMs) => atMs < 1300 || (atMs >= 1400 && atMs < 1600) ? 200 : 20,
      600,
      "it came again",
    ],
    [(_, i) => i % 10 === 9 ? 200 : 20, 0, "one in ten may be late"],
    [(_, i) => i % 8 === 7 ? 200 : 20, null, "one in eight may not"],
    [(atMs) => atMs < 1300 ? null : 20, 300, "lost is not recovered"],
    [() => null, null, "never answered"],
    [
      (_, i) => i % 10 === 9 || i === 50 ? 200 : 20,
      0,
      "the 500 ms end before what was sent at their end",
    ],
  ];
  for (const [rttMs, expected, why] of cases) {
    const samples = samplesOf(
      1000,
      3000,
      (atMs, i): BloatSample => sampleAt(atMs, rttMs(atMs, i)),
    );
    strictEqual(recoveryMs(samples, IDLE, 1000), expected, why);
  }
});

Deno.test("recoveryMs() uses the idle line's own spread where that is wider", () => {
  const jittery = spreadOf([20e6, 20e6, 40e6]);
  const samples = samplesOf(1000, 3000, (atMs) => sampleAt(atMs, 40));
  strictEqual(recoveryMs(samples, jittery, 1000), 0);
});

Deno.test("recoveryMs() says nothing when the phase ended too soon", () => {
  const samples = samplesOf(1000, 1400, (atMs) => sampleAt(atMs, 20));
  strictEqual(recoveryMs(samples, IDLE, 1000), null);
  strictEqual(recoveryMs([], IDLE, 1000), null);
  const until = (ms: number) => samplesOf(1000, ms, (at) => sampleAt(at, 20));
  strictEqual(recoveryMs(until(1500), IDLE, 1000), null, "490 ms");
  strictEqual(
    recoveryMs([...until(1500), sampleAt(1499, 20)], IDLE, 1000),
    null,
    "499 ms",
  );
  strictEqual(recoveryMs(until(1510), IDLE, 1000), 0, "500 ms");
  strictEqual(recoveryMs(until(2000), IDLE, 1005), 0, "never before the end");
  strictEqual(
    recoveryMs(samplesOf(0, 1000, (at) => sampleAt(at, 20)), spreadOf([]), 0),
    null,
    "nothing to compare with",
  );
});

Deno.test("recoveryMs() lets one probe in ten be late, and not one more", () => {
  const afterLate = (late: number) => {
    // One a ms for 1 s; some of the 500 of each 500 ms are late.
    const samples = Array.from(
      { length: 1000 },
      (_, i) => sampleAt(1000 + i, 499 - i % 500 < late ? 200 : 20),
    );
    return recoveryMs(samples, IDLE, 1000);
  };
  strictEqual(afterLate(50), 0);
  strictEqual(afterLate(51), null);
});
