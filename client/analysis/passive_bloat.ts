import type { Direction } from "../model/mod.ts";
import { bootstrapMedian, medianOf } from "./bootstrap.ts";
import { whyNotYet } from "./enough_load.ts";
import { blocksOf, curveOf, GAP_MS, IDLE_PCT } from "./load_curve.ts";
import { type LoadedSecond, LoadedSeconds } from "./loaded_seconds.ts";
import type { PassiveBloatFigures, PassiveGlance } from "./passive_figures.ts";
import { RollingMedian } from "./rolling_median.ts";

/** One second of the line: its load and one latency sample. */
export interface LineSecond {
  /** When the sample was sent, Unix milliseconds; whole seconds apart. */
  readonly atMs: number;
  /** Bytes that left by the interface in the second up to the sample. */
  readonly upBytes: number;
  /** Bytes that came in by it in the second up to the sample. */
  readonly downBytes: number;
  /** Round-trip time in ns; `null` when no answer came. */
  readonly rttNs: number | null;
  /** Of the way up, spent in queues, ns; `null` where it is not known. */
  readonly queueUpNs: number | null;
  /** Of the way down, spent in queues, ns; `null` where it is not known. */
  readonly queueDownNs: number | null;
}

/** What a {@linkcode PassiveBloat} goes by. */
export interface PassiveBloatOptions {
  /** Numbers in [0, 1), like `Math.random`, for the confidence interval. */
  readonly random: () => number;
  /** The line's rates where known, bit/s: less than half of it is no load. */
  readonly expectedBps?: Readonly<Record<Direction, number | null>>;
}

/** A highest rate below this is no load at all, bit/s. */
export const LOAD_FLOOR_BPS = 200e3;

/** Below this rate a second is idle on any line, bit/s: probes and chatter. */
const BACKGROUND_BPS = 100e3;

/** From here on the queue should be standing (cake-autorate's high load). */
const HIGH_LOAD_PCT = 75;

/** The other direction does not disturb below this share of its own, percent. */
const CALM_PCT = 50;

/** Below this share of the other way's bytes, all are acknowledgements. */
const ACK_SHARE = 1 / 16;

/** For so long the idle delay is looked back, in idle seconds. */
const BASELINE_SECONDS = 60;

/**
 * Bufferbloat without test traffic: the delay of each second against what the
 * line carried in it. Constant memory, about 300 KB: the last idle seconds,
 * and the last of little and of much load in each direction.
 *
 * A second counts with the lesser load of itself and the one after, so the
 * sample lies within the load and not at its edge. Each delay is compared
 * with the median of the last idle minute, so a route that changes does not
 * look like a queue. Where the direction of the queue is not known, the round
 * trip is taken while the other direction is calm. Seconds of bufferbane's
 * own load are fed like any other.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const passive = new PassiveBloat({ random: Math.random });
 * passive.add({
 *   atMs: 1_800_000_000_000,
 *   upBytes: 2000,
 *   downBytes: 4000,
 *   rttNs: 20e6,
 *   queueUpNs: null,
 *   queueDownNs: null,
 * });
 * strictEqual(passive.figures("down").kind, "not_enough_load");
 * ```
 */
export class PassiveBloat {
  readonly #options: PassiveBloatOptions;
  readonly #directions = {
    up: new LoadedSeconds(),
    down: new LoadedSeconds(),
  };
  readonly #baselines = {
    rtt: new RollingMedian(BASELINE_SECONDS),
    up: new RollingMedian(BASELINE_SECONDS),
    down: new RollingMedian(BASELINE_SECONDS),
  };
  #last: LineSecond | null = null;

  /**
   * Begins with nothing seen.
   *
   * @param options Randomness, and what the line is expected to carry.
   */
  constructor(options: PassiveBloatOptions) {
    this.#options = options;
  }

  /**
   * Takes the next second.
   *
   * @param second In order of time.
   */
  add(second: LineSecond): void {
    const sampled = this.#last;
    this.#last = second;
    if (sampled === null || second.atMs - sampled.atMs > GAP_MS) return;
    const loads = {
      up: loadOf(sampled.upBytes, second.upBytes),
      down: loadOf(sampled.downBytes, second.downBytes),
    };
    for (const direction of DIRECTIONS) {
      this.#directions[direction].see(loads[direction].leastBps, sampled.atMs);
    }
    if (DIRECTIONS.every((way) => this.#isIdle(way, loads[way].mostBps))) {
      this.#addIdle(sampled);
      return;
    }
    for (const direction of DIRECTIONS) {
      const bps = loads[direction].leastBps;
      if (this.#isIdle(direction, bps)) continue;
      const isAlone = this.#isCalm(otherOf(direction), loads);
      const upliftNs = this.#upliftNs(sampled, direction, isAlone);
      if (upliftNs === null) continue;
      this.#directions[direction].addLoaded({
        atMs: sampled.atMs,
        bps,
        upliftNs,
      });
    }
  }

  /**
   * What is known of one direction so far. Takes a tenth of a second.
   *
   * @param direction Which way.
   * @returns The figures, or why there are none yet.
   */
  figures(direction: Direction): PassiveBloatFigures {
    const { highestBps, loaded, idleNs, blocks, loadedSeconds, reason } = this
      .#gathered(direction);
    if (reason !== null) {
      return { kind: "not_enough_load", highestBps, loadedSeconds, reason };
    }
    const { medianNs, interval } = bootstrapMedian(blocks, {
      random: this.#options.random,
      baselineNs: idleNs,
    });
    return {
      kind: "measured",
      highestBps,
      loadedSeconds,
      bloatNs: medianNs,
      interval,
      curve: curveOf(loaded, { idleNs, highestBps }),
    };
  }

  /**
   * The same figure without its confidence, for whoever shows it all the time.
   *
   * @param direction Which way.
   */
  glance(direction: Direction): PassiveGlance {
    const { highestBps, blocks, idleNs, loadedSeconds, reason } = this
      .#gathered(direction);
    const bloatNs = reason === null
      ? medianOf(blocks.flat()) - medianOf(idleNs)
      : null;
    return { highestBps, loadedSeconds, bloatNs };
  }

  #gathered(direction: Direction): Gathered {
    const seconds = this.#directions[direction];
    const highestBps = seconds.highestBps();
    const loaded = seconds.loaded();
    const high = highestBps < LOAD_FLOOR_BPS
      ? []
      : loaded.filter(({ bps }) => 100 * bps >= highestBps * HIGH_LOAD_PCT);
    const loadedSeconds = high.length;
    const blocks = blocksOf(high);
    const idleNs = seconds.idle();
    const reason = whyNotYet({
      highestBps,
      expectedBps: this.#options.expectedBps?.[direction] ?? null,
      loadedSeconds,
      blocks: blocks.length,
      idleSeconds: idleNs.length,
    });
    return { highestBps, loaded, blocks, idleNs, loadedSeconds, reason };
  }

  #addIdle(second: LineSecond): void {
    const { rtt } = this.#baselines;
    for (const direction of DIRECTIONS) {
      const upliftNs = this.#upliftNs(second, direction, true);
      if (upliftNs !== null) this.#directions[direction].addIdle(upliftNs);
      const queueNs = queueOf(second, direction);
      if (queueNs !== null) this.#baselines[direction].add(queueNs);
    }
    if (second.rttNs !== null) rtt.add(second.rttNs);
  }

  /** The delay above the idle one; `null` where it says nothing of this way. */
  #upliftNs(
    second: LineSecond,
    direction: Direction,
    isAlone: boolean,
  ): number | null {
    const queueNs = queueOf(second, direction);
    const idleQueueNs = this.#baselines[direction].median();
    if (queueNs !== null && idleQueueNs !== null) return queueNs - idleQueueNs;
    const idleNs = this.#baselines.rtt.median();
    if (!isAlone || second.rttNs === null || idleNs === null) return null;
    return second.rttNs - idleNs;
  }

  #isIdle(direction: Direction, bps: number): boolean {
    const highestBps = this.#directions[direction].highestBps();
    return bps < Math.max(BACKGROUND_BPS, highestBps * IDLE_PCT / 100);
  }

  /** Whether a direction has no queue to speak of. */
  #isCalm(
    direction: Direction,
    loads: Readonly<Record<Direction, Load>>,
  ): boolean {
    const { mostBps } = loads[direction];
    const highestBps = this.#directions[direction].highestBps();
    return 100 * mostBps < highestBps * CALM_PCT ||
      mostBps < loads[otherOf(direction)].leastBps * ACK_SHARE;
  }
}

const DIRECTIONS = ["up", "down"] as const;

/** What one direction has shown so far. */
interface Gathered {
  readonly highestBps: number;
  readonly loaded: readonly LoadedSecond[];
  /** Delays near the highest rate, those of one run together. */
  readonly blocks: readonly (readonly number[])[];
  readonly idleNs: readonly number[];
  readonly loadedSeconds: number;
  /** Why there is no figure yet; `null`: there is one. */
  readonly reason: string | null;
}

function otherOf(direction: Direction): Direction {
  return direction === "up" ? "down" : "up";
}

function queueOf(second: LineSecond, direction: Direction): number | null {
  return direction === "up" ? second.queueUpNs : second.queueDownNs;
}

/** What a direction carried around a sample. */
interface Load {
  /** The lesser of the seconds before and after it, bit/s. */
  readonly leastBps: number;
  /** The greater of the two, bit/s. */
  readonly mostBps: number;
}

function loadOf(bytesBefore: number, bytesAfter: number): Load {
  return {
    leastBps: 8 * Math.min(bytesBefore, bytesAfter),
    mostBps: 8 * Math.max(bytesBefore, bytesAfter),
  };
}
