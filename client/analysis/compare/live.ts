/** Interfaces compared while they are measured. @module */

import {
  type Measurement,
  type SampleColumns,
  type Series,
  STATUSES,
  unixMs,
} from "../../model/mod.ts";
import { compare } from "./comparison.ts";
import { interfaceSubjects, isFar, sameTargets } from "./pairs.ts";

/** Probes of each series that are compared: two minutes, at one a second. */
const PROBES = 120;
/** Enough for a verdict, and less than a millisecond. */
const RESAMPLES = 100;
const CODES = new Map<string, number>(
  STATUSES.map((status, code) => [status, code]),
);

/** The newest probes of a series. */
interface Ring {
  readonly atMs: Float64Array;
  readonly rttUs: Int32Array;
  readonly ipdvUs: Int32Array;
  readonly status: Uint8Array;
  length: number;
}

/**
 * Compares the interfaces by the newest probes. Holds a few kilobytes a
 * series; one pair is compared at a time, so that no round is held up.
 */
export class LiveComparison {
  readonly #random: () => number;
  readonly #rings = new Map<Series, Ring>();
  readonly #verdicts = new Map<string, string>();
  #turn = 0;

  /**
   * Begins with nothing to compare.
   *
   * @param random Numbers in [0, 1), like `Math.random`.
   */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Takes a measurement, or another word on one of the newest. */
  add(
    { series, sentAt, outcome }: Measurement,
    ipdvNs: number | null,
  ): void {
    if (!isFar(series)) return;
    const ring = this.#ringOf(series);
    const atMs = unixMs(sentAt);
    const at = placeOf(ring, atMs);
    ring.atMs[at] = atMs;
    ring.rttUs[at] = "rttNs" in outcome ? Math.round(outcome.rttNs / 1000) : -1;
    ring.ipdvUs[at] = ipdvNs === null ? -1 : Math.round(ipdvNs / 1000);
    ring.status[at] = CODES.get(outcome.kind) ?? 0;
  }

  /**
   * Compares the next pair of interfaces.
   *
   * @param nowMs Unix milliseconds; what is older than the probes kept is
   * left out.
   * @returns What there is to say of all pairs; none with one interface.
   */
  step(nowMs: number): readonly string[] {
    for (const [series, { atMs, length }] of this.#rings) {
      const newestMs = atMs[(length - 1) % PROBES] ?? 0;
      if (nowMs - newestMs > PROBES * 1000) this.#rings.delete(series);
    }
    const series = [...this.#rings.keys()];
    const [reference, ...others] = interfaceSubjects(series);
    const judged = others[this.#turn++ % Math.max(1, others.length)];
    const names = new Set(others.map(({ name }) => name));
    for (const name of this.#verdicts.keys()) {
      if (!names.has(name)) this.#verdicts.delete(name);
    }
    if (reference !== undefined && judged !== undefined) {
      const matches = sameTargets(series, judged.name, reference.name)
        .map(({ a, b }) => ({ a: this.#columns(a), b: this.#columns(b) }));
      const { verdict } = compare({ a: judged, b: reference, matches }, {
        isPaired: true,
        random: this.#random,
        resamples: RESAMPLES,
      });
      this.#verdicts.set(judged.name, verdict.sentence);
    }
    return [...this.#verdicts.values()];
  }

  #ringOf(series: Series): Ring {
    const known = this.#rings.get(series);
    if (known !== undefined) return known;
    const fresh = {
      atMs: new Float64Array(PROBES),
      rttUs: new Int32Array(PROBES),
      ipdvUs: new Int32Array(PROBES),
      status: new Uint8Array(PROBES),
      length: 0,
    };
    this.#rings.set(series, fresh);
    return fresh;
  }

  /** The probes of a series, oldest first. */
  #columns(series: Series): SampleColumns {
    const { atMs, rttUs, ipdvUs, status, length } = this.#ringOf(series);
    const count = Math.min(length, PROBES);
    const order = Array.from(
      { length: count },
      (_, at) => (length - count + at) % PROBES,
    );
    return {
      series,
      length: count,
      atMs: Float64Array.from(order, (at) => atMs[at] ?? 0),
      rttUs: Int32Array.from(order, (at) => rttUs[at] ?? -1),
      ipdvUs: Int32Array.from(order, (at) => ipdvUs[at] ?? -1),
      status: Uint8Array.from(order, (at) => status[at] ?? 0),
    };
  }
}

/** Where a probe of this instant stands, or is to stand. */
function placeOf(ring: Ring, atMs: number): number {
  // What is told again is one of the last ten seconds.
  const oldest = Math.max(0, ring.length - PROBES);
  for (let at = ring.length - 1; at >= oldest; at--) {
    const known = ring.atMs[at % PROBES] ?? 0;
    if (known === atMs) return at % PROBES;
    if (known < atMs) break;
  }
  return ring.length++ % PROBES;
}
