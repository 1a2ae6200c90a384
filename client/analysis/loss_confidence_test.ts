import { strictEqual } from "node:assert/strict";
import { LossesNeeded } from "./loss_confidence.ts";

Deno.test("LossesNeeded.of() is the fewest that chance hardly makes", () => {
  const rows: readonly (readonly [number, number, number])[] = [
    // The documents' own: 5 of 60, 16 of 600.
    [1, 60, 5],
    [1, 600, 16],
    [1, 19, 3],
    [1, 20, 4],
    [1, 2_000, 36],
    [1, 0, 1],
    [1, 1, 2],
    [0, 60, 1],
    [100, 60, 61],
    [50, 10, 10],
  ];
  for (const [limitPct, sent, needed] of rows) {
    strictEqual(
      new LossesNeeded(limitPct).of(sent),
      needed,
      `${limitPct} % of ${sent}`,
    );
  }
});

Deno.test("LossesNeeded.of() takes what chance makes exactly so often for enough", () => {
  // Of two probes with a chance of a half, both are lost in a quarter.
  strictEqual(new LossesNeeded(50, 75).of(2), 2);
  strictEqual(new LossesNeeded(50, 75.1).of(2), 3);
});

Deno.test("LossesNeeded.of() keeps its promise: one false alarm in 1,000 windows", () => {
  const needed = new LossesNeeded(1).of(60);
  // By simulation, with another way to the same truth.
  let [state, alarms] = [12345, 0];
  for (let window = 0; window < 100_000; window++) {
    let lost = 0;
    for (let i = 0; i < 60; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      if (state < 0.01 * 2 ** 32) lost++;
    }
    if (lost >= needed) alarms++;
  }
  strictEqual(alarms < 100, true, `${alarms} of 100,000`);
});
