import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Turnaround, TURNAROUND_BOUNDS_NS } from "./turnaround.ts";

Deno.test("Turnaround.add() counts a bound with the range that it ends", () => {
  const turnaround = new Turnaround();
  for (const ns of [0, 10_000, 10_001, 100_000_001]) turnaround.add(ns);
  const counts = TURNAROUND_BOUNDS_NS.map(() => 0);
  deepStrictEqual(turnaround.counts, [2, 1, ...counts.slice(2), 1]);
  strictEqual(turnaround.sumNs, 100_020_002);
});
