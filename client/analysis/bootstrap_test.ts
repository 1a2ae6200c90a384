import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import { bootstrapMedian, medianOf } from "./bootstrap.ts";

Deno.test("bootstrapMedian() subtracts the baseline's median", () => {
  const { medianNs, interval } = bootstrapMedian([[100], [100], [100]], {
    random: seededRandom(1),
    baselineNs: [20, 20],
  });
  strictEqual(medianNs, 80);
  strictEqual(interval.lowNs, 80);
  strictEqual(interval.highNs, 80);
});

Deno.test("bootstrapMedian() is wider for few blocks than for as many single values", () => {
  const random = seededRandom(2);
  const width = (blocks: readonly (readonly number[])[]) => {
    const { interval } = bootstrapMedian(blocks, { random, baselineNs: [0] });
    return interval.highNs - interval.lowNs;
  };
  const blocks = Array.from({ length: 6 }, (_, i) => {
    return Array.from({ length: 50 }, () => 100 * i + random());
  });
  ok(width(blocks) > 1.5 * width(blocks.flat().map((one) => [one])));
});

Deno.test("bootstrapMedian() covers the truth about as often as it says", () => {
  const random = seededRandom(3);
  let covered = 0;
  for (let run = 0; run < 100; run++) {
    const values = Array.from({ length: 40 }, () => [random()]);
    const { interval } = bootstrapMedian(values, { random, baselineNs: [0] });
    if (interval.lowNs <= 0.5 && interval.highNs >= 0.5) covered++;
  }
  ok(covered >= 88, `${covered} of 100`);
});

Deno.test("bootstrapMedian() knows nothing without values", () => {
  const { medianNs } = bootstrapMedian([], {
    random: seededRandom(1),
    baselineNs: [0],
  });
  ok(Number.isNaN(medianNs));
});

Deno.test("bootstrapMedian() takes the 8th and the 293rd of 300 by nearest rank", () => {
  // Each time, all 300 blocks and the baseline are drawn at the same place.
  let draws = 0;
  const { interval } = bootstrapMedian(
    Array.from({ length: 300 }, (_, i) => [i]),
    {
      random: () => (Math.floor(draws++ / 301) + 0.5) / 300,
      baselineNs: [0],
    },
  );
  deepStrictEqual(interval, { lowNs: 7, highNs: 292 });
});

Deno.test("medianOf() takes the lower of the two in the middle", () => {
  strictEqual(medianOf(Array.from({ length: 100 }, (_, i) => 100 - i)), 50);
});
