import { strictEqual } from "node:assert/strict";
import { Placements } from "./placements.ts";

/** How many of a series' last rows are known after so many of each series. */
function knownOf(seriesCount: number, rows: number): number {
  const placements = new Placements();
  for (let row = 0; row < rows; row++) {
    for (let id = 0; id < seriesCount; id++) {
      placements.keep(id, BigInt(row), row);
    }
  }
  let known = 0;
  while (placements.find(0, BigInt(rows - 1 - known)) !== undefined) known++;
  return known;
}

Deno.test("Placements.keep() remembers less of each series the more there are", () => {
  strictEqual(knownOf(1, 3000), 2048, "two batches");
  strictEqual(knownOf(100, 1000), 655);
  strictEqual(knownOf(1000, 300), 256, "25 s at ten a second");
});
