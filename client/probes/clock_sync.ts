import type { Libc } from "@bufferbane/ffi";

/** How long a comparison of the clocks holds. */
const COMPARISON_NS = 1_000_000n;
/** A comparison is the best of so many. */
const ATTEMPTS = 3;
/** The wall clock moved by more than this at once: it was set. */
const STEP_NS = 1_000_000n;
/** What a time daemon's slewing (500 ppm) and a bad crystal explain: 1/1500. */
const DRIFT_DIVISOR = 1_500n;
/** Stamps around a step belong to either clock: none is used for so long. */
const STEP_SHADOW_NS = 1_000_000_000n;

/**
 * Puts the kernel's packet stamps, which are wall clock readings, onto the raw
 * monotonic clock, which is neither set nor slewed: differences of its
 * readings are what really passed.
 *
 * @see docs/protocol.md, and clock_gettime(2) on `CLOCK_MONOTONIC_RAW`
 */
export class StampClock {
  readonly #libc: Libc;
  /** Wall clock minus raw clock, when last compared. */
  #offsetNs = 0n;
  #comparedNs = 0n;
  #steppedNs: bigint | undefined;

  /**
   * Compares the clocks for the first time.
   *
   * @param libc Where the clocks are.
   */
  constructor(libc: Libc) {
    this.#libc = libc;
    this.#compare();
  }

  /** Whether the wall clock was set less than a second before the comparison. */
  get hasStepped(): boolean {
    return this.#steppedNs !== undefined &&
      this.#comparedNs - this.#steppedNs < STEP_SHADOW_NS;
  }

  /** The raw clock, ns. */
  now(): bigint {
    return this.#libc.clock("monotonicRaw");
  }

  /** Compares again, unless just done; call it when stamps have come. */
  refresh(): void {
    if (this.now() - this.#comparedNs < COMPARISON_NS) return;
    const [offsetNs, comparedNs] = [this.#offsetNs, this.#comparedNs];
    this.#compare();
    const movedNs = this.#offsetNs - offsetNs;
    const distanceNs = movedNs < 0n ? -movedNs : movedNs;
    const elapsedNs = this.#comparedNs - comparedNs;
    if (distanceNs > STEP_NS + elapsedNs / DRIFT_DIVISOR) {
      this.#steppedNs = this.#comparedNs;
    }
  }

  /**
   * When a packet was stamped.
   *
   * @param stampNs The kernel's stamp, wall clock ns; 0 = none.
   * @returns Raw clock, ns; `undefined` if there is no stamp to trust.
   */
  fromStamp(stampNs: bigint): bigint | undefined {
    if (stampNs === 0n || this.hasStepped) return undefined;
    return stampNs - this.#offsetNs;
  }

  /** Reads the wall clock between two readings of the raw one. */
  #compare(): void {
    let bestNs: bigint | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = this.#libc.clock("monotonicRaw");
      const wall = this.#libc.clock("realtime");
      const after = this.#libc.clock("monotonicRaw");
      if (bestNs !== undefined && after - before >= bestNs) continue;
      bestNs = after - before;
      this.#offsetNs = wall - (before + after) / 2n;
      this.#comparedNs = after;
    }
  }
}
