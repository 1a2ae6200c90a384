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

/** Feeds tests of one hour, a ms apart from its first on. */
function feedHour(
  baseline: ThroughputBaseline,
  hour: number,
  rates: readonly number[],
): void {
  for (const [i, bps] of rates.entries()) baseline.add(hour * HOUR_MS + i, bps);
}

Deno.test("ThroughputBaseline closes an hour of five tests with the next one's first", () => {
  const baseline = new ThroughputBaseline();
  feedHour(baseline, 0, [1, 5, 3, 4, 2]);
  baseline.add(HOUR_MS - 1, 9);
  deepStrictEqual([baseline.stored.hours, baseline.stored.inHour], [[], 6]);
  baseline.add(HOUR_MS, 20);
  deepStrictEqual(baseline.stored, {
    hours: [3],
    recent: [1, 5, 3, 4, 2, 9, 20],
    inHour: 1,
    hour: 1,
  });
  deepStrictEqual(baseline.bps, 3, "one hour is enough");
});

Deno.test("ThroughputBaseline takes of an hour its own tests, five at least", () => {
  const hoursOf = (...hours: readonly (readonly number[])[]) => {
    const baseline = new ThroughputBaseline();
    for (const [hour, rates] of hours.entries()) {
      feedHour(baseline, hour, rates);
    }
    return baseline.stored.hours;
  };
  const five = [10, 20, 30, 40, 50];
  deepStrictEqual(hoursOf([1, 1, 1, 1], [9]), []);
  deepStrictEqual(hoursOf([1, 1, 1, 1, 1], [9]), [1]);
  deepStrictEqual(hoursOf([1, 1, 1, 1, 1, 1], five, [9]), [1, 30]);
  deepStrictEqual(hoursOf([1, 1, 1, 1], five, [9]), [10], "of all nine");
});

Deno.test("ThroughputBaseline goes on in the middle of an hour", () => {
  const stored = { hours: [], recent: [1, 2, 3, 4, 5], inHour: 5, hour: 7 };
  const baseline = new ThroughputBaseline(stored);
  deepStrictEqual([baseline.bps, baseline.stored], [3, stored]);
  baseline.add(7 * HOUR_MS + 5, 6);
  deepStrictEqual(baseline.stored.hours, [], "the same hour");
  baseline.add(8 * HOUR_MS, 6);
  deepStrictEqual(baseline.stored.hours, [3]);
});

Deno.test("ThroughputBaseline keeps the last 168 hours and the last 64 rates", () => {
  const baseline = new ThroughputBaseline();
  for (let hour = 0; hour < 170; hour++) {
    feedHour(baseline, hour, Array<number>(5).fill(hour));
  }
  const hours = Array.from({ length: 168 }, (_, i) => i + 1);
  deepStrictEqual(baseline.stored.hours, hours);
  deepStrictEqual(baseline.bps, 84, "the 84th of them");
  const rates = Array.from({ length: 70 }, (_, i) => i);
  feedHour(baseline, 170, rates);
  deepStrictEqual(baseline.stored.recent, rates.slice(6));
  deepStrictEqual(baseline.stored.inHour, 64);
});

Deno.test("ThroughputBaseline is the lower median of an even number", () => {
  const baseline = new ThroughputBaseline();
  for (let hour = 0; hour <= 100; hour++) {
    feedHour(baseline, hour, Array<number>(5).fill(hour));
  }
  deepStrictEqual([baseline.stored.hours.length, baseline.bps], [100, 49]);
});
