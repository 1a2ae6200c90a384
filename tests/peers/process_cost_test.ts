import { deepStrictEqual, ok } from "node:assert/strict";
import { parseProcessCost, processCost } from "./process_cost.ts";

Deno.test("parseProcessCost() is not misled by the program's name", () => {
  const stat = "77 (a ) 1 2) S 1 77 77 0 -1 4194560 1 2 3 4 150 50 7 8 20 0";
  const status = "Name:\ta\nVmHWM:\t    3000 kB\nVmRSS:\t    2000 kB\n";
  deepStrictEqual(parseProcessCost(stat, status), {
    cpuS: 2,
    rssBytes: 2_048_000,
    peakRssBytes: 3_072_000,
  });
});

Deno.test({
  name: "processCost() reads this very process",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { cpuS, rssBytes, peakRssBytes } = await processCost(Deno.pid);
    ok(cpuS > 0 && rssBytes > 1e6 && peakRssBytes >= rssBytes);
  },
});
