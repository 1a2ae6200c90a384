import { latencyOverTime } from "./latency_over_time.ts";
import { drawPng } from "./png.ts";
import { syntheticLatency } from "./testing.ts";

const toMs = Date.parse("2025-10-19T16:00Z");
const SIZE = { widthPx: 1920, heightPx: 1080 };

for (const count of [2, 10]) {
  const period = { fromMs: toMs - 24 * 3_600_000, toMs };
  const input = syntheticLatency(period, { count, intervalMs: 10_000 });
  Deno.bench(`drawPng(), 1920 x 1080, ${count} series`, async () => {
    await drawPng(latencyOverTime(input, SIZE), SIZE);
  });
}
