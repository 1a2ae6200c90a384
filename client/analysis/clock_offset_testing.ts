/**
 * Paths with a truth, for tests of the clock offset: what the four times of
 * each ECHO would be, and what they ought to be found to mean.
 *
 * @module
 */

import type { EchoExchange } from "../model/mod.ts";
import { ClockOffset } from "./clock_offset.ts";
import { percentileOfSorted } from "./percentile.ts";

/** A path and its two clocks. */
export interface PathOptions {
  /** How much faster the server's clock runs, ppm. */
  readonly skewPpm: number;
  /** Delay without any queue, ms. */
  readonly baseMs: { readonly up: number; readonly down: number };
  /** Scheduling grants of a mobile network: 0 to this much, ms. */
  readonly jitterMs: number;
  /** Seconds of load in every 300, alternating between the directions. */
  readonly loadS: number;
  /** The queue while there is load, ms at most. */
  readonly loadMs: number;
  /** For how long, s. */
  readonly lengthS: number;
  /** From one ECHO to the next, s. */
  readonly intervalS: number;
  /** Makes jitter and queues repeatable. */
  readonly seed: number;
}

/** One ECHO and the truth about it. */
export interface TrueExchange {
  /** What both ends stamped. */
  readonly exchange: EchoExchange;
  /** The real delays, ns. */
  readonly upNs: number;
  /** See {@linkcode upNs}. */
  readonly downNs: number;
  /** Of these, what was not the base, ns. */
  readonly queueUpNs: number;
  /** See {@linkcode queueUpNs}. */
  readonly queueDownNs: number;
}

/** Where the server's clock stands when the client's shows 0: days apart. */
const OFFSET_NS = 8_765_432_109_876_543n;
const LOAD_EVERY_S = 300;
/** Of the kernel's stamps, ns at most. */
const STAMP_NOISE_NS = 5_000;

/**
 * Sends ECHOs over a path.
 *
 * @param options The path.
 * @yields One ECHO after the other.
 */
export function* exchangesOver(options: PathOptions): Generator<TrueExchange> {
  const { skewPpm, baseMs, lengthS, intervalS, seed } = options;
  const random = noise(seed);
  for (let s = 0; s < lengthS; s += intervalS) {
    const queueUpNs = queueNs(options, s, { direction: "up", random });
    const queueDownNs = queueNs(options, s, { direction: "down", random });
    const upNs = Math.round(baseMs.up * 1e6 + queueUpNs);
    const downNs = Math.round(baseMs.down * 1e6 + queueDownNs);
    const dwellNs = Math.round(50_000 + 100_000 * random());
    const sentNs = BigInt(Math.round(s * 1e9 + 1e6 * random()));
    const onServer = (ns: bigint) =>
      ns + OFFSET_NS + BigInt(Math.round(Number(ns) * skewPpm * 1e-6));
    const arrived = sentNs + BigInt(upNs);
    const replied = arrived + BigInt(dwellNs);
    yield {
      upNs,
      downNs,
      queueUpNs,
      queueDownNs,
      exchange: {
        clocks: "test",
        sentNs,
        arrivedNs: onServer(arrived),
        repliedNs: onServer(replied),
        returnedNs: replied + BigInt(downNs),
      },
    };
  }
}

/** Jitter, and a queue that fills within 2 s of load and is mostly full. */
function queueNs(
  options: PathOptions,
  s: number,
  of: { readonly direction: "up" | "down"; readonly random: () => number },
): number {
  const { jitterMs, loadS, loadMs } = options;
  const { direction, random } = of;
  const grantNs = jitterMs * 1e6 * random() ** 2;
  const noiseNs = STAMP_NOISE_NS * random();
  const intoPeriodS = s % LOAD_EVERY_S - 100;
  const isOurs =
    Math.floor(s / LOAD_EVERY_S) % 2 === (direction === "up" ? 0 : 1);
  if (!isOurs || intoPeriodS < 0 || intoPeriodS >= loadS) {
    return grantNs + noiseNs;
  }
  const fill = Math.min(1, intoPeriodS / 2) * (0.7 + 0.3 * random());
  return grantNs + noiseNs + loadMs * 1e6 * fill;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How well the delays of a path were found. */
export interface OffsetErrors {
  /** Samples whose delays were told. */
  readonly told: number;
  /** Of these, with a delay further off than the bound said. */
  readonly outside: number;
  /** The bound, ns. */
  readonly boundP50Ns: number;
  /** How far off queues were, both directions together, ns. */
  readonly queueP50Ns: number;
  /** See {@linkcode queueP50Ns}. */
  readonly queueP99Ns: number;
}

/**
 * Compares what {@linkcode ClockOffset} finds with the truth.
 *
 * @param options The path.
 */
export function errorsOver(options: PathOptions): OffsetErrors {
  const offset = new ClockOffset();
  const [boundsNs, queuesNs]: [number[], number[]] = [[], []];
  let outside = 0;
  for (const truth of exchangesOver(options)) {
    const { delay } = offset.add(truth.exchange);
    if (delay === null) continue;
    boundsNs.push(delay.errorNs);
    const errorNs = Math.max(
      Math.abs(delay.upNs - truth.upNs),
      Math.abs(delay.downNs - truth.downNs),
    );
    if (errorNs > delay.errorNs) outside++;
    if (delay.queueUpNs === null || delay.queueDownNs === null) continue;
    queuesNs.push(
      Math.abs(delay.queueUpNs - truth.queueUpNs),
      Math.abs(delay.queueDownNs - truth.queueDownNs),
    );
  }
  const queues = Float64Array.from(queuesNs).sort();
  return {
    told: boundsNs.length,
    outside,
    boundP50Ns: percentileOfSorted(Float64Array.from(boundsNs).sort(), 50),
    queueP50Ns: percentileOfSorted(queues, 50),
    queueP99Ns: percentileOfSorted(queues, 99),
  };
}
