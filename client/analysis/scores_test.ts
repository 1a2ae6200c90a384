import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  type LineConditions,
  scoreFor,
  USE_PROFILES,
  type UseProfile,
  USES,
} from "./scores.ts";

/** The example of draft-ietf-ippm-qoo, "Example". */
const EXAMPLE: UseProfile = {
  name: "example",
  latency: [
    { pct: 99, optimalMs: 200, unacceptableMs: 500 },
    { pct: 99.9, optimalMs: 300, unacceptableMs: 600 },
  ],
  optimalLossPct: 1,
  unacceptableLossPct: 5,
  downBps: 4e6,
  upBps: 0,
  source: "the draft",
};

/** 1000 round trips with a P99 of 350 ms and a P99.9 of 375 ms. */
const EXAMPLE_RTTS_NS = Array.from(
  { length: 1000 },
  (_, i) => 1e6 * (i < 980 ? 20 : i < 991 ? 350 : 375),
);

function line(more: Partial<LineConditions> = {}): LineConditions {
  return {
    sortedRttNs: EXAMPLE_RTTS_NS,
    lossPct: 2,
    downBps: 28e6,
    upBps: 28e6,
    ...more,
  };
}

Deno.test("scoreFor() reproduces the example of the QoO draft", () => {
  const found = scoreFor(line(), EXAMPLE);
  ok(found);
  strictEqual(found.latencyScore, 50);
  strictEqual(found.lossScore, 75);
  strictEqual(found.rateScore, 100);
  strictEqual(found.score, 50);
});

Deno.test("scoreFor() takes the worst of delay, loss and rate", () => {
  const fast = { sortedRttNs: [1e6], lossPct: 0 };
  const cases: readonly [Partial<LineConditions>, score: number, string][] = [
    [fast, 100, "everything optimal"],
    [{ ...fast, lossPct: 1 }, 100, "at the optimal loss"],
    [{ ...fast, lossPct: 3 }, 50, "half way between"],
    [{ ...fast, lossPct: 5 }, 0, "at the unacceptable loss"],
    [{ ...fast, lossPct: 100 }, 0, "beyond it"],
    [{ ...fast, sortedRttNs: [200e6] }, 100, "at the optimal delay"],
    [{ ...fast, sortedRttNs: [500e6] }, 0, "at the unacceptable delay"],
    [{ ...fast, sortedRttNs: [5e9] }, 0, "beyond it"],
    [{ ...fast, downBps: 4e6 }, 100, "just enough"],
    [{ ...fast, downBps: 3.99e6 }, 0, "too slow"],
    [{ ...fast, upBps: 0 }, 100, "nothing is enough where nothing is needed"],
    [{ ...fast, downBps: null }, 100, "the rate is not known"],
  ];
  for (const [more, score, why] of cases) {
    strictEqual(scoreFor(line(more), EXAMPLE)?.score, score, why);
  }
});

Deno.test("scoreFor() gives no more than 100 for anything", () => {
  const { score, latencyScore, lossScore } =
    scoreFor(line({ sortedRttNs: [1e6], lossPct: 0 }), EXAMPLE) ?? {};
  deepStrictEqual([score, latencyScore, lossScore], [100, 100, 100]);
});

Deno.test("scoreFor() says when the rate is not known", () => {
  strictEqual(scoreFor(line({ upBps: null }), EXAMPLE)?.rateScore, null);
  strictEqual(
    scoreFor(line({ upBps: null, downBps: 1 }), EXAMPLE)?.rateScore,
    0,
    "one direction is enough to fail",
  );
});

Deno.test("scoreFor() knows nothing without a round trip", () => {
  strictEqual(scoreFor(line({ sortedRttNs: [] }), EXAMPLE), null);
  strictEqual(scoreFor(line({ lossPct: NaN }), EXAMPLE), null);
});

Deno.test("USE_PROFILES have the limits that users are told", () => {
  const limits = USES.map((use) => {
    const { latency, ...profile } = USE_PROFILES[use];
    return [
      use,
      latency.map((one) => [one.pct, one.optimalMs, one.unacceptableMs]),
      [profile.optimalLossPct, profile.unacceptableLossPct],
      [profile.downBps, profile.upBps],
    ];
  });
  deepStrictEqual(limits, [
    ["calls", [[95, 100, 300], [99, 150, 400]], [0.5, 5], [1.5e6, 1.5e6]],
    ["gaming", [[95, 50, 150], [99, 80, 250]], [0.1, 3], [1e6, 0.5e6]],
    ["streaming", [[95, 250, 2000]], [1, 8], [5e6, 0.2e6]],
    ["browsing", [[95, 100, 1000]], [1, 8], [2e6, 0.2e6]],
  ]);
});

Deno.test("USE_PROFILES lead from optimal to unacceptable", () => {
  for (const use of USES) {
    const profile = USE_PROFILES[use];
    ok(profile.unacceptableLossPct > profile.optimalLossPct, use);
    for (const { optimalMs, unacceptableMs } of profile.latency) {
      ok(unacceptableMs > optimalMs, use);
    }
  }
});

Deno.test("scoreFor() never gets better with more delay or loss", () => {
  const ms = fc.double({ min: 0.01, max: 5000, noNaN: true });
  const pct = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(fc.property(
    fc.constantFrom(...USES),
    fc.tuple(ms, ms, pct, pct),
    (use, [a, b, c, d]) => {
      const score = (rttMs: number, lossPct: number) =>
        scoreFor(
          line({ sortedRttNs: [rttMs * 1e6], lossPct }),
          USE_PROFILES[use],
        )?.score ?? NaN;
      const good = score(Math.min(a, b), Math.min(c, d));
      const bad = score(Math.max(a, b), Math.max(c, d));
      ok(bad <= good);
      ok(bad >= 0 && good <= 100);
    },
  ));
});
