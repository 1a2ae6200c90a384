/** So many round trips are what is usual. */
const USUAL = 30;
/** So many of the newest tell whether something has changed. */
const NEWEST = 3;
/** A step of the delay: ns, a share of the usual one, and times its spread. */
const STEP = { ns: 2_000_000, share: 0.15, spreads: 3 } as const;
/** Losses among the last probes that are trouble. */
const TROUBLE = { lost: 3, of: 10 } as const;
/** Probes without a loss, after which one is news. */
const CLEAN = 30;
/** A step must last for so many probes to be trouble. */
const LASTING = 8;

/**
 * What a series' probes say of its way: nothing new, that it may have
 * changed, or that it is in trouble.
 */
export type PathHint = "none" | "changed" | "trouble";

/** Watches one series for signs that its way has changed. Pure. */
export class PathTrigger {
  readonly #usualNs = new Float64Array(USUAL);
  readonly #sorted = new Float64Array(USUAL);
  readonly #newestNs = new Float64Array(NEWEST);
  readonly #isLost = new Uint8Array(TROUBLE.of);
  #answers = 0;
  #probes = 0;
  #clean = 0;
  #stepped = 0;
  #ttl = 0;

  /** Takes the time-to-live of an answer; another one is another way. */
  ttl(ttl: number): PathHint {
    const before = this.#ttl;
    this.#ttl = ttl;
    return before !== 0 && ttl !== 0 && ttl !== before ? "changed" : "none";
  }

  /** Takes a probe that was lost. */
  lose(): PathHint {
    this.#note(true);
    const isNews = this.#clean >= CLEAN;
    this.#clean = 0;
    const lost = this.#isLost.reduce((sum, one) => sum + one, 0);
    return lost >= TROUBLE.lost ? "trouble" : isNews ? "changed" : "none";
  }

  /**
   * Takes a round trip.
   *
   * @param rttNs In ns.
   */
  answer(rttNs: number): PathHint {
    this.#note(false);
    this.#clean++;
    const at = this.#answers++;
    if (at < USUAL) {
      this.#usualNs[at] = rttNs;
      return "none";
    }
    this.#newestNs[at % NEWEST] = rttNs;
    if (at < USUAL + NEWEST) return "none";
    this.#sorted.set(this.#usualNs);
    this.#sorted.sort();
    const medianNs = this.#sorted[USUAL / 2] ?? 0;
    const spreadNs = (this.#sorted[Math.floor(0.9 * USUAL)] ?? 0) -
      (this.#sorted[Math.floor(0.1 * USUAL)] ?? 0);
    const leastNs = Math.max(
      STEP.ns,
      STEP.share * medianNs,
      STEP.spreads * spreadNs,
    );
    const isUp = this.#newestNs.every((ns) => ns - medianNs > leastNs);
    const isDown = this.#newestNs.every((ns) => medianNs - ns > leastNs);
    if (isUp || isDown) {
      this.#stepped++;
      if (this.#stepped === 1) return "changed";
      return isUp && this.#stepped === LASTING ? "trouble" : "none";
    }
    this.#stepped = 0;
    this.#usualNs[at % USUAL] = rttNs;
    return "none";
  }

  /** What is slow now is usual from now on: it is known why. */
  accept(): void {
    this.#answers = 0;
    this.#stepped = 0;
  }

  #note(isLost: boolean): void {
    this.#isLost[this.#probes++ % TROUBLE.of] = Number(isLost);
  }
}
