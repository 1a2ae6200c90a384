import { deepStrictEqual } from "node:assert/strict";
import {
  type SampleColumns,
  type Series,
  type Status,
  STATUSES,
} from "../../model/mod.ts";
import { type Round, roundsOf } from "./rounds.ts";
import { trackOf } from "./testing.ts";

type Sample = readonly [atMs: number, status: Status];

function samplesOf(
  samples: readonly Sample[],
  changes: Partial<Series> = {},
): SampleColumns {
  return {
    series: { ...trackOf("a", 0).series, ...changes },
    length: samples.length,
    atMs: Float64Array.from(samples, ([atMs]) => atMs),
    rttUs: new Int32Array(samples.length),
    ipdvUs: new Int32Array(samples.length),
    status: Uint8Array.from(samples, ([, status]) => STATUSES.indexOf(status)),
  };
}

/** As short as can be: `at: lost/sent (gateway's) losers`. */
function told(rounds: readonly Round[]): string[] {
  return rounds.map((round) =>
    `${round.atMs}: ${round.lost}/${round.sent} ` +
    `(${round.gatewayLost}/${round.gatewaySent}) ${round.losers.join(" ")}`
      .trim()
  );
}

Deno.test("roundsOf() lays series side by side, in their places", () => {
  const far = [
    samplesOf([[1000, "ok"], [2000, "timeout"], [3000, "timeout"]]),
    samplesOf([[1010, "ok"], [2010, "ok"], [3010, "timeout"]]),
    samplesOf([[1020, "timeout"], [3020, "timeout"]]),
  ];
  const gateway = [
    samplesOf([[1030, "ok"], [2030, "timeout"], [4000, "ok"]]),
    samplesOf([[1040, "ok"]]),
  ];
  deepStrictEqual(told(roundsOf({ far, gateway })), [
    "1000: 1/3 (0/2) 2",
    "2000: 1/2 (1/1) 0",
    "3000: 3/3 (0/0) 0 1 2",
    "4000: 0/0 (0/1)",
  ]);
});

Deno.test("roundsOf() takes for one round what lies within 90 ms of its first", () => {
  const far = [
    samplesOf([[1000, "ok"], [1200, "ok"]]),
    samplesOf([[1090, "ok"], [1291, "ok"]]),
  ];
  deepStrictEqual(told(roundsOf({ far, gateway: [] })), [
    "1000: 0/2 (0/0)",
    "1200: 0/1 (0/0)",
    "1291: 0/1 (0/0)",
  ]);
});

Deno.test("roundsOf() takes all that a fast series sent within a round", () => {
  const fast: readonly Sample[] = [
    [1000, "timeout"],
    [1040, "ok"],
    [1080, "timeout"],
    [1120, "ok"],
  ];
  deepStrictEqual(told(roundsOf({ far: [samplesOf(fast)], gateway: [] })), [
    "1000: 2/3 (0/0) 0 0",
    "1120: 0/1 (0/0)",
  ]);
});

Deno.test("roundsOf() leaves out what does not count, and rounds of nothing else", () => {
  const far = [
    samplesOf([[1000, "self_dropped"], [2000, "self_dropped"]]),
    samplesOf([[2010, "timeout"]]),
  ];
  deepStrictEqual(told(roundsOf({ far, gateway: [] })), [
    "2000: 1/1 (0/0) 1",
  ]);
});

Deno.test("roundsOf() finds none where nothing was measured", () => {
  deepStrictEqual(roundsOf({ far: [], gateway: [] }), []);
  deepStrictEqual(roundsOf({ far: [samplesOf([])], gateway: [] }), []);
});
