import { exchangeQueues, type Rest } from "../../analysis/exchange_queues.ts";
import type {
  BloatSample,
  EchoExchange,
  Measurement,
  WallNs,
} from "../../model/mod.ts";

const NS_PER_MS = 1e6;

interface Probed {
  readonly sample: BloatSample;
  readonly exchange: EchoExchange | null;
}

/** The latency probes of a test, with what became of each. */
export class BloatSamples {
  readonly #startNs: WallNs;
  readonly #probed = new Map<WallNs, Probed>();

  /** @param startNs When the test began, wall clock. */
  constructor(startNs: WallNs) {
    this.#startNs = startNs;
  }

  /** Takes what became of a probe; a later word on it replaces the earlier. */
  take({ sentAt, outcome, echo }: Measurement): void {
    const isAnswered = "rttNs" in outcome;
    const exchange = echo?.exchange ?? null;
    const sample = {
      atMs: this.atMs(sentAt),
      rttNs: isAnswered ? outcome.rttNs : null,
      queueUpNs: null,
      queueDownNs: null,
      localQueueNs: isAnswered ? outcome.localQueueNs : 0,
      lostOn: echo?.lostOn ?? null,
    };
    this.#probed.set(sentAt, { sample, exchange });
  }

  /** ms since the test began. */
  atMs(atNs: WallNs): number {
    return Number(atNs - this.#startNs) / NS_PER_MS;
  }

  /**
   * What became of all of them, in the order they were sent.
   *
   * @param rests Where the line was at rest: the first and the last count.
   */
  samples(rests: readonly Rest[]): readonly BloatSample[] {
    const probed = [...this.#probed.values()]
      .sort((a, b) => a.sample.atMs - b.sample.atMs);
    const timed = probed.flatMap(({ sample, exchange }) =>
      exchange === null ? [] : [{ atMs: sample.atMs, exchange }]
    );
    const queues = exchangeQueues(timed, rests)[Symbol.iterator]();
    return probed.map(({ sample, exchange }) => {
      const queue = exchange === null ? undefined : queues.next().value;
      return queue === undefined
        ? sample
        : { ...sample, queueUpNs: queue.upNs, queueDownNs: queue.downNs };
    });
  }
}
