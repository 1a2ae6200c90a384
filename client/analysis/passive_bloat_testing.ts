import type { Direction } from "../model/mod.ts";
import type { LineSecond } from "./passive_bloat.ts";

/** A line whose bottleneck queues like a token bucket with a limit (`tbf`). */
export interface SimulatedLine {
  /** What it carries, bit/s. */
  readonly rateBps: Readonly<Record<Direction, number>>;
  /** The queue's limit, as the delay of a full one, ms. */
  readonly limitMs: Readonly<Record<Direction, number>>;
  /** Round trip without queues, ms. */
  readonly baseMs: number;
  /** Mean of the exponential jitter on top, ms. */
  readonly jitterMs: number;
  /** Transfers to simulate, in either direction; `null`: none at all. */
  readonly transfers: {
    /** Mean pause between two, s. */
    readonly pauseS: number;
    /** Mean time that one takes, s. */
    readonly lengthS: number;
    /** Which ways they go. */
    readonly directions: readonly Direction[];
  } | null;
  /** Whether samples know their queues' direction. */
  readonly knowsQueues: boolean;
}

/** What a simulated line did. */
export interface SimulatedSeconds {
  /** Second by second. */
  readonly seconds: readonly LineSecond[];
  /** The true median queueing delay while full, ns; `NaN` without transfers. */
  readonly trueNs: Readonly<Record<Direction, number>>;
}

const STEPS_PER_S = 100;

/** What acknowledgements take of the other way's bytes. */
const ACK_SHARE = 0.03;

/** cubic: after a loss the window is this much of what it was, RFC 9438. */
const CUBIC_BETA = 0.7;

/**
 * Simulates a line that one person uses: pauses, and files whose TCP window
 * saws between full queue and 0.7 of it.
 */
export function simulateLine(
  line: SimulatedLine,
  { forS, random }: { readonly forS: number; readonly random: () => number },
): SimulatedSeconds {
  const exponential = (mean: number) => -mean * Math.log(1 - random());
  const seconds: LineSecond[] = [];
  const full: Record<Direction, number[]> = { up: [], down: [] };
  let transfer: Transfer | null = null;
  let nextS = exponential(line.transfers?.pauseS ?? Infinity);
  const moved = { up: 0, down: 0 };
  for (let step = 0; step < forS * STEPS_PER_S; step++) {
    const nowS = step / STEPS_PER_S;
    if (transfer === null && line.transfers !== null && nowS >= nextS) {
      const { directions, lengthS } = line.transfers;
      const direction = directions[Math.floor(random() * directions.length)] ??
        "down";
      transfer = new Transfer(line, direction, nowS + exponential(lengthS));
    }
    const queueMs = { up: 0, down: 0 };
    if (transfer !== null) {
      const { bps, queueMs: ownMs, isFull } = transfer.step();
      queueMs[transfer.direction] = ownMs;
      if (isFull) full[transfer.direction].push(ownMs * 1e6);
      const bytes = bps / 8 / STEPS_PER_S;
      moved[transfer.direction] += bytes;
      moved[transfer.direction === "up" ? "down" : "up"] += bytes * ACK_SHARE;
      if (nowS >= transfer.untilS) {
        transfer = null;
        nextS = nowS + exponential(line.transfers?.pauseS ?? Infinity);
      }
    }
    if (step % STEPS_PER_S !== 0) continue;
    const jitterMs = exponential(line.jitterMs);
    seconds.push({
      atMs: 1.8e12 + nowS * 1000,
      upBytes: moved.up + 2e3 + exponential(2e3),
      downBytes: moved.down + 2e3 + exponential(4e3),
      rttNs: random() < 0.01
        ? null
        : 1e6 * (line.baseMs + jitterMs + queueMs.up + queueMs.down),
      queueUpNs: line.knowsQueues ? 1e6 * (jitterMs / 2 + queueMs.up) : null,
      queueDownNs: line.knowsQueues
        ? 1e6 * (jitterMs / 2 + queueMs.down)
        : null,
    });
    moved.up = moved.down = 0;
  }
  return {
    seconds,
    trueNs: { up: middleOf(full.up), down: middleOf(full.down) },
  };
}

function middleOf(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** One file under way, as a window that doubles, fills the queue, and saws. */
class Transfer {
  readonly direction: Direction;
  readonly untilS: number;
  readonly #rateBps: number;
  readonly #baseMs: number;
  readonly #limitMs: number;
  /** Data in flight, as the time that the bottleneck takes for it, ms. */
  #windowMs: number;
  #isDoubling = true;

  constructor(line: SimulatedLine, direction: Direction, untilS: number) {
    this.direction = direction;
    this.untilS = untilS;
    this.#rateBps = line.rateBps[direction];
    this.#baseMs = line.baseMs;
    this.#limitMs = line.limitMs[direction];
    this.#windowMs = 8 * 14_480 / this.#rateBps * 1e3;
  }

  step(): { bps: number; queueMs: number; isFull: boolean } {
    const queueMs = Math.max(0, this.#windowMs - this.#baseMs);
    const roundTripMs = this.#baseMs + queueMs;
    const stepMs = 1000 / STEPS_PER_S;
    this.#windowMs *= this.#isDoubling
      ? 2 ** (stepMs / roundTripMs)
      : 1 + 0.4 * stepMs / 5000;
    const mostMs = this.#baseMs + this.#limitMs;
    if (this.#windowMs > mostMs) {
      this.#windowMs = mostMs * CUBIC_BETA;
      this.#isDoubling = false;
    }
    const isFull = queueMs > 0 || !this.#isDoubling;
    return {
      bps: queueMs > 0
        ? this.#rateBps
        : this.#rateBps * Math.min(1, this.#windowMs / this.#baseMs),
      queueMs: Math.min(queueMs, this.#limitMs),
      isFull,
    };
  }
}
