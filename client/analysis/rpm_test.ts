import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  isStable,
  responsivenessOf,
  type RpmClass,
  type RpmInterval,
  trimmedMeanNs,
} from "./rpm.ts";

const OPTIONS = { intervalMs: 1000, loadedProbe: "tcp_info" } as const;

/** Intervals whose probes all take the same. */
function steady(count: number, foreignMs: number, loadedMs: number) {
  return Array.from({ length: count }, (): RpmInterval => ({
    foreignNs: { echo: [foreignMs * 1e6] },
    loadedNs: [loadedMs * 1e6],
  }));
}

Deno.test("trimmedMeanNs() leaves out the worst one in twenty", () => {
  const cases: readonly [readonly number[], expected: number, why: string][] = [
    [[10], 10, "of one, one is kept"],
    [[10, 20], 15, "of two, two (1.9, rounded up)"],
    [[...Array.from({ length: 19 }, () => 10), 1000], 10, "of 20, 19"],
    [
      [1000, ...Array.from({ length: 18 }, () => 10)],
      (1000 + 180) / 19,
      "of 19, 19 (18.05, rounded up)",
    ],
    [[30, 10, 20], 20, "in any order"],
  ];
  for (const [values, expected, why] of cases) {
    strictEqual(trimmedMeanNs(values), expected, why);
  }
});

Deno.test("responsivenessOf() averages rates, as the draft does", () => {
  const found = responsivenessOf([{
    foreignNs: { tcp: [20e6], tls: [30e6], http: [70e6] },
    loadedNs: [120e6],
  }], { intervalMs: 5000, loadedProbe: "http" });
  ok(found);
  // 60000 / ((20 + 30 + 70) / 3) = 1500; 60000 / 120 = 500.
  strictEqual(found.foreignRpm, 1500);
  strictEqual(found.loadedRpm, 500);
  strictEqual(found.rpm, 1000);
  strictEqual(found.class, "good");
  strictEqual(
    found.method,
    "draft-ietf-ippm-responsiveness-09; tm95; foreign tcp+tls+http; " +
      "loaded http; interval 5000 ms",
  );
});

Deno.test("responsivenessOf() leaves out what was not sent, instead of zeroes", () => {
  const found = responsivenessOf([{
    foreignNs: { tcp: [20e6], tls: [], http: [40e6] },
    loadedNs: [30e6],
  }], OPTIONS);
  // The draft's TCP-only case: 60000 / ((20 + 40) / 2).
  strictEqual(found?.foreignRpm, 2000);
  ok(found?.method.includes("foreign tcp+http;"));
});

Deno.test("responsivenessOf() looks back four intervals", () => {
  const found = responsivenessOf(
    [...steady(3, 1000, 1000), ...steady(4, 10, 10)],
    OPTIONS,
  );
  strictEqual(found?.rpm, 6000);
});

Deno.test("responsivenessOf() says how sure it is", () => {
  const cases: readonly [readonly RpmInterval[], string, why: string][] = [
    [steady(3, 10, 10), "low", "fewer than four intervals"],
    [steady(4, 10, 10), "high", "four that agree"],
    [
      [...steady(4, 10, 10), ...steady(2, 100, 100)],
      "medium",
      "still changing",
    ],
    [
      [...steady(4, 100, 100), ...steady(7, 10, 10)],
      "high",
      "the last four values agree",
    ],
  ];
  for (const [intervals, confidence, why] of cases) {
    strictEqual(
      responsivenessOf(intervals, OPTIONS)?.confidence,
      confidence,
      why,
    );
  }
});

Deno.test("responsivenessOf() shows the P90 beside what the trimming flatters", () => {
  const loadedNs = Array.from({ length: 100 }, (_, i) => i < 89 ? 10e6 : 200e6);
  const found = responsivenessOf(
    [{ foreignNs: { echo: loadedNs }, loadedNs }],
    OPTIONS,
  );
  ok(found);
  strictEqual(found.rpmP90, 300);
  ok(found.rpm > 2500, String(found.rpm));
});

Deno.test("responsivenessOf() takes the 90th percentile, by nearest rank, of four intervals", () => {
  const p90 = (fast: number) => {
    const loadedNs = Array.from(
      { length: 100 },
      (_, i) => i < fast ? 1e7 : 2e8,
    );
    const foreignNs = { echo: loadedNs };
    return responsivenessOf([{ foreignNs, loadedNs }], OPTIONS)?.rpmP90;
  };
  deepStrictEqual([p90(89), p90(90)], [300, 6000]);
  const recent = (slow: number) =>
    responsivenessOf(
      [...steady(1, 100, 100), ...steady(slow, 10, 10)],
      OPTIONS,
    )?.rpmP90;
  deepStrictEqual([recent(3), recent(4)], [600, 6000]);
});

Deno.test("responsivenessOf() has the draft's classes", () => {
  const cases: readonly [roundTripMs: number, RpmClass][] = [
    [200.1, "poor"],
    [200, "fair"],
    [60.03, "fair"],
    [60, "good"],
    [10, "good"],
    [9.9992, "excellent"],
  ];
  for (const [ms, expected] of cases) {
    strictEqual(
      responsivenessOf(steady(1, ms, ms), OPTIONS)?.class,
      expected,
      `${ms} ms`,
    );
  }
});

Deno.test("responsivenessOf() gives nothing without both kinds of probes", () => {
  for (
    const interval of [
      { foreignNs: {}, loadedNs: [10e6] },
      { foreignNs: { echo: [10e6] }, loadedNs: [] },
    ]
  ) {
    strictEqual(responsivenessOf([interval], OPTIONS), null);
  }
  strictEqual(responsivenessOf([], OPTIONS), null);
});

Deno.test("isStable() holds four values against the last", () => {
  const cases: readonly [readonly number[], boolean, why: string][] = [
    [[100, 100, 100], false, "too few"],
    [[100, 100, 100, 100], true, "all alike"],
    [[1, 100, 100, 100, 100], true, "only the last four count"],
    [[95, 105, 95, 105], true, "5 is below 5 % of 105"],
    [[0.95, 1.05, 0.95, 1.05], true, "in any unit"],
    [[947.5, 1052.5, 947.5, 1052.5], true, "52.5 is below 52.625"],
    [[947, 1053, 947, 1053], false, "53 is not below 52.65"],
    [[105, 95, 105, 95], false, "but not below 5 % of 95"],
    [[0, 0, 0, 0], false, "nothing is not steady"],
    [[100, NaN, 100, 100], false, "one is not known"],
  ];
  for (const [values, expected, why] of cases) {
    strictEqual(isStable(values), expected, why);
  }
});

Deno.test("responsivenessOf() never gets better with more delay", () => {
  const delays = fc.array(fc.double({ min: 1e5, max: 1e10, noNaN: true }), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(fc.property(
    delays,
    delays,
    fc.double({ min: 0, max: 1e9, noNaN: true }),
    (foreign, loaded, moreNs) => {
      const rpm = (addNs: number) =>
        responsivenessOf([{
          foreignNs: { echo: foreign.map((ns) => ns + addNs) },
          loadedNs: loaded.map((ns) => ns + addNs),
        }], OPTIONS);
      const [before, after] = [rpm(0), rpm(moreNs)];
      ok(before && after);
      ok(after.rpm <= before.rpm * (1 + 1e-9));
      ok(after.rpmP90 <= before.rpmP90 * (1 + 1e-9));
    },
  ));
});

Deno.test("responsivenessOf() is sure by what each interval knew at its end", () => {
  // Of four round trips one of 14.5 ms: 40/44.5 of the rate before, whose
  // standard deviation with three of the others is 4.87 % of it.
  const intervals = [10, 10, 10, 10, 10, 10, 14.5]
    .flatMap((ms) => steady(1, ms, ms));
  strictEqual(responsivenessOf(intervals, OPTIONS)?.confidence, "high");
  const slower = [...intervals.slice(0, 6), ...steady(1, 14.7, 14.7)];
  strictEqual(responsivenessOf(slower, OPTIONS)?.confidence, "medium");
});
