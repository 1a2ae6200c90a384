import { strictEqual } from "node:assert/strict";
import { type SeenLoad, whyNotYet } from "./enough_load.ts";

/** Just enough. */
const ENOUGH: SeenLoad = {
  highestBps: 50e6,
  expectedBps: 100e6,
  loadedSeconds: 10,
  blocks: 3,
  idleSeconds: 30,
};

const CASES: readonly [less: Partial<SeenLoad>, reason: string | null][] = [
  [{}, null],
  [{ highestBps: 0, expectedBps: null }, null],
  [
    { highestBps: 49.9e6 },
    "not enough load seen yet: never more than half of what the line should carry",
  ],
  [
    { loadedSeconds: 9 },
    "not enough load seen yet: 9 s in 3 times (needed: 10 s in 3 times)",
  ],
  [
    { blocks: 2, idleSeconds: 0 },
    "not enough load seen yet: 10 s in 2 times (needed: 10 s in 3 times)",
  ],
  [{ idleSeconds: 29 }, "not enough rest seen yet: 29 s (needed: 30 s)"],
];

for (const [less, reason] of CASES) {
  Deno.test(`whyNotYet() of ${JSON.stringify(less)} beside enough is ${reason}`, () => {
    strictEqual(whyNotYet({ ...ENOUGH, ...less }), reason);
  });
}
