import { PassiveBloat } from "../analysis/passive_bloat.ts";
import type { PassiveGlance } from "../analysis/passive_figures.ts";
import {
  latencyOf,
  PassiveFeed,
  passiveRank,
} from "../analysis/passive_feed.ts";
import type { Settings } from "../config/mod.ts";
import type {
  Direction,
  LinkSecond,
  Measurement,
  Series,
} from "../model/mod.ts";
import type { Stage } from "../pipeline.ts";

/** Interfaces that are watched at most; more there are by accident. */
const MOST_INTERFACES = 32;

/** What the line should carry, bit/s; `null`: nobody knows. */
export type ExpectedRates = Readonly<Record<Direction, number | null>>;

/**
 * What the contract promises; what nobody has said is not known.
 *
 * @param settings Where it stands.
 */
export function expectedRates({ line }: Pick<Settings, "line">): ExpectedRates {
  const bps = (kbps: number) => kbps === 0 ? null : kbps * 1_000;
  return {
    up: bps(line.expectedUploadKbps),
    down: bps(line.expectedDownloadKbps),
  };
}

interface Watched {
  readonly passive: PassiveBloat;
  readonly feed: PassiveFeed;
  /** Whose delay is looked at: the best so far. */
  series: Series | null;
  rank: number;
}

/**
 * Watches for bufferbloat without any test: how the delay follows what each
 * interface carries.
 */
export class PassiveWatch implements Stage {
  readonly #expectedBps: ExpectedRates;
  readonly #watched = new Map<string, Watched>();

  /**
   * Watches nothing until the first measurement.
   *
   * @param expectedBps What the contract promises.
   */
  constructor(expectedBps: ExpectedRates) {
    this.#expectedBps = expectedBps;
  }

  tick(): void {}

  event(): void {}

  sample(measurement: Measurement): void {
    const { series } = measurement;
    const watched = this.#watched.get(series.interface);
    if (watched === undefined) return;
    if (watched.series !== series) {
      const rank = passiveRank(series) ?? Infinity;
      if (rank >= watched.rank) return;
      watched.series = series;
      watched.rank = rank;
    }
    const { atMs, sample } = latencyOf(measurement);
    watched.feed.sample(atMs, sample);
  }

  linkSecond(second: LinkSecond): void {
    this.#of(second.interface)?.feed.link(second);
  }

  /** What is known of a direction of an interface; `null`: nothing at all. */
  glance(name: string, direction: Direction): PassiveGlance | null {
    return this.#watched.get(name)?.passive.glance(direction) ?? null;
  }

  #of(name: string): Watched | undefined {
    const known = this.#watched.get(name);
    if (known !== undefined || this.#watched.size >= MOST_INTERFACES) {
      return known;
    }
    const passive = new PassiveBloat({
      random: Math.random,
      expectedBps: this.#expectedBps,
    });
    const feed = new PassiveFeed(passive);
    const fresh = { passive, feed, series: null, rank: Infinity };
    this.#watched.set(name, fresh);
    return fresh;
  }
}
