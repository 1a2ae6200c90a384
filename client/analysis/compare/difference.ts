/** How two sides differ, and how sure that is. @module */

import { drawnMedian } from "../drawn_median.ts";
import { percentileOfSorted } from "../percentile.ts";
import type { Side, Sides } from "./side.ts";

/** How often the blocks are drawn again. */
const RESAMPLES = 1000;
/** The interval that is told, percent. */
const TOLD_PCT = 95;
/** The interval that must leave out zero before anything is claimed, percent. */
const CLAIMED_PCT = 99;
/**
 * And so many standard errors: with the dozen blocks of a minute percentile
 * intervals are too narrow (t of 14 degrees of freedom beyond 4: 0.13 %).
 */
const CLAIMED_ERRORS = 4;

/** How one figure differs between two sides, in its own unit. */
export interface Difference {
  /** The judged side's. */
  readonly a: number;
  /** The other side's. */
  readonly b: number;
  /** `a` - `b`. */
  readonly difference: number;
  /** Lower end of its 95 % confidence interval. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Whether it is not zero by more than chance: 99 % and 4 standard errors. */
  readonly isSure: boolean;
}

/** The four figures of delay and loss. */
export interface Differences {
  /** Median round trip, ms. */
  readonly medianMs: Difference;
  /** 95th percentile of the round trip, ms. */
  readonly p95Ms: Difference;
  /** Mean absolute IPDV, ms (RFC 3393). */
  readonly jitterMs: Difference;
  /** Probes lost, percent. */
  readonly lossPct: Difference;
}

/** How blocks are drawn. */
export interface BootstrapOptions {
  /** Whether both sides' blocks are the same stretches of time. */
  readonly isPaired: boolean;
  /** Numbers in [0, 1), like `Math.random`. */
  readonly random: () => number;
  /** How often; 1000 unless said. */
  readonly resamples?: number;
}

type Figures = readonly [
  medianMs: number,
  p95Ms: number,
  jitterMs: number,
  lossPct: number,
];

/**
 * Compares two sides by a block bootstrap: stretches of neighbouring seconds
 * are drawn whole, on both sides the same ones where they are paired, so that
 * what both suffer at once cancels out.
 *
 * @param sides What to compare.
 * @param options How.
 * @returns Percentile intervals; `NaN` where a side has no such value.
 * @see Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 8 and 13
 * @see Künsch, The jackknife and the bootstrap for general stationary observations, 1989
 */
export function differencesOf(
  { a, b }: Sides,
  { isPaired, random, resamples = RESAMPLES }: BootstrapOptions,
): Differences {
  const once = new Int32Array(Math.max(a.blocks, b.blocks)).fill(1);
  const ofA = figuresOf(a, once);
  const ofB = figuresOf(b, once);
  const drawn = ofA.map(() => new Float64Array(resamples));
  const weightsA = new Int32Array(a.blocks);
  const weightsB = isPaired ? weightsA : new Int32Array(b.blocks);
  for (let round = 0; round < resamples; round++) {
    draw(weightsA, random);
    if (!isPaired) draw(weightsB, random);
    const againA = figuresOf(a, weightsA);
    const againB = figuresOf(b, weightsB);
    for (const [which, column] of drawn.entries()) {
      column[round] = (againA[which] ?? NaN) - (againB[which] ?? NaN);
    }
  }
  const [medianMs, p95Ms, jitterMs, lossPct] = drawn.map((column, which) =>
    differenceOf(ofA[which] ?? NaN, ofB[which] ?? NaN, column)
  );
  const none = differenceOf(NaN, NaN, new Float64Array(0));
  return {
    medianMs: medianMs ?? none,
    p95Ms: p95Ms ?? none,
    jitterMs: jitterMs ?? none,
    lossPct: lossPct ?? none,
  };
}

/**
 * Compares single values, e.g. load tests: of medians, unpaired.
 *
 * @param values In any unit, at least one on each side.
 * @param random Numbers in [0, 1).
 */
export function differenceOfMedians(
  values: { readonly a: readonly number[]; readonly b: readonly number[] },
  random: () => number,
): Difference {
  const a = Float64Array.from(values.a).sort();
  const b = Float64Array.from(values.b).sort();
  const drawn = Float64Array.from(
    { length: RESAMPLES },
    () => drawnMedian(a, random) - drawnMedian(b, random),
  );
  return differenceOf(
    percentileOfSorted(a, 50),
    percentileOfSorted(b, 50),
    drawn,
  );
}

/** @param drawn The difference in each resample; sorted in place. */
function differenceOf(a: number, b: number, drawn: Float64Array): Difference {
  const known = drawn.filter((value) => !Number.isNaN(value)).sort();
  const [low, high] = endsOf(known, TOLD_PCT);
  const [lowest, highest] = endsOf(known, CLAIMED_PCT);
  const isSure = (lowest > 0 || highest < 0) &&
    Math.abs(a - b) > CLAIMED_ERRORS * standardErrorOf(known);
  return { a, b, difference: a - b, low, high, isSure };
}

function standardErrorOf(drawn: Float64Array): number {
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  return Math.sqrt(
    drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length,
  );
}

function endsOf(
  sorted: Float64Array,
  pct: number,
): readonly [low: number, high: number] {
  const tail = Math.floor(sorted.length * (100 - pct) / 200);
  return [sorted[tail] ?? NaN, sorted[sorted.length - 1 - tail] ?? NaN];
}

/** As many draws as there are blocks: how often each came up. */
function draw(weights: Int32Array, random: () => number): void {
  weights.fill(0);
  for (let i = 0; i < weights.length; i++) {
    const at = Math.floor(random() * weights.length);
    weights[at] = (weights[at] ?? 0) + 1;
  }
}

function figuresOf(side: Side, weights: Int32Array): Figures {
  const { sent, lost, answered, ipdvSumUs, ipdvCount, sortedUs, blockOf } =
    side;
  let sentAll = 0;
  let lostAll = 0;
  let ipdvUs = 0;
  let ipdvs = 0;
  let count = 0;
  for (let block = 0; block < side.blocks; block++) {
    const weight = weights[block] ?? 0;
    sentAll += weight * (sent[block] ?? 0);
    lostAll += weight * (lost[block] ?? 0);
    ipdvUs += weight * (ipdvSumUs[block] ?? 0);
    ipdvs += weight * (ipdvCount[block] ?? 0);
    count += weight * (answered[block] ?? 0);
  }
  // Nearest rank, as everywhere: the first value that so many do not exceed;
  // each from the nearer end.
  const medianRank = Math.ceil(count * 0.5);
  const aboveP95 = count - Math.ceil(count * 0.95);
  let medianUs = NaN;
  let passed = 0;
  for (let i = 0; i < blockOf.length && passed < medianRank; i++) {
    passed += weights[blockOf[i] ?? 0] ?? 0;
    medianUs = sortedUs[i] ?? NaN;
  }
  let p95Us = NaN;
  passed = 0;
  for (let i = blockOf.length - 1; i >= 0 && passed <= aboveP95; i--) {
    passed += weights[blockOf[i] ?? 0] ?? 0;
    p95Us = sortedUs[i] ?? NaN;
  }
  return [
    (side.levelUs + medianUs) / 1000,
    (side.levelUs + p95Us) / 1000,
    ipdvUs / ipdvs / 1000,
    100 * lostAll / sentAll,
  ];
}
