/** A change that lasts so long is no passing queue. */
const BLOCK_NS = 30e9;
/** Samples in 30 s; the shortest of fewer is any one. */
const ENOUGH = 10;
/** Less is no other route. */
const SHIFT_NS = 500_000;
/** A queue fluctuates by more than this share of itself, a route does not. */
const STEADY = 0.1;

/** Another shortest round trip. */
export interface RouteShift {
  /** The one before, ns. */
  readonly fromNs: number;
  /** The one now, ns. */
  readonly toNs: number;
}

/**
 * Notices that the shortest round trip has become another one and stays so,
 * with little above it: packets take another way.
 */
export class RouteWatch {
  #block = -Infinity;
  #count = 0;
  #sumNs = 0;
  #minNs = Infinity;
  #known: Block | undefined;

  /**
   * Takes a sample.
   *
   * @param atNs When.
   * @param rttNs Its round trip.
   * @returns The shift, if there was one in the 30 s that it ends.
   */
  add(atNs: number, rttNs: number): RouteShift | null {
    const block = Math.floor(atNs / BLOCK_NS);
    const shift = block > this.#block ? this.#close(block) : null;
    this.#count++;
    this.#sumNs += rttNs;
    this.#minNs = Math.min(this.#minNs, rttNs);
    return shift;
  }

  /** Begins anew. */
  clear(): void {
    this.#close(-Infinity);
    this.#known = undefined; // which closing has just found
  }

  #close(next: number): RouteShift | null {
    const [minNs, known] = [this.#minNs, this.#known];
    const isEnough = this.#count >= ENOUGH;
    const spreadNs = this.#sumNs / this.#count - minNs;
    this.#block = next;
    this.#count = 0;
    this.#sumNs = 0;
    this.#minNs = Infinity;
    if (!isEnough) return null;
    const fromNs = known?.minNs ?? minNs;
    const shiftNs = Math.abs(minNs - fromNs);
    const growthNs = Math.abs(spreadNs - (known?.spreadNs ?? spreadNs));
    const isShift = shiftNs > SHIFT_NS && shiftNs > spreadNs &&
      growthNs < STEADY * shiftNs;
    const isQueue = minNs - fromNs > SHIFT_NS && !isShift;
    if (!isQueue) this.#known = { minNs, spreadNs };
    return isShift ? { fromNs, toNs: minNs } : null;
  }
}

/** 30 s in two figures. */
interface Block {
  readonly minNs: number;
  /** How far the mean is above it. */
  readonly spreadNs: number;
}
