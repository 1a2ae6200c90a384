/** Two lines, two servers or two times, compared. @module */

import type { TestResult } from "../../model/mod.ts";
import type { BloatReport } from "../bloat_report.ts";
import {
  type Difference,
  differenceOfMedians,
  type Differences,
  differencesOf,
} from "./difference.ts";
import { type Match, pairedSides, unpairedSides } from "./side.ts";
import { type Subject, type Verdict, verdictOf } from "./verdict.ts";

/** Fewer tests on a side say nothing of its rate. */
const FEWEST_TESTS = 4;
const BPS_PER_MBIT = 1e6;
const NS_PER_MS = 1e6;

/** How load tests differ; `null` where there are too few. */
export interface LoadDifferences {
  /** Median of what was uploaded, Mbit/s. */
  readonly uploadMbps: Difference | null;
  /** Median of what was downloaded, Mbit/s. */
  readonly downloadMbps: Difference | null;
  /** Median of what load adds to the delay, ms. */
  readonly bloatMs: Difference | null;
}

/** What became of a comparison. */
export interface Comparison extends Differences, LoadDifferences {
  /** What is judged. */
  readonly a: Subject;
  /** What it is compared with. */
  readonly b: Subject;
  /** The targets that were measured on both sides. */
  readonly targets: readonly string[];
  /** Seconds that were compared. */
  readonly seconds: number;
  /** Probes lost on one side alone, in the same second; `NaN` if unpaired. */
  readonly lostByAOnly: number;
  /** The reverse. */
  readonly lostByBOnly: number;
  /** Probes lost on both in the same second; `NaN` if unpaired. */
  readonly lostByBoth: number;
  /** Median round trip to each side's own router, ms; `null`: not measured. */
  readonly gatewayMs: Difference | null;
  /** In words. */
  readonly verdict: Verdict;
}

/** What is compared. */
export interface ComparisonInput {
  /** What is judged. */
  readonly a: Subject;
  /** What it is compared with. */
  readonly b: Subject;
  /** The same targets on both sides. */
  readonly matches: readonly Match[];
  /** The routers, where each side has its own. */
  readonly gateways?: readonly Match[];
  /** Whole load tests. */
  readonly tests?: {
    readonly a: readonly TestResult[];
    readonly b: readonly TestResult[];
  };
}

/** How it is compared. */
export interface ComparisonOptions {
  /** Whether both sides were measured in the same rounds. */
  readonly isPaired: boolean;
  /** Numbers in [0, 1), like `Math.random`. */
  readonly random: () => number;
  /** How often blocks are drawn again; 1000 unless said. */
  readonly resamples?: number;
}

/**
 * Compares two sides and says what can be said.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const { verdict } = compare({
 *   a: { name: "wlan0", label: "Wi-Fi (wlan0)" },
 *   b: { name: "eth0", label: "wired (eth0)" },
 *   matches: [],
 * }, { isPaired: true, random: Math.random });
 * strictEqual(verdict.kind, "not_enough_data");
 * ```
 *
 * @param input Both sides.
 * @param options How.
 * @returns Figures with their intervals, and a verdict.
 */
export function compare(
  input: ComparisonInput,
  options: ComparisonOptions,
): Comparison {
  const { a, b, matches, gateways = [], tests = { a: [], b: [] } } = input;
  const sidesOf = options.isPaired ? pairedSides : unpairedSides;
  const sides = sidesOf(matches);
  const toGateway = sidesOf(gateways);
  const figures = {
    a,
    b,
    targets: [...new Set(matches.map((match) => match.a.series.target))],
    seconds: sides.seconds,
    lostByAOnly: sides.lostByAOnly,
    lostByBOnly: sides.lostByBOnly,
    lostByBoth: sides.lostByBoth,
    ...differencesOf(sides, options),
    gatewayMs: toGateway.seconds === 0
      ? null
      : differencesOf(toGateway, options).medianMs,
    ...loadDifferences(tests, options.random),
  };
  return { ...figures, verdict: verdictOf(figures) };
}

function loadDifferences(
  tests: NonNullable<ComparisonInput["tests"]>,
  random: () => number,
): LoadDifferences {
  const of = (value: (test: TestResult) => number | null) => {
    const values = (own: readonly TestResult[]) =>
      own.flatMap((test) => test.isComplete ? value(test) ?? [] : []);
    const [a, b] = [values(tests.a), values(tests.b)];
    return Math.min(a.length, b.length) < FEWEST_TESTS
      ? null
      : differenceOfMedians({ a, b }, random);
  };
  const mbps = (bps: number | null) => bps === null ? null : bps / BPS_PER_MBIT;
  return {
    uploadMbps: of(({ uploadBps }) => mbps(uploadBps)),
    downloadMbps: of(({ downloadBps }) => mbps(downloadBps)),
    bloatMs: of(bloatMsOf),
  };
}

/** What load added to the median in the worst phase of a bufferbloat test. */
function bloatMsOf({ kind, details }: TestResult): number | null {
  if (kind !== "bloat") return null;
  // Only bufferbloat tests write this, and only from such an object.
  const { phases = [] }: Pick<Partial<BloatReport>, "phases"> = JSON.parse(
    details,
  );
  const addedNs = phases.flatMap(({ uplift }) => uplift?.p50Ns ?? []);
  return addedNs.length === 0 ? null : Math.max(...addedNs) / NS_PER_MS;
}
