import { strictEqual } from "node:assert/strict";
import { RollingMedian } from "./rolling_median.ts";

Deno.test("RollingMedian needs ten values, then follows the last", () => {
  const median = new RollingMedian(20);
  for (let i = 0; i < 9; i++) median.add(5);
  strictEqual(median.median(), null);
  median.add(5);
  strictEqual(median.median(), 5);
  for (let i = 0; i < 9; i++) median.add(100);
  strictEqual(median.median(), 5, "ten against nine");
  for (let i = 0; i < 20; i++) median.add(100);
  strictEqual(median.median(), 100);
});

Deno.test("RollingMedian takes the lower of the two in the middle", () => {
  const median = new RollingMedian(100);
  for (let i = 1; i <= 100; i++) median.add(i);
  strictEqual(median.median(), 50);
});
