import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../../tests/support/random.ts";
import type { TestResult } from "../../model/mod.ts";
import { testAt } from "../scenarios/testing.ts";
import { columnsOf, SERIES } from "../testing.ts";
import { compare } from "./comparison.ts";
import type { Match } from "./side.ts";

/** A target that answers in the same time on each side, for some seconds. */
function matchOf(
  target: string,
  aUs: number,
  bUs: number,
  seconds = 30,
): Match {
  const rows = (us: number) =>
    Array.from({ length: seconds }, (_, at) => [1000 * at, us] as const);
  return {
    a: columnsOf(rows(aUs), { ...SERIES, target, interface: "a" }),
    b: columnsOf(rows(bUs), { ...SERIES, target, interface: "b" }),
  };
}

function compared(
  input: Partial<Parameters<typeof compare>[0]>,
  isPaired = true,
) {
  const [a, b] = ["a", "b"].map((name) => ({ name, label: name }));
  if (a === undefined || b === undefined) throw new Error("no sides");
  return compare({
    ...{ a, b, matches: [matchOf("one", 9000, 5000)] },
    ...input,
  }, { isPaired, random: seededRandom(1), resamples: 20 });
}

for (const isPaired of [true, false]) {
  Deno.test(`compare() compares what is ${isPaired ? "" : "not "}paired, target by target`, () => {
    const matches = ["one", "two", "one"].map((name) =>
      matchOf(name, 9000, 5000)
    );
    const { targets, seconds, medianMs, lostByAOnly } = compared(
      { matches },
      isPaired,
    );
    deepStrictEqual([targets, seconds], [["one", "two"], 30]);
    strictEqual(lostByAOnly, isPaired ? 0 : NaN);
    // The median of all is 5 ms, from which the answers are 4 and 0 ms away.
    deepStrictEqual(medianMs, {
      ...{ a: 9, b: 5, difference: 4 },
      ...{ low: 4, high: 4, isSure: true },
    });
  });
}

for (const [seconds, is] of [[0, false], [1, true], [30, true]] as const) {
  Deno.test(`compare() tells ${is ? "" : "nothing "}of routers that were measured for ${seconds} s`, () => {
    const gateways = [matchOf("router", 3000, 1000, seconds)];
    const { gatewayMs } = compared({ gateways });
    strictEqual(gatewayMs?.difference, is ? 2 : undefined);
  });
}

/** A bufferbloat test whose phases add so much, ns; `null`: not known. */
function bloatTest(...addedNs: readonly (number | null)[]): TestResult {
  const phases = addedNs.map((p50Ns) => ({
    uplift: p50Ns === null ? null : { p50Ns },
  }));
  return testAt(0, { kind: "bloat", details: JSON.stringify({ phases }) });
}

const RATES = testAt(0, { uploadBps: 5e12, downloadBps: 20e12 });
const HALF = testAt(0, { uploadBps: 2.5e12, downloadBps: 10e12 });
const four = (test: TestResult) => [test, test, test, test];

const LOADS: readonly (readonly [
  why: string,
  a: readonly TestResult[],
  b: readonly TestResult[],
  figures: readonly (number | undefined)[],
])[] = [
  ["rates", four(RATES), four(HALF), [2.5e6, 10e6, undefined]],
  ["three on one side", four(RATES), four(HALF).slice(1), []],
  ["three on the other side", four(RATES).slice(1), four(HALF), []],
  ["those that were cut off", four(RATES), [
    ...four(HALF).slice(1),
    { ...HALF, isComplete: false },
  ], []],
  [
    "what load adds in the worst phase",
    four(bloatTest(1e12, 9e12, null)),
    four(bloatTest(2e12)),
    [undefined, undefined, 7e6],
  ],
  ["what no phase knows", four(bloatTest(null)), four(bloatTest(2e12)), []],
  [
    "phases of what is no bufferbloat test",
    four({ ...bloatTest(9e12), kind: "throughput" }),
    four(bloatTest(2e12)),
    [],
  ],
];

for (const [why, a, b, [up, down, bloat]] of LOADS) {
  Deno.test(`compare() looks at load tests: ${why}`, () => {
    const { uploadMbps, downloadMbps, bloatMs } = compared({ tests: { a, b } });
    deepStrictEqual(
      [uploadMbps, downloadMbps, bloatMs].map((one) => one?.difference),
      [up, down, bloat],
    );
  });
}
