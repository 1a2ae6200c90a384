import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  answeredNs,
  lossCounts,
  lostPct,
  settledSamples,
} from "./bloat_samples.ts";
import { phaseOf, sampleAt, samplesOf } from "./bloat_testing.ts";

/** A probe every 10 ms: `x` is lost, a digit its round trip in ms. */
function probesOf(probes: string) {
  return [...probes].map((probe, i) =>
    sampleAt(10 * i, probe === "x" ? null : Number(probe))
  );
}

Deno.test("settledSamples() leaves out the first quarter of a phase", () => {
  const samples = samplesOf(4_000, 12_000, (atMs) => sampleAt(atMs, 20));
  const settled = settledSamples(phaseOf("download", 4_000, 0, { samples }));
  deepStrictEqual(
    [settled.length, settled[0]?.atMs, settled.at(-1)?.atMs],
    [600, 6_000, 11_990],
  );
});

Deno.test("answeredNs() keeps the round trips in order", () => {
  deepStrictEqual(answeredNs(probesOf("7x9")), [7e6, 9e6]);
});

const LOSSES: readonly [probes: string, pct: number, runs: number][] = [
  ["", NaN, 0],
  ["5", 0, 0],
  ["x", 100, 1],
  ["x555", 25, 1],
  ["xx55", 50, 1],
  ["x5x5", 50, 2],
  ["5x5xx5xx", 62.5, 3],
];

for (const [probes, pct, runs] of LOSSES) {
  Deno.test(`lostPct() and lossCounts() of "${probes}"`, () => {
    const samples = probesOf(probes);
    strictEqual(lostPct(samples), pct);
    deepStrictEqual(lossCounts(samples), {
      sent: probes.length,
      lost: probes.replaceAll("5", "").length,
      runs,
    });
  });
}
