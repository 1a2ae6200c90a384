import { deepStrictEqual, ok } from "node:assert/strict";
import { Distribution } from "./distribution.ts";
import { type TimeFigures, Times } from "./times.ts";

/** Mean 5, deviations 3, 1, 1, 1, 0, 0, 2, 4: their squares' mean is 4. */
const VALUES = [2, 4, 4, 4, 5, 5, 7, 9];

function figuresOf({ percentile, ...figures }: TimeFigures) {
  return { ...figures, p50Us: percentile(50), p95Us: percentile(95) };
}

function pushed(values: readonly number[]): Times {
  const times = new Times();
  for (const us of values) times.push(us);
  return times;
}

function summed(values: readonly number[]): Distribution {
  const all = new Distribution();
  for (const us of values) all.add(us);
  return all;
}

Deno.test("Times.figures() of times one by one are exact", () => {
  deepStrictEqual(figuresOf(pushed(VALUES.toReversed()).figures()), {
    count: 8,
    minUs: 2,
    meanUs: 5,
    stdDevUs: 2,
    maxUs: 9,
    p50Us: 4,
    p95Us: 9,
    percentileErrorPct: 0,
  });
});

Deno.test("Times.figures() of nothing are NaN, and exact", () => {
  const nothing = {
    count: 0,
    minUs: NaN,
    meanUs: NaN,
    stdDevUs: NaN,
    maxUs: NaN,
    p50Us: NaN,
    p95Us: NaN,
    percentileErrorPct: 0,
  };
  deepStrictEqual(figuresOf(new Times().figures()), nothing);
  const times = new Times();
  times.merge(new Distribution());
  deepStrictEqual(figuresOf(times.figures()), nothing, "nothing summed up");
});

Deno.test("Times.figures() stay exact beside nothing summed up, and say when not", () => {
  const times = pushed(VALUES);
  times.merge(new Distribution());
  deepStrictEqual(
    figuresOf(times.figures()),
    figuresOf(pushed(VALUES).figures()),
  );
  for (const later of [[], [6]]) {
    const mixed = pushed(VALUES.slice(0, 3));
    mixed.merge(summed(VALUES.slice(3)));
    for (const us of later) mixed.push(us);
    for (const _ of [1, 2]) { // asked for twice, nothing counts twice
      const { p50Us, p95Us, stdDevUs, ...exact } = figuresOf(mixed.figures());
      deepStrictEqual(exact, {
        count: 8 + later.length,
        minUs: 2,
        meanUs: later.length === 0 ? 5 : 46 / 9,
        maxUs: 9,
        percentileErrorPct: 1,
      });
      const deviation = Math.sqrt(later.length === 0 ? 4 : 32 / 9 + 8 / 81);
      ok(Math.abs(stdDevUs - deviation) < 1e-9, `${stdDevUs}`);
      ok(Math.abs(p50Us - (later.length === 0 ? 4 : 5)) <= 0.05, `${p50Us}`);
      ok(Math.abs(p95Us - 9) <= 0.09, `${p95Us}`);
    }
  }
});

Deno.test("Times.clear() forgets what was exact and what was summed up", () => {
  const times = pushed(VALUES);
  times.merge(summed(VALUES));
  times.push(100);
  times.clear();
  times.push(3);
  deepStrictEqual(figuresOf(times.figures()), {
    count: 1,
    minUs: 3,
    meanUs: 3,
    stdDevUs: 0,
    maxUs: 3,
    p50Us: 3,
    p95Us: 3,
    percentileErrorPct: 0,
  });
});
