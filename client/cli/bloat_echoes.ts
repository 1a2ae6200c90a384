import { OneWayDelays } from "../analysis/mod.ts";
import type { BloatSample, Measurement, WallNs } from "../model/mod.ts";

const NS_PER_MS = 1e6;

/** The latency probes of a test, with what became of each. */
export class BloatEchoes {
  readonly #startNs: WallNs;
  readonly #delays = new OneWayDelays();
  readonly #samples = new Map<WallNs, BloatSample>();

  /** @param startNs When the test began, wall clock. */
  constructor(startNs: WallNs) {
    this.#startNs = startNs;
  }

  /** Takes what became of a probe; a later word on it replaces the earlier. */
  take(reported: Measurement): void {
    const { measurement } = this.#delays.derive(reported);
    const { sentAt, outcome, echo } = measurement;
    const isAnswered = "rttNs" in outcome;
    this.#samples.set(sentAt, {
      atMs: this.atMs(sentAt),
      rttNs: isAnswered ? outcome.rttNs : null,
      queueUpNs: echo?.delay?.queueUpNs ?? null,
      queueDownNs: echo?.delay?.queueDownNs ?? null,
      localQueueNs: isAnswered ? outcome.localQueueNs : 0,
      lostOn: echo?.lostOn ?? null,
    });
  }

  /** ms since the test began. */
  atMs(atNs: WallNs): number {
    return Number(atNs - this.#startNs) / NS_PER_MS;
  }

  /** Those sent from one instant of the test to before another. */
  between(fromMs: number, toMs: number): readonly BloatSample[] {
    return [...this.#samples.values()]
      .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
      .sort((a, b) => a.atMs - b.atMs);
  }
}
