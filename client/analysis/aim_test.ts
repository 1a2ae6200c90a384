import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  AIM_POINTS,
  AIM_USES,
  type AimInput,
  aimScore,
  type AimUse,
} from "./aim.ts";

const GREAT: AimInput = {
  lossShare: 0,
  idleMs: 9,
  loadedIncreaseMs: 9,
  jitterMs: 9,
  downBps: 100e6,
};

Deno.test("aimScore() adds up the points of Cloudflare", () => {
  const cases: readonly [
    AimUse,
    Partial<AimInput>,
    points: number,
    name: string,
    why: string,
  ][] = [
    ["streaming", {}, 80, "great", "20 + 10 + 30 + 20"],
    ["gaming", {}, 50, "great", "20 + 10 + 20"],
    ["rtc", {}, 60, "great", "20 + 10 + 10 + 20"],
    ["gaming", { idleMs: 9.99 }, 50, "great", "just below the limit"],
    ["gaming", { idleMs: 10 }, 40, "great", "the limit belongs to the next"],
    ["gaming", { idleMs: 20, loadedIncreaseMs: 10 }, 25, "good", "5+10+10"],
    ["gaming", { idleMs: 50, loadedIncreaseMs: 50 }, 10, "poor", "0+10+0"],
    [
      "gaming",
      { idleMs: 50, loadedIncreaseMs: 100, lossShare: 0.01 },
      -5,
      "bad",
      "0 + 5 - 10",
    ],
    ["streaming", { downBps: 99.9e6 }, 70, "great", "20 less 30"],
    ["streaming", { downBps: 10e6 }, 60, "great", "10 less 30"],
    ["streaming", { downBps: 9.9e6 }, 55, "good", "5 less 30"],
    ["rtc", { jitterMs: 500, lossShare: 0.5 }, 0, "bad", "20 - 20 - 20 + 20"],
    ["rtc", { jitterMs: 10 }, 55, "great", "5 less 10"],
  ];
  for (const [use, more, points, name, why] of cases) {
    deepStrictEqual(
      aimScore(use, { ...GREAT, ...more }),
      { points, class: name },
      `${use}: ${why}`,
    );
  }
});

Deno.test("AIM_POINTS are Cloudflare's, from limit to limit", () => {
  deepStrictEqual(AIM_POINTS, {
    lossShare: { from: [0.01, 0.05, 0.25, 0.5], points: [10, 5, 0, -10, -20] },
    idleMs: { from: [10, 20, 50, 100, 500], points: [20, 10, 5, 0, -10, -20] },
    loadedIncreaseMs: {
      from: [10, 20, 50, 100, 500],
      points: [20, 10, 5, 0, -10, -20],
    },
    jitterMs: { from: [10, 20, 100, 500], points: [10, 5, 0, -10, -20] },
    downBps: { from: [1e6, 10e6, 50e6, 100e6], points: [0, 5, 10, 20, 30] },
  });
});

Deno.test("aimScore() needs only what its use adds up", () => {
  strictEqual(aimScore("gaming", { ...GREAT, downBps: NaN })?.points, 50);
  strictEqual(aimScore("streaming", { ...GREAT, downBps: NaN }), null);
});

Deno.test("aimScore() never gets better with more delay, jitter or loss", () => {
  const figure = fc.double({ min: 0, max: 1000, noNaN: true });
  fc.assert(fc.property(
    fc.constantFrom<AimUse>("streaming", "gaming", "rtc"),
    fc.constantFrom<keyof AimInput>(
      "lossShare",
      "idleMs",
      "loadedIncreaseMs",
      "jitterMs",
    ),
    figure,
    figure,
    (use, name, a, b) => {
      const points = (value: number) =>
        aimScore(use, { ...GREAT, [name]: value })?.points ?? NaN;
      ok(points(Math.max(a, b)) <= points(Math.min(a, b)));
    },
  ));
});

Deno.test("AIM_USES are Cloudflare's, from class to class", () => {
  deepStrictEqual(AIM_USES, {
    streaming: {
      inputs: ["idleMs", "lossShare", "downBps", "loadedIncreaseMs"],
      from: [15, 20, 40, 60],
    },
    gaming: {
      inputs: ["idleMs", "lossShare", "loadedIncreaseMs"],
      from: [5, 15, 25, 30],
    },
    rtc: {
      inputs: ["idleMs", "jitterMs", "lossShare", "loadedIncreaseMs"],
      from: [5, 15, 25, 40],
    },
  });
});
