import type { Clock, Tick, WallNs } from "../model/mod.ts";
import type { Schedule, Turn } from "../probes/schedule.ts";

/**
 * A round that begins later than this, or a loop blocked for longer, is
 * marked: other programs on the machine, or this one, are then in the figures.
 */
const SPOILT_NS = 50_000_000;
/** Boot clock against monotonic clock: more than this is a suspend. */
const SUSPEND_NS = 200_000_000n;

/**
 * Rounds begin so long after the wall clock's second: late enough that a
 * reading error cannot move one into the second before, early enough that the
 * milliseconds fit into one byte of every stored row (up to 127).
 */
const EARLIEST_NS = 20e6;
const LATEST_NS = 100e6;

/** How to measure in rounds. */
export interface RoundOptions {
  /** From one round to the next, ns. */
  readonly periodNs: bigint;
  /**
   * 0 to 1, random: where exactly rounds begin, so that not the whole world
   * asks the same servers in the same millisecond.
   */
  readonly phase: number;
  /** Called for each round. */
  readonly onRound: (tick: Tick) => void;
  /** Called before a round when the machine was suspended; ns it slept. */
  readonly onSuspend: (sleptNs: bigint) => void;
}

/** Rounds that go on until disposed of. */
export interface Rounds extends Disposable {
  /** An instant of the monotonic clock at which a round begins. */
  readonly phaseNs: bigint;
}

/**
 * Begins a round at once, and then one at every interval, and tells how
 * exactly.
 *
 * @param schedule What calls.
 * @param clock The time.
 * @param options How.
 * @returns Dispose of it to stop.
 */
export function startRounds(
  schedule: Schedule,
  clock: Clock,
  options: RoundOptions,
): Rounds {
  const { periodNs, phase, onRound, onSuspend } = options;
  const startNs = clock.mono();
  const intoSecondNs = BigInt(
    Math.round(EARLIEST_NS + phase * (LATEST_NS - EARLIEST_NS)),
  );
  const baseNs = startNs - clock.wall() % 1_000_000_000n + intoSecondNs;
  // The second round comes half an interval to one and a half after the first.
  const soonestNs = startNs + periodNs / 2n;
  const skipped = soonestNs > baseNs
    ? (soonestNs - baseNs + periodNs - 1n) / periodNs
    : 0n;
  const phaseNs = baseNs + skipped * periodNs;
  let awakeNs = clock.boot() - startNs;
  let lastAt = 0n;
  const begin = (turn: Turn) => {
    const sleptNs = clock.boot() - clock.mono() - awakeNs;
    awakeNs += sleptNs;
    if (sleptNs > SUSPEND_NS) onSuspend(sleptNs);
    // After a step back of the wall clock two rounds must not share a label.
    const now = clock.wall();
    const at = now === lastAt ? now + 1n : now;
    lastAt = at;
    onRound(tickOf(turn, at as WallNs, schedule.takeLongestSliceNs()));
  };
  const first = schedule.at(
    startNs,
    () => begin({ deadlineNs: startNs, lateNs: 0, missed: 0 }),
  );
  const others = schedule.every({ periodNs, phaseNs }, begin);
  return {
    phaseNs,
    [Symbol.dispose]() {
      first[Symbol.dispose]();
      others[Symbol.dispose]();
    },
  };
}

function tickOf(turn: Turn, at: WallNs, lagNs: number): Tick {
  const { lateNs, missed } = turn;
  const isSpoilt = missed > 0 || lateNs > SPOILT_NS || lagNs > SPOILT_NS;
  return { at, lateNs, lagNs, missed, isSpoilt };
}
