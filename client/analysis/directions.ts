import type { LostOn, Measurement, WallNs } from "../model/mod.ts";
import { percentileOfSorted } from "./percentile.ts";

/** One direction between client and server; times in ns, `NaN` if unknown. */
export interface DirectionFigures {
  /** The newest queueing delay. */
  readonly lastQueueNs: number;
  /** Median queueing delay. */
  readonly queueP50Ns: number;
  /** 95th percentile of the queueing delay. */
  readonly queueP95Ns: number;
  /** 99th percentile of the queueing delay. */
  readonly queueP99Ns: number;
  /** Mean one-way delay, right to {@linkcode Directions.errorNs}. */
  readonly meanDelayNs: number;
  /** ECHOs lost in this direction. */
  readonly lost: number;
}

/** What ECHOs to the own server tell that a round trip does not. */
export interface Directions {
  /** From client to server. */
  readonly up: DirectionFigures;
  /** From server to client. */
  readonly down: DirectionFigures;
  /** The largest bound of the one-way delays, ns. */
  readonly errorNs: number;
  /** ECHOs lost in a direction that nothing tells. */
  readonly lostUnknown: number;
}

/** A growing column of which one statistic after the other is taken. */
interface Column {
  readonly queuesNs: number[];
  readonly delaysNs: number[];
}

/** Gathers {@linkcode Directions}; holds 16 bytes an ECHO and direction. */
class Gatherer {
  readonly #up: Column = { queuesNs: [], delaysNs: [] };
  readonly #down: Column = { queuesNs: [], delaysNs: [] };
  readonly #lost: Record<LostOn, number> = { up: 0, down: 0, unknown: 0 };
  #errorNs = NaN;

  lose(on: LostOn): void {
    this.#lost[on]++;
  }

  delay(upNs: number, downNs: number, errorNs: number): void {
    this.#up.delaysNs.push(upNs);
    this.#down.delaysNs.push(downNs);
    if (!(errorNs <= this.#errorNs)) this.#errorNs = errorNs;
  }

  queue(upNs: number, downNs: number): void {
    this.#up.queuesNs.push(upNs);
    this.#down.queuesNs.push(downNs);
  }

  finish(): Directions {
    return {
      up: figuresOf(this.#up, this.#lost.up),
      down: figuresOf(this.#down, this.#lost.down),
      errorNs: this.#errorNs,
      lostUnknown: this.#lost.unknown,
    };
  }
}

function figuresOf(column: Column, lost: number): DirectionFigures {
  const sorted = Float64Array.from(column.queuesNs).sort();
  const { delaysNs } = column;
  return {
    lastQueueNs: column.queuesNs.at(-1) ?? NaN,
    queueP50Ns: percentileOfSorted(sorted, 50),
    queueP95Ns: percentileOfSorted(sorted, 95),
    queueP99Ns: percentileOfSorted(sorted, 99),
    meanDelayNs: delaysNs.reduce((sum, ns) => sum + ns, 0) / delaysNs.length,
    lost,
  };
}

/** The directions of a live series over its last seconds. */
export class DirectionWindow {
  readonly #spanNs: bigint;
  /** In about the order of sending. */
  readonly #echoes = new Map<WallNs, NonNullable<Measurement["echo"]>>();

  /**
   * Begins empty.
   *
   * @param spanS How far it looks back, in s, > 0.
   */
  constructor(spanS: number) {
    this.#spanNs = BigInt(Math.round(spanS * 1e9));
  }

  /** Takes a measurement, or what replaces an earlier one. */
  add({ sentAt, echo }: Measurement): void {
    if (echo === undefined) return;
    // Only what says something: the first report of an ECHO does not.
    if (echo.delay !== null || echo.lostOn !== null) {
      this.#echoes.set(sentAt, echo);
    } else if (this.#echoes.get(sentAt)?.lostOn !== undefined) {
      this.#echoes.delete(sentAt);
    }
  }

  /** The figures of the span that ends now. */
  summary(now: WallNs): Directions {
    const gatherer = new Gatherer();
    for (const [sentAt, { delay, lostOn }] of this.#echoes) {
      if (sentAt <= now - this.#spanNs) {
        this.#echoes.delete(sentAt);
        continue;
      }
      if (lostOn !== null) gatherer.lose(lostOn);
      if (delay === null) continue;
      gatherer.delay(delay.upNs, delay.downNs, delay.errorNs);
      const { queueUpNs, queueDownNs } = delay;
      if (queueUpNs === null || queueDownNs === null) continue;
      gatherer.queue(queueUpNs, queueDownNs);
    }
    return gatherer.finish();
  }
}
