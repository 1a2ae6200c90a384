import { deepStrictEqual, ok } from "node:assert/strict";
import { parseProcessCost, processCost } from "./process_cost.ts";

Deno.test("parseProcessCost() is not misled by the program's name", () => {
  const stat = "77 (a ) 1 2) S 1 77 77 0 -1 4194560 1 2 3 4 150 50 7 8 20 0";
  const status =
    "Name:\ta\nVmHWM:\t    3000 kB\nVmRSS:\t    2000 kB\nRssAnon:\t     900 kB\n";
  deepStrictEqual(parseProcessCost(stat, status), {
    cpuS: 2,
    rssBytes: 2_048_000,
    anonymousBytes: 921_600,
    peakRssBytes: 3_072_000,
  });
});

Deno.test({
  name: "processCost() reads this very process",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const cost = await processCost(Deno.pid);
    ok(cost.cpuS > 0 && cost.anonymousBytes > 1e6);
    ok(cost.rssBytes > cost.anonymousBytes);
    ok(cost.peakRssBytes >= cost.rssBytes);
  },
});
