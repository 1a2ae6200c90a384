import { deepStrictEqual } from "node:assert/strict";
import { StepWatch } from "./clock_offset_step.ts";

const ENVELOPE = { upNs: 12_000_000, downNs: -4_000_000 };

/** By how much both apparent delays leave their envelope, ns. */
type Off = readonly [upNs: number, downNs: number];

const STILL: Off = [0, 0];
const FORWARD: Off = [500_001, 500_001];

function verdicts(watch: StepWatch, offs: readonly Off[]): readonly string[] {
  return offs.map(([upNs, downNs]) =>
    watch.judge({
      upNs: ENVELOPE.upNs + upNs,
      downNs: ENVELOPE.downNs + downNs,
    }, ENVELOPE)
  );
}

function times(count: number, off: Off): readonly Off[] {
  return Array.from({ length: count }, () => off);
}

/** One that has seen enough to compare with. */
function warm(): StepWatch {
  const watch = new StepWatch();
  verdicts(watch, times(30, STILL));
  return watch;
}

const CASES: readonly [
  why: string,
  offs: readonly Off[],
  verdicts: readonly string[],
][] = [
  ["three in a row are sure", times(4, FORWARD), [
    "suspicious",
    "suspicious",
    "step",
    "step",
  ]],
  ["two are not, and do not add up", [FORWARD, FORWARD, STILL, FORWARD], [
    "suspicious",
    "suspicious",
    "plain",
    "suspicious",
  ]],
  ["half a millisecond is noise", [
    [500_000, 500_000],
    [-500_000, -500_000],
    [-500_001, -500_001],
  ], ["plain", "plain", "suspicious"]],
  ["both delays have to leave", [
    [500_001, 500_000],
    [500_000, 500_001],
    [-500_001, -500_000],
    [-500_000, -500_001],
  ], times(4, STILL).map(() => "plain")],
  ["a queue moves them apart", [[9e6, -9e6]], ["plain"]],
];

for (const [why, offs, expected] of CASES) {
  Deno.test(`StepWatch.judge() tells a clock that was set: ${why}`, () => {
    deepStrictEqual(verdicts(warm(), offs), expected);
  });
}

Deno.test("StepWatch.judge() believes thirty samples first, and again when cleared", () => {
  const watch = new StepWatch();
  const expected = [...Array<string>(30).fill("plain"), "suspicious"];
  deepStrictEqual(verdicts(watch, times(31, FORWARD)), expected);
  watch.clear();
  deepStrictEqual(verdicts(watch, times(31, FORWARD)), expected);
});
