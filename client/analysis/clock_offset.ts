import type { EchoExchange, OneWayDelay } from "../model/mod.ts";
import {
  type Apparent,
  type Drift,
  Envelope,
} from "./clock_offset_envelope.ts";
import { RouteWatch } from "./clock_offset_route.ts";
import { ClockSkew } from "./clock_offset_skew.ts";
import { StepWatch } from "./clock_offset_step.ts";

/** A crystal's error, two of them at worst: until more is known. */
const UNKNOWN_RATE: Drift = { rate: 0, slack: 200e-6 };
const UNKNOWN_SPAN_S = 20;
/** Of a fit over 300 s: what temperature still does to a crystal. */
const FITTED_SLACK = 3e-6;
const FITTED_NS = 300e9;
const FITTED_SPAN_S = 120;
/** Queues need the rate, but no bound of its error: a shorter fit will do. */
const QUEUE_FIT_NS = 60e9;
/** Kernel stamps, and putting them onto the raw clock, are right to this. */
const STAMP_NOISE_NS = 5_000;
/** As far as the samples go back: a queue that stands shorter is seen. */
const QUEUE_SPAN_S = 600;
/** Delays are told from the third sample on, as one may be anything. */
const FIRST_TOLD = 3;
/** A bound that exceeds half the shortest round trip by less is a good one. */
const GOOD_EXCESS_NS = 1e6;
const SET = "the clock of one end was set";
/** A contradiction beyond this is no change of rate but a step. */
const STEP_NS = 1e6;

/** What has become of the knowledge of the two clocks. */
export interface ClockNews {
  /**
   * - `established`: one-way delays can be told.
   * - `lost`: no longer; it begins anew.
   * - `stepped`: a clock was set, and everything was taken along.
   * - `route_shifted`: the shortest round trip is another one for good.
   */
  readonly kind: "established" | "lost" | "stepped" | "route_shifted";
  /** For a person. */
  readonly detail: string;
}

/** What one sample has taught. */
export interface ClockReading {
  /** The sample's delays; `null` until they can be told. */
  readonly delay: OneWayDelay | null;
  /** What has changed with it; mostly nothing. */
  readonly news: readonly ClockNews[];
}

/**
 * How far apart the clocks of client and server are, and how fast they part:
 * found from ECHOs alone, without assuming that both directions are alike.
 *
 * Delays are never negative, so each sample confines the offset to
 * `[downNs, upNs]` of {@linkcode Apparent}; what many samples leave over is
 * its estimate and its hard bound, about half the shortest round trip. Queues
 * are what a sample exceeds the lowest apparent delay by; the offset cancels.
 *
 * Constant memory, whatever the rate and the time.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert/strict";
 *
 * // 12 ms up, 4 ms down; the server's clock is 1 s ahead.
 * const offset = new ClockOffset();
 * const ms = 1_000_000n;
 * const readings = [0n, 1000n, 2000n].map((atMs) =>
 *   offset.add({
 *     clocks: "example",
 *     sentNs: atMs * ms,
 *     arrivedNs: (atMs + 1012n) * ms,
 *     repliedNs: (atMs + 1012n) * ms,
 *     returnedNs: (atMs + 16n) * ms,
 *   })
 * );
 * deepStrictEqual(readings.map(({ delay }) => delay === null), [true, true, false]);
 * strictEqual(readings[2]?.delay?.errorNs, 8_005_000);
 * ```
 *
 * @see docs/measuring_one_way.md for the method, docs/protocol.md for the wire
 */
export class ClockOffset {
  readonly #skew = new ClockSkew();
  readonly #envelope = new Envelope(QUEUE_SPAN_S);
  readonly #steps = new StepWatch();
  readonly #routes = new RouteWatch();
  #clocks = "";
  #originNs = 0n;
  #offsetNs = 0n;
  #newestNs = 0;
  #samples = 0;
  #shortestNs = Infinity;
  #isEstablished = false;

  /**
   * Takes a sample.
   *
   * @param exchange Its four times; in about the order of sending.
   */
  add(exchange: EchoExchange): ClockReading {
    const news: ClockNews[] = [];
    const { clocks, sentNs, arrivedNs, repliedNs, returnedNs } = exchange;
    if (clocks !== this.#clocks) {
      if (this.#isEstablished) news.push(lost("the server has started anew"));
      this.#restart(exchange);
    }
    const atNs = Number(sentNs - this.#originNs);
    const apparent = {
      upNs: Number(arrivedNs - sentNs - this.#offsetNs),
      downNs: Number(repliedNs - returnedNs - this.#offsetNs),
    };
    if (atNs < 0) return { delay: null, news };
    if (this.#isForgotten(atNs)) {
      this.#lose("nothing was heard for too long", news);
    }
    this.#newestNs = Math.max(this.#newestNs, atNs);
    if (this.#isFitted) {
      const verdict = this.#steps.judge(apparent, this.#likeliest(atNs));
      if (verdict === "suspicious") return { delay: null, news };
      if (verdict === "step") this.#rebase(SET, news);
    }
    this.#resolveContradiction(atNs, apparent, news);
    this.#take(atNs, apparent, news);
    return { delay: this.#delayOf(atNs, apparent, news), news };
  }

  #take(atNs: number, apparent: Apparent, news: ClockNews[]): void {
    const rttNs = apparent.upNs - apparent.downNs;
    this.#samples++;
    this.#shortestNs = Math.min(this.#shortestNs, rttNs);
    const shift = this.#routes.add(atNs, rttNs);
    if (shift !== null) {
      news.push({
        kind: "route_shifted",
        detail: `the shortest round trip went from ${inMs(shift.fromNs)} to ${
          inMs(shift.toNs)
        } ms`,
      });
      // Only what is longer now would look like a queue.
      this.#shortestNs = shift.toNs;
      if (shift.toNs > shift.fromNs) this.#envelope.clear();
    }
    this.#skew.add(atNs, apparent);
    this.#envelope.add(atNs, apparent);
  }

  /** No offset fits both this sample and those before it. */
  #resolveContradiction(
    atNs: number,
    apparent: Apparent,
    news: ClockNews[],
  ): void {
    const before = this.#bounds(atNs);
    const byNs = Math.max(before.downNs, apparent.downNs) -
      Math.min(before.upNs, apparent.upNs);
    if (byNs > STEP_NS) {
      this.#rebase(SET, news);
    } else if (byNs > 0) {
      this.#skew.clear();
      this.#lose("the clock of one end has changed its rate", news);
    }
  }

  #delayOf(
    atNs: number,
    apparent: Apparent,
    news: ClockNews[],
  ): OneWayDelay | null {
    if (this.#samples < FIRST_TOLD) return null;
    const { upNs, downNs } = this.#bounds(atNs);
    const errorNs = (upNs - downNs) / 2;
    if (!this.#isEstablished) {
      if (errorNs > this.#shortestNs / 2 + GOOD_EXCESS_NS) return null;
      this.#isEstablished = true;
      news.push({
        kind: "established",
        detail: `known to ±${inMs(errorNs)} ms`,
      });
    }
    const offsetNs = (upNs + downNs) / 2;
    return {
      upNs: apparent.upNs - offsetNs,
      downNs: offsetNs - apparent.downNs,
      errorNs,
      ...this.#queuesOf(atNs, apparent),
    };
  }

  #queuesOf(
    atNs: number,
    apparent: Apparent,
  ): Pick<OneWayDelay, "queueUpNs" | "queueDownNs"> {
    if (this.#skew.spanNs < QUEUE_FIT_NS) {
      return { queueUpNs: null, queueDownNs: null };
    }
    const base = this.#likeliest(atNs);
    return {
      queueUpNs: Math.max(0, apparent.upNs - base.upNs),
      queueDownNs: Math.max(0, base.downNs - apparent.downNs),
    };
  }

  get #isFitted(): boolean {
    return this.#skew.spanNs >= FITTED_NS;
  }

  /** How far back a sample says anything of the offset. */
  get #spanS(): number {
    return this.#isFitted ? FITTED_SPAN_S : UNKNOWN_SPAN_S;
  }

  /** Between these the offset is for sure. */
  #bounds(atNs: number): Apparent {
    const drift = this.#isFitted
      ? { rate: this.#skew.rate, slack: FITTED_SLACK }
      : UNKNOWN_RATE;
    const { upNs, downNs } = this.#envelope.bounds(atNs, drift, this.#spanS);
    return { upNs: upNs + STAMP_NOISE_NS, downNs: downNs - STAMP_NOISE_NS };
  }

  /** What a sample without any queue would say. */
  #likeliest(atNs: number): Apparent {
    const drift = { rate: this.#skew.rate, slack: 0 };
    return this.#envelope.bounds(atNs, drift, QUEUE_SPAN_S);
  }

  #isForgotten(atNs: number): boolean {
    return this.#samples > 0 && atNs - this.#newestNs > this.#spanS * 1e9;
  }

  #restart({ clocks, sentNs, arrivedNs }: EchoExchange): void {
    this.#clocks = clocks;
    this.#originNs = sentNs;
    this.#offsetNs = arrivedNs - sentNs;
    this.#newestNs = 0;
    this.#isEstablished = false;
    this.#skew.clear();
    this.#forget();
  }

  /** The rate is as good as before; all else is not. */
  #rebase(reason: string, news: ClockNews[]): void {
    this.#skew.rebase();
    news.push({ kind: "stepped", detail: reason });
    this.#lose(reason, news);
  }

  #lose(reason: string, news: ClockNews[]): void {
    if (this.#isEstablished) news.push(lost(reason));
    this.#isEstablished = false;
    this.#forget();
  }

  #forget(): void {
    this.#envelope.clear();
    this.#steps.clear();
    this.#routes.clear();
    this.#samples = 0;
    this.#shortestNs = Infinity;
  }
}

function lost(reason: string): ClockNews {
  return { kind: "lost", detail: reason };
}

function inMs(ns: number): string {
  return (ns / 1e6).toFixed(3);
}
