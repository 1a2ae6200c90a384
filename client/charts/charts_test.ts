import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { CHART_TYPES, chartOf } from "./charts.ts";
import { latencyOverTime } from "./latency_over_time.ts";
import { nearestName } from "./nearest_name.ts";

Deno.test("chartOf() knows every type it offers", () => {
  deepStrictEqual(CHART_TYPES, ["latency_over_time"]);
  strictEqual(chartOf("latency_over_time"), latencyOverTime);
});

Deno.test("chartOf() refuses an unknown type with the list and the nearest", () => {
  throws(
    () => chartOf("latency"),
    new RangeError(
      'Cannot draw "latency": there is no such chart type (have: latency_over_time); did you mean latency_over_time?',
    ),
  );
  throws(
    () => chartOf("pie"),
    new RangeError(
      'Cannot draw "pie": there is no such chart type (have: latency_over_time)',
    ),
  );
  throws(() => chartOf("toString"), RangeError);
});

Deno.test("nearestName() takes the least edits, and nothing that is far", () => {
  const names = ["daily_heatmap", "jitter_over_time", "latency_over_time"];
  const cases: readonly [string, string | undefined, why: string][] = [
    ["jiter_over_time", "jitter_over_time", "a letter left out"],
    ["latency-over-time", "latency_over_time", "other joints"],
    ["heatmap", "daily_heatmap", "a part of it"],
    ["zzz", undefined, "nothing alike"],
    ["", undefined, "nothing typed"],
  ];
  for (const [typed, name, why] of cases) {
    strictEqual(nearestName(typed, names), name, why);
  }
});
