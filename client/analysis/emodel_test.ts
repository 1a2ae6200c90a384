import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  burstRatio,
  delayImpairment,
  G711,
  G711_PLC,
  lossImpairment,
  mosOf,
  type VoicePath,
  voiceQuality,
} from "./emodel.ts";

function near(
  actual: number,
  expected: number,
  tolerance: number,
  why = "",
) {
  ok(
    Math.abs(actual - expected) <= tolerance,
    `${actual} is not ${expected} +- ${tolerance} ${why}`,
  );
}

Deno.test("mosOf() is the polynomial of G.107, annex B", () => {
  // G.107, table B.1: lower limits of the categories of satisfaction.
  const cases: readonly [rFactor: number, mos: number, why: string][] = [
    [90, 4.34, "very satisfied"],
    [80, 4.03, "satisfied"],
    [70, 3.60, "some dissatisfied"],
    [60, 3.10, "many dissatisfied"],
    [50, 2.58, "nearly all dissatisfied"],
    [93.2, 4.41, "all defaults"],
    [0, 1, "nothing gets through"],
    [3, 1, "where the polynomial dips below 1"],
    [-20, 1, "below the scale"],
    [-0.5, 1, "a little below it"],
    [100, 4.5, "the top"],
    [120, 4.5, "above the scale"],
  ];
  for (const [rFactor, mos, why] of cases) {
    // The table's 4.03 for R = 80 is 4.024 by its own formula.
    near(mosOf(rFactor), mos, 0.007, why);
  }
});

Deno.test("delayImpairment() agrees with the fit of Cole and Rosenbluth", () => {
  // "Voice over IP performance monitoring", CCR 31(2), 2001: the same model
  // with the same defaults, fitted up to 400 ms. It begins at 0; G.107 at 0.15.
  for (let ms = 0; ms <= 400; ms += 10) {
    near(
      delayImpairment(ms),
      0.024 * ms + 0.11 * Math.max(0, ms - 177.3),
      3,
    );
  }
});

Deno.test("delayImpairment() leaves 93.2 of a call without delay", () => {
  near(94.7688 - 1.4136 - delayImpairment(0), 93.2, 0.01);
});

Deno.test("lossImpairment() has G.107's R for random loss", () => {
  // 93.2 - Ie,eff, worked out by hand: 95 x Ppl / (Ppl / BurstR + Bpl).
  const cases: readonly [
    lossPct: number,
    burstRatio: number,
    rFactor: number,
    why: string,
  ][] = [
    [0, 1, 93.2, "nothing lost"],
    [1, 1, 89.56, "95 / 26.1 = 3.64"],
    [3, 1, 83.06, "285 / 28.1 = 10.14"],
    [10, 1, 66.13, "950 / 35.1 = 27.07"],
    [3, 2, 82.49, "285 / 26.6 = 10.71"],
    [3, 3, 82.28, "285 / 26.1 = 10.92"],
  ];
  for (const [lossPct, burst, rFactor, why] of cases) {
    const impairment = lossImpairment({ lossPct, burstRatio: burst }, G711_PLC);
    near(93.2 - impairment, rFactor, 0.006, why);
  }
  near(lossImpairment({ lossPct: 1, burstRatio: 1 }, G711), 95 / 5.3, 1e-9);
  // G.729A + VAD, G.113 appendix I: Ie 11, Bpl 19.
  const g729 = { ...G711, impairment: 11, lossRobustness: 19 };
  near(lossImpairment({ lossPct: 2, burstRatio: 1 }, g729), 19, 1e-9);
});

Deno.test("burstRatio() compares the runs with those of random loss", () => {
  const cases: readonly [
    sent: number,
    lost: number,
    runs: number,
    expected: number,
    why: string,
  ][] = [
    [1000, 0, 0, 1, "nothing lost"],
    [0, 0, 0, 1, "nothing sent"],
    [1000, 10, 10, 1, "all alone: less bursty than random counts as random"],
    [1000, 100, 50, 1.8, "2 where random loss would have 1 / 0.9"],
    [1000, 10, 1, 9.9, "one run of ten"],
    [1000, 1000, 1, 1, "all lost: nothing to compare with"],
  ];
  for (const [sent, lost, runs, expected, why] of cases) {
    near(burstRatio({ sent, lost, runs }), expected, 1e-9, why);
  }
});

/** A call over a path without loss and jitter. */
function path(more: Partial<VoicePath> = {}): VoicePath {
  return {
    delaysNs: [20e6],
    delaysAre: "one_way",
    lossPct: 0,
    burstRatio: 1,
    ...more,
  };
}

Deno.test("voiceQuality() rates a good line as good", () => {
  const found = voiceQuality(path());
  ok(found);
  strictEqual(found.mouthToEarMs, 40);
  strictEqual(found.mos.toFixed(1), "4.4");
  ok(found.method.includes("one-way delays"));
});

Deno.test("voiceQuality() of nothing in the way is G.107's 93.2", () => {
  const found = voiceQuality(path({ delaysNs: [1] }), {
    ...G711_PLC,
    packetMs: 0,
  });
  near(found?.rFactor ?? NaN, 93.2, 0.01);
});

Deno.test("voiceQuality() halves round trips and says so", () => {
  const found = voiceQuality(
    path({ delaysNs: [40e6], delaysAre: "round_trip" }),
  );
  strictEqual(found?.mouthToEarMs, 40);
  ok(found?.method.includes("half round trips"));
});

Deno.test("voiceQuality() counts what is too late for the buffer as lost", () => {
  const delaysNs = Array.from({ length: 100 }, (_, i) => i < 90 ? 20e6 : 300e6);
  const found = voiceQuality(path({ delaysNs, lossPct: 10 }));
  ok(found);
  // The buffer ends 200 ms after the fastest: 10 % of the 90 % are too late.
  strictEqual(found.mouthToEarMs, 240);
  near(found.effectiveLossPct, 19, 1e-9);
});

Deno.test("voiceQuality() plays out at the 99th percentile, and says how it rates", () => {
  const delaysNs = Array.from({ length: 100 }, (_, i) => (i + 1) * 1e6);
  const found = voiceQuality(path({ delaysNs }));
  deepStrictEqual(
    [found?.mouthToEarMs, found?.effectiveLossPct, found?.method],
    [
      99 + 20,
      1,
      "ITU-T G.107, G.711 with loss concealment, 20 ms packets, " +
      "jitter buffer at P99 up to 200 ms, one-way delays",
    ],
  );
});

Deno.test("voiceQuality() rates what nobody could understand as 0", () => {
  const found = voiceQuality(path({ delaysNs: [2e9], lossPct: 90 }));
  deepStrictEqual([found?.rFactor, found?.mos], [0, 1]);
});

Deno.test("voiceQuality() knows nothing when no packet arrived", () => {
  strictEqual(voiceQuality(path({ delaysNs: [] })), null);
  strictEqual(voiceQuality(path({ lossPct: NaN })), null);
});

Deno.test("voiceQuality() never gets better with more delay, loss or bursts", () => {
  const paths = fc.record({
    delaysNs: fc.array(fc.double({ min: 1, max: 5e9, noNaN: true }), {
      minLength: 1,
      maxLength: 50,
    }),
    lossPct: fc.double({ min: 0, max: 100, noNaN: true }),
    burstRatio: fc.double({ min: 1, max: 100, noNaN: true }),
  });
  const worse = fc.record({
    delayNs: fc.double({ min: 0, max: 2e9, noNaN: true }),
    lossPct: fc.double({ min: 0, max: 100, noNaN: true }),
    burstRatio: fc.double({ min: 0, max: 100, noNaN: true }),
  });
  fc.assert(fc.property(paths, worse, (before, by) => {
    const mos = (one: Partial<VoicePath>) => voiceQuality(path(one))?.mos;
    const [good, bad] = [
      mos(before),
      mos({
        delaysNs: before.delaysNs.map((ns) => ns + by.delayNs),
        lossPct: Math.min(100, before.lossPct + by.lossPct),
        burstRatio: before.burstRatio + by.burstRatio,
      }),
    ];
    ok(good !== undefined && bad !== undefined);
    ok(bad <= good + 1e-6, `${bad} > ${good}`);
    ok(bad >= 1 && good <= 4.5);
  }));
});

Deno.test("delayImpairment() is G.107's, with all of its default parameters", () => {
  // All of G.107's equations (06/2015), worked out from its table of defaults.
  const cases: readonly [delayMs: number, impairment: number][] = [
    [0, 0.149],
    [0.5, 0.1801],
    [1, 0.0925],
    [1.5, 0.1135],
    [2, 0.1481],
    [20, 0.8239],
    [50, 1.5991],
    [99, 2.6711],
    [100, 2.6915],
    [101, 2.7119],
    [150, 3.8161],
    [200, 7.5505],
    [300, 20.6889],
    [400, 31.1084],
    [1_000, 54.2787],
  ];
  for (const [delayMs, impairment] of cases) {
    near(delayImpairment(delayMs), impairment, 2e-4, `${delayMs} ms`);
  }
});

Deno.test("mosOf() is exact between its ends, and 1 below 6.5", () => {
  const cases: readonly [rFactor: number, mos: number][] = [
    [0.5, 1],
    [6.4, 1],
    [6.6, 1.00057],
    [10, 1.035],
    [20, 1.252],
    [93.2, 4.40929],
    [99.9, 4.49929],
  ];
  for (const [rFactor, mos] of cases) near(mosOf(rFactor), mos, 1e-4);
  deepStrictEqual([-0.5, 0, 100, 100.5].map(mosOf), [1, 1, 4.5, 4.5]);
});
