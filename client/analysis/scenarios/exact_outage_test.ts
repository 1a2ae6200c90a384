import { deepStrictEqual } from "node:assert/strict";
import { exactOutage } from "./exact_outage.ts";
import type { Round } from "./rounds.ts";

const FROM_MS = 600_000;
const TO_MS = 720_000;

/** A round so many seconds from an edge: asked, and lost. */
type Asked = readonly [second: number, sent: number, lost: number];

function exact(begin: readonly Asked[], end: readonly Asked[]) {
  const asked: unknown[] = [];
  const roundOf = (edgeMs: number) => ([second, sent, lost]: Asked): Round => ({
    atMs: edgeMs + 1000 * second,
    ...{ sent, lost, gatewaySent: 1, gatewayLost: 0, losers: [] },
  });
  const { fromMs, toMs } = exactOutage(
    { fromMs: FROM_MS, toMs: TO_MS },
    (period) => {
      asked.push([period.fromMs, period.toMs]);
      return period.fromMs < FROM_MS
        ? begin.map(roundOf(FROM_MS))
        : end.map(roundOf(TO_MS));
    },
  );
  // A minute on both sides of each edge.
  deepStrictEqual(asked, [[540_000, 660_000], [660_000, 780_000]]);
  return [(fromMs - FROM_MS) / 1000, (toMs - TO_MS) / 1000];
}

const BEGINS: readonly (readonly [
  why: string,
  rounds: readonly Asked[],
  second: number,
])[] = [
  ["nothing is kept", [], 0],
  ["the first without an answer", [[-3, 2, 0], [-2, 2, 1], [-1, 2, 2]], -1],
  ["of a single target", [[-2, 1, 0], [-1, 1, 1], [0, 1, 1]], -1],
  ["all that is kept is lost", [[-30, 1, 1], [-29, 1, 1]], -30],
  ["after the last answer", [[-3, 1, 0], [-2, 1, 1], [-1, 1, 0]], 0],
  ["not one that asked the gateway alone", [
    [-3, 1, 0],
    [-2, 0, 0],
    [-1, 1, 1],
  ], -1],
  ["an answer in the outage's minutes ends nothing", [
    [-2, 1, 0],
    [-1, 1, 1],
    [0, 1, 0],
    [1, 1, 1],
  ], -1],
];

for (const [why, rounds, second] of BEGINS) {
  Deno.test(`exactOutage() begins at ${second} s: ${why}`, () => {
    deepStrictEqual(exact(rounds, []), [second, 0]);
  });
}

const ENDS: typeof BEGINS = [
  ["the first with an answer", [[-1, 2, 2], [0, 2, 2], [1, 2, 1]], 1],
  ["it comes with the edge", [[-1, 2, 2], [0, 1, 0], [1, 1, 0]], 0],
  ["one before the edge ends nothing", [[-1, 2, 1], [0, 2, 2], [4, 2, 0]], 4],
  ["measuring ended first", [[-9, 1, 1], [-4, 1, 1], [-1, 1, 1]], 2],
  ["one round alone does not tell when", [[-1, 1, 1]], 0],
];

for (const [why, rounds, second] of ENDS) {
  Deno.test(`exactOutage() ends at ${second} s: ${why}`, () => {
    deepStrictEqual(exact([], rounds), [0, second]);
  });
}
