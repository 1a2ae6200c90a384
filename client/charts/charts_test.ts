import { strictEqual, throws } from "node:assert/strict";
import { CHART_TYPES, chartTypeOf } from "./charts.ts";

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

Deno.test("chartTypeOf() names the nearest, and nothing that is far", () => {
  const cases = [
    ["jiter_over_time", /; did you mean jitter_over_time\?$/],
    ["latency-over-time", /; did you mean latency_over_time\?$/],
    ["heatmap", /; did you mean daily_heatmap\?$/],
    ["zzz", /bufferbloat_impact\)$/],
    ["", /bufferbloat_impact\)$/],
  ] as const;
  for (const [typed, said] of cases) throws(() => chartTypeOf(typed), said);
});
