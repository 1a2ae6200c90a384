import { deepStrictEqual } from "node:assert/strict";
import type { Directions } from "../../analysis/mod.ts";
import { directionWords } from "./direction_text.ts";

const UP = {
  lastQueueNs: 120_000,
  queueP50Ns: 100_000,
  queueP95Ns: 34_500_000,
  queueP99Ns: 80e6,
  meanDelayNs: 12_340_000,
  lost: 2,
};
const DOWN = { ...UP, lastQueueNs: 20_000, queueP95Ns: 90_000, lost: 0 };
const KNOWN: Directions = {
  up: UP,
  down: { ...DOWN, meanDelayNs: 4e6 },
  errorNs: 8_010_000,
  lostUnknown: 0,
};
const NOTHING = {
  lastQueueNs: NaN,
  queueP50Ns: NaN,
  queueP95Ns: NaN,
  queueP99Ns: NaN,
  meanDelayNs: NaN,
  lost: 0,
};

Deno.test("directionWords() says the most important first", () => {
  const cases: readonly [Directions, readonly string[], why: string][] = [
    [KNOWN, [
      "up queue 0.120 P95 34.5 lost 2",
      "down queue 0.020 P95 0.090 lost 0",
      "one-way 12.3/4.00 +-8.01",
    ], "all known"],
    [{ ...KNOWN, lostUnknown: 3 }, [
      "up queue 0.120 P95 34.5 lost 2",
      "down queue 0.020 P95 0.090 lost 0",
      "3 lost somewhere",
      "one-way 12.3/4.00 +-8.01",
    ], "losses that nothing tells the direction of"],
    [
      { up: NOTHING, down: NOTHING, errorNs: NaN, lostUnknown: 0 },
      [],
      "a server that never answered",
    ],
    [
      {
        up: NOTHING,
        down: { ...NOTHING, lost: 1 },
        errorNs: NaN,
        lostUnknown: 0,
      },
      ["up queue - P95 - lost 0", "down queue - P95 - lost 1"],
      "the clocks are not known yet",
    ],
  ];
  for (const [directions, expected, why] of cases) {
    deepStrictEqual(directionWords(directions), expected, why);
  }
});
