import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ThroughputBaseline } from "./throughput_baseline.ts";

const HOUR_MS = 3_600_000;

/** Feeds so many hours of six tests each. */
function feed(
  baseline: ThroughputBaseline,
  { fromHour, hours, bps }: {
    readonly fromHour: number;
    readonly hours: number;
    readonly bps: number;
  },
): void {
  for (let test = 0; test < 6 * hours; test++) {
    const atMs = (fromHour + test / 6) * HOUR_MS;
    baseline.add(atMs, bps * (1 + (test % 3 - 1) / 100));
  }
}

Deno.test("ThroughputBaseline knows nothing before five tests", () => {
  const baseline = new ThroughputBaseline();
  for (let i = 0; i < 4; i++) baseline.add(i, 10e6);
  strictEqual(baseline.bps, NaN);
  baseline.add(5, 12e6);
  strictEqual(baseline.bps, 10e6);
});

Deno.test("ThroughputBaseline is the median of a week's hours", () => {
  const baseline = new ThroughputBaseline();
  feed(baseline, { fromHour: 0, hours: 168, bps: 50e6 });
  // Three bad days change nothing; four do.
  feed(baseline, { fromHour: 168, hours: 72, bps: 10e6 });
  strictEqual(baseline.bps, 50e6);
  feed(baseline, { fromHour: 240, hours: 24, bps: 10e6 });
  strictEqual(baseline.bps, 10e6);
});

Deno.test("ThroughputBaseline does not take a lone test for an hour", () => {
  const baseline = new ThroughputBaseline();
  feed(baseline, { fromHour: 0, hours: 2, bps: 50e6 });
  baseline.add(2 * HOUR_MS, 1e6);
  baseline.add(3 * HOUR_MS, 1e6);
  strictEqual(baseline.bps, 50e6);
});

Deno.test("ThroughputBaseline goes on after a restart, and stays small", () => {
  const before = new ThroughputBaseline();
  feed(before, { fromHour: 0, hours: 500, bps: 50e6 });
  const after = new ThroughputBaseline(
    JSON.parse(JSON.stringify(before.stored)),
  );
  deepStrictEqual([after.bps, after.stored.hours.length], [50e6, 168]);
  for (let i = 0; i < 1000; i++) after.add(501 * HOUR_MS, 50e6);
  strictEqual(after.stored.recent.length, 64);
});

Deno.test("ThroughputBaseline.noiseBps tells a steady line from a test that cannot tell", () => {
  const noiseOf = (rates: readonly number[]) => {
    const baseline = new ThroughputBaseline();
    for (const [i, bps] of rates.entries()) baseline.add(i, bps);
    return baseline.noiseBps;
  };
  const steady = [49e6, 50e6, 51e6, 50e6, 49e6, 51e6, 50e6];
  strictEqual(Math.round(noiseOf(steady)), 1_482_600);
  // Three bad ones of ten are no noise.
  strictEqual(Math.round(noiseOf([...steady, 5e6, 5e6, 5e6])), 1_482_600);
  const wild = noiseOf([25e6, 1900e6, 270e6, 200e6, 29e6, 410e6, 1800e6]);
  strictEqual(wild > 200e6, true);
});
