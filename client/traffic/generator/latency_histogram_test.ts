import { ok, strictEqual } from "node:assert/strict";
import { LatencyHistogram } from "./latency_histogram.ts";

Deno.test("LatencyHistogram has no percentile of nothing", () => {
  strictEqual(new LatencyHistogram().percentileMs(50), null);
});

Deno.test("LatencyHistogram is at most 2 % above the truth", () => {
  const histogram = new LatencyHistogram();
  for (let ms = 1; ms <= 1_000; ms++) histogram.add(ms);
  for (const pct of [1, 50, 95, 99, 100]) {
    const found = histogram.percentileMs(pct) ?? NaN;
    const truth = pct * 10;
    ok(found >= truth && found <= truth * 1.02, `P${pct}: ${found}`);
  }
});

Deno.test("LatencyHistogram holds what is out of its range at its ends", () => {
  const histogram = new LatencyHistogram();
  histogram.add(0);
  histogram.add(1e9);
  strictEqual(histogram.percentileMs(50), 0.01);
  ok((histogram.percentileMs(100) ?? 0) > 100_000);
  histogram.clear();
  strictEqual(histogram.percentileMs(50), null);
});
