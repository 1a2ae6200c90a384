import { deepStrictEqual } from "node:assert/strict";
import { linesOf } from "./line.ts";
import { type BadSteps, markSpreadLoss } from "./spread_loss.ts";
import { observedOf, type TargetScript } from "./testing.ts";

/** Ten minutes; how many of each target's minutes are marked as bad. */
function markedOf(
  targets: readonly TargetScript[],
): Readonly<Record<string, number>> {
  const [line] = linesOf(observedOf({ minutes: 10, targets }));
  if (line === undefined) throw new Error("no line");
  const fresh = (tracks: typeof line.far) =>
    tracks.map(() => new Uint8Array(line.length));
  const isBad: BadSteps = {
    gateway: fresh(line.gateway),
    isp: fresh(line.isp),
    far: fresh(line.far),
  };
  markSpreadLoss(line, isBad);
  const steps = ["gateway", "isp", "far"] as const;
  return Object.fromEntries(
    steps.flatMap((step) =>
      line[step].map(({ series }, place) => [
        series.target,
        isBad[step][place]?.reduce((sum, one) => sum + one, 0) ?? 0,
      ])
    ),
  );
}

/** Every so manieth packet is lost. */
const every = (seconds: number) => (second: number) => second % seconds === 0;
/** Asked so often in a minute, from its start on. */
const asked = (times: number) => (second: number) => second % 60 >= times;

const LOSSY = { isLost: every(20) };

const CASES: readonly [
  why: string,
  targets: readonly TargetScript[],
  marked: Readonly<Record<string, number>>,
][] = [
  [
    "5 % everywhere, each minute",
    [{ target: "a", ...LOSSY }, { target: "b", ...LOSSY }],
    { a: 10, b: 10 },
  ],
  [
    "1 % is allowed",
    [{ target: "a", isLost: every(100) }, { target: "b", isLost: every(100) }],
    { a: 0, b: 0 },
  ],
  [
    "all of it in four minutes: a burst",
    ["a", "b"].map((target) => ({
      target,
      isLost: (second: number) => second < 240 && second % 8 === 0,
    })),
    { a: 0, b: 0 },
  ],
  [
    "in five: spread",
    ["a", "b"].map((target) => ({
      target,
      isLost: (second: number) => second < 300 && second % 10 === 0,
    })),
    { a: 5, b: 5 },
  ],
  [
    "one that loses nothing is well",
    [{ target: "a", ...LOSSY }, { target: "b", ...LOSSY }, { target: "c" }],
    { a: 10, b: 10, c: 0 },
  ],
  [
    "unless it was asked too seldom to tell: 5 % of 390 are 19.5",
    [
      { target: "a", ...LOSSY },
      { target: "b", ...LOSSY },
      { target: "c", isOff: asked(39) },
    ],
    { a: 10, b: 10, c: 10 },
  ],
  [
    "5 % of 400 are 20, which can be told",
    [
      { target: "a", ...LOSSY },
      { target: "b", ...LOSSY },
      { target: "c", isOff: asked(40) },
    ],
    { a: 10, b: 10, c: 0 },
  ],
  [
    "the router at home loses as much",
    [{ target: "gateway", ...LOSSY }, { target: "a", ...LOSSY }],
    { gateway: 10, a: 10 },
  ],
  [
    "it loses less than half of that",
    [{ target: "gateway", isLost: every(60) }, { target: "a", ...LOSSY }],
    { gateway: 0, a: 10 },
  ],
  [
    "two of its twenty are lost",
    [
      { target: "isp", isOff: asked(2), isLost: every(300) },
      { target: "a", ...LOSSY },
    ],
    { isp: 10, a: 10 },
  ],
  [
    "one of its twenty is an accident",
    [
      { target: "isp", isOff: asked(2), isLost: every(600) },
      { target: "a", ...LOSSY },
    ],
    { isp: 0, a: 10 },
  ],
];

for (const [why, targets, marked] of CASES) {
  Deno.test(`markSpreadLoss() marks ${JSON.stringify(marked)}: ${why}`, () => {
    deepStrictEqual(markedOf(targets), marked);
  });
}
