import { percentileOfSorted } from "./percentile.ts";

/** A confidence interval, ns. */
export interface Interval {
  /** Lower end. */
  readonly lowNs: number;
  /** Upper end, >= `lowNs`. */
  readonly highNs: number;
}

/** How often the samples are drawn again. */
const RESAMPLES = 300;

/** What a bootstrap works with. */
export interface BootstrapOptions {
  /** Numbers in [0, 1), like `Math.random`. */
  readonly random: () => number;
  /** What the blocks are compared with, ns, independent of each other. */
  readonly baselineNs: readonly number[];
}

/**
 * How much higher the median of `blocks` lies than that of a baseline, with
 * the 95 % confidence interval of the percentile bootstrap. Whole blocks are
 * drawn: seconds that follow each other share one queue and say the same
 * thing, so single ones would make the interval too narrow.
 *
 * @param blocks Delays in ns, together what was not independent.
 * @param options The baseline and the randomness.
 * @returns The difference and its interval; `NaN` without values.
 * @see Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 8 and 13
 */
export function bootstrapMedian(
  blocks: readonly (readonly number[])[],
  { random, baselineNs }: BootstrapOptions,
): { readonly medianNs: number; readonly interval: Interval } {
  const drawn = Float64Array.from(
    { length: RESAMPLES },
    () =>
      medianOf(draw(blocks, random).flat()) -
      medianOf(draw(baselineNs, random)),
  )
    .sort();
  return {
    medianNs: medianOf(blocks.flat()) - medianOf(baselineNs),
    interval: {
      lowNs: percentileOfSorted(drawn, 2.5),
      highNs: percentileOfSorted(drawn, 97.5),
    },
  };
}

/** As many values as there are, each drawn from all. */
function draw<Value>(
  values: readonly Value[],
  random: () => number,
): readonly Value[] {
  return values.flatMap(() => {
    const at = Math.floor(random() * values.length);
    return values.slice(at, at + 1);
  });
}

/** The median by nearest rank, in any unit; `NaN` without values. */
export function medianOf(values: readonly number[]): number {
  return percentileOfSorted(Float64Array.from(values).sort(), 50);
}
