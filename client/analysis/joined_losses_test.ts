import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { JoinedLosses } from "./joined_losses.ts";

function runsOf(probes: readonly boolean[]): JoinedLosses {
  const losses = new JoinedLosses();
  for (const isLost of probes) losses.add(isLost);
  return losses;
}

function figures(of: JoinedLosses): readonly number[] {
  return [of.leading, of.trailing, of.longest, of.inLongRuns];
}

Deno.test("JoinedLosses.add() follows runs", () => {
  const cases: readonly [string, readonly number[]][] = [
    ["", [0, 0, 0, 0]],
    ["....", [0, 0, 0, 0]],
    ["x...", [1, 0, 1, 0]],
    [".xxx.xx", [0, 2, 3, 3]],
    ["xxxx", [4, 4, 4, 4]],
    ["xx.xxxx.xxx", [2, 3, 4, 7]],
  ];
  for (const [probes, expected] of cases) {
    const found = figures(runsOf([...probes].map((probe) => probe === "x")));
    deepStrictEqual(found, expected, probes);
  }
});

Deno.test("JoinedLosses.join() finds what one pass finds", () => {
  fc.assert(fc.property(fc.array(fc.array(fc.boolean())), (stretches) => {
    const joined = new JoinedLosses();
    for (const probes of stretches) joined.join(probes.length, runsOf(probes));
    deepStrictEqual(figures(joined), figures(runsOf(stretches.flat())));
  }));
});

Deno.test("JoinedLosses.break() ends a run", () => {
  const losses = runsOf([true, true]);
  losses.break();
  losses.add(true);
  deepStrictEqual(figures(losses), [2, 1, 2, 0]);
});

Deno.test("JoinedLosses.clear() forgets everything", () => {
  const losses = runsOf([true, true, true, false, true]);
  losses.clear();
  deepStrictEqual(figures(losses), [0, 0, 0, 0]);
  losses.add(true);
  deepStrictEqual(figures(losses), [1, 1, 1, 0]);
});
