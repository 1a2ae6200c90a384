import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { subtitleOf } from "./latency_over_time.ts";
import { duration } from "./subtitle.ts";
import { syntheticLatency } from "./testing.ts";

Deno.test("duration() is said in the two largest units", () => {
  const cases: readonly [ms: number, string][] = [
    [600, "600 ms"],
    [1000, "1 s"],
    [2500, "2.5 s"],
    [36_000, "36 s"],
    [864_000, "14 min 24 s"],
    [3_600_000, "1 h"],
    [25_920_000, "7 h 12 min"],
    [90_061_000, "1 d 1 h"],
  ];
  for (const [ms, text] of cases) strictEqual(duration(ms), text);
});

Deno.test("subtitleOf() says what is drawn, cut off and left out", () => {
  const toMs = Date.parse("2025-10-19T16:00Z");
  const period = { fromMs: toMs - 60_000, toMs };
  const limit = { maxMs: 80, peakMs: 899.4, fullMs: 1000 };
  deepStrictEqual(
    subtitleOf(syntheticLatency(period, { count: 1 }), limit),
    [
      "Sun 19 Oct 2025 17:59:00 to Sun 19 Oct 2025 18:00:00 (Europe/Berlin), 100 segments of 600 ms",
      "Bold: mean. Dashed: P95. Dotted: P99. Shaded: shortest to longest. Red below the axis: lost probes (darker: more).",
      "The axis ends at 80 ms; triangles mark longer round trips (longest: 899 ms), and the shade ends at P99 there.",
    ],
  );
  strictEqual(
    subtitleOf(
      syntheticLatency(period, { count: 4 }),
      { maxMs: 80, peakMs: 70, fullMs: 80 },
    ).at(-1),
    "Bold: mean. Shaded: shortest to longest; P95 and P99 are left out with 4 series. Red below the axis: lost probes (darker: more).",
  );
});
