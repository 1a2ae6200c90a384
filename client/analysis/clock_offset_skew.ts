/** Minima are taken over so long: enough that one probe met no queue. */
const BIN_NS = 20e9;
/** How far back the fit looks: 600 s. */
const BINS = 30;
/** A fit over so long is not given up for one over less. */
const GOOD_SPAN_NS = 300e9;

/** The best sample of each kind within one bin; times in ns. */
interface Bin {
  readonly number: number;
  upAtNs: number;
  upNs: number;
  downAtNs: number;
  downNs: number;
}

/**
 * How fast one clock runs away from another, from the apparent delays in both
 * directions: their extremes over 20 s, which met no queue, lie on a straight
 * line. Its slope is found by Theil and Sen's median of pairwise slopes, which
 * a quarter of spoilt bins cannot bend.
 *
 * @see {@link https://en.wikipedia.org/wiki/Theil%E2%80%93Sen_estimator | Theil-Sen estimator}
 */
export class ClockSkew {
  /** Oldest first. */
  #bins: Bin[] = [];
  #rate = 0;
  #spanNs = 0;

  /** How much the other clock gains, ns per ns (1e-6 is 1 ppm); 0 at first. */
  get rate(): number {
    return this.#rate;
  }

  /** The stretch of time that {@linkcode rate} was found in, ns. */
  get spanNs(): number {
    return this.#spanNs;
  }

  /**
   * Takes a sample.
   *
   * @param atNs When, own clock.
   * @param apparent `upNs`, the other clock's arrival minus the own departure;
   * `downNs`, the other clock's departure minus the own arrival.
   */
  add(
    atNs: number,
    apparent: { readonly upNs: number; readonly downNs: number },
  ): void {
    const number = Math.floor(atNs / BIN_NS);
    const { upNs, downNs } = apparent;
    const newest = this.#bins.at(-1);
    if (newest === undefined || number > newest.number) {
      this.#fit();
      this.#bins.push({ number, upAtNs: atNs, upNs, downAtNs: atNs, downNs });
      this.#bins = this.#bins.filter((bin) => bin.number > number - BINS);
      return;
    }
    const bin = this.#bins.find((bin) => bin.number === number);
    if (bin === undefined) return;
    if (upNs - bin.upNs < this.#rate * (atNs - bin.upAtNs)) {
      bin.upAtNs = atNs;
      bin.upNs = upNs;
    }
    if (downNs - bin.downNs > this.#rate * (atNs - bin.downAtNs)) {
      bin.downAtNs = atNs;
      bin.downNs = downNs;
    }
  }

  /** Keeps the rate only: one of the clocks was set. */
  rebase(): void {
    this.#bins = [];
  }

  /** Forgets everything: one of the clocks has changed its rate. */
  clear(): void {
    this.#bins = [];
    this.#rate = 0;
    this.#spanNs = 0;
  }

  #fit(): void {
    const [first, last] = [this.#bins[0], this.#bins.at(-1)];
    if (first === undefined || last === undefined || first === last) return;
    const spanNs = (last.number - first.number + 1) * BIN_NS;
    // After a step the old rate is the better one for a while.
    if (spanNs < Math.min(this.#spanNs, GOOD_SPAN_NS)) return;
    const up = this.#bins.map(({ upAtNs, upNs }) => [upAtNs, upNs] as const);
    const down = this.#bins
      .map(({ downAtNs, downNs }) => [downAtNs, downNs] as const);
    this.#rate = agreed(medianSlope(up), medianSlope(down));
    this.#spanNs = spanNs;
  }
}

/** A slope, and how much the pairs of points disagree about it. */
interface Slope {
  readonly median: number;
  /** The distance between the quartiles. */
  readonly spread: number;
}

function medianSlope(
  points: readonly (readonly [x: number, y: number])[],
): Slope {
  const slopes = points.flatMap(([x, y], i) =>
    points.slice(i + 1).map(([toX, toY]) => (toY - y) / (toX - x))
  ).sort((a, b) => a - b);
  const at = (share: number) =>
    slopes[Math.round(share * (slopes.length - 1))] ?? 0;
  return { median: at(0.5), spread: at(0.75) - at(0.25) };
}

/** Load mostly spoils one direction: the clean one counts for more. */
function agreed(up: Slope, down: Slope): number {
  const [upSquared, downSquared] = [up.spread ** 2, down.spread ** 2];
  const sum = upSquared + downSquared;
  if (sum === 0) return (up.median + down.median) / 2;
  return (up.median * downSquared + down.median * upSquared) / sum;
}
