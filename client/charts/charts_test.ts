import { strictEqual, throws } from "node:assert/strict";
import { CHART_TYPES, chartTypeOf } from "./charts.ts";
import { nearestName } from "./nearest_name.ts";

Deno.test("chartTypeOf() knows every type it offers", () => {
  strictEqual(CHART_TYPES.length, 8);
  for (const type of CHART_TYPES) strictEqual(chartTypeOf(type), type);
});

Deno.test("chartTypeOf() refuses an unknown type with the list and the nearest", () => {
  const have = CHART_TYPES.join(", ");
  throws(
    () => chartTypeOf("latency"),
    new RangeError(
      `Cannot draw "latency": there is no such chart type (have: ${have}); did you mean latency_over_time?`,
    ),
  );
  throws(
    () => chartTypeOf("pie"),
    new RangeError(
      `Cannot draw "pie": there is no such chart type (have: ${have})`,
    ),
  );
  throws(() => chartTypeOf("toString"), RangeError);
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
