import { deepStrictEqual } from "node:assert/strict";
import { spreadOf } from "./spread.ts";

Deno.test("spreadOf() tells the 50th, 95th and 99th of 100, in any order", () => {
  const delaysNs = Array.from({ length: 100 }, (_, i) => 10 * (100 - i));
  deepStrictEqual(spreadOf(delaysNs), {
    count: 100,
    p50Ns: 500,
    p95Ns: 950,
    p99Ns: 990,
  });
  deepStrictEqual(delaysNs[0], 1000, "what it was given stays as it was");
});

Deno.test("spreadOf() of nothing knows nothing", () => {
  deepStrictEqual(spreadOf([]), {
    count: 0,
    p50Ns: NaN,
    p95Ns: NaN,
    p99Ns: NaN,
  });
});
