/** What a run does beside its rounds, and when: away from their deadlines. @module */

import type { Schedule } from "../probes/schedule.ts";

const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;
/** Counters are read when a round's probes have left. */
const AFTER_ROUND_NS = 5_000_000n;
/** By then a round has been answered, and the one before it is known lost. */
const JUDGED_AFTER_NS = 250_000_000n;
/** Consoles other than the live one sum up this often. */
export const SUMMARY_NS = 300_000_000_000n;
/** After this what only the start needed may go from memory; then now and again. */
const STARTED_NS = 15_000_000_000n;
const SETTLING_NS = 30_000_000_000n;
/** What is known of the lines beside their delays is looked at so often. */
const LINES_NS = 5_000_000_000n;
/** Before the table is drawn. */
const DRAWN_BEFORE_NS = 50_000_000n;
/** Threads come and go; so often the new ones are preferred, too. */
const PREFERRING_NS = 60_000_000_000n;

/** What is to be done. */
export interface Chores {
  /** Reads the counters, every second. */
  readonly count: () => void;
  /** Judges what was measured, every second. */
  readonly judge: () => void;
  /** Draws the table, as often as it is to be. */
  readonly draw: () => void;
  /** Looks at what else is known of the lines. */
  readonly showLines: () => void;
  /** Sums up. */
  readonly summarize: () => void;
  /** Gives memory back. */
  readonly settle: () => void;
  /** Prefers this program's threads to others. */
  readonly prefer: () => void;
}

/** The beat that chores keep out of the way of. */
export interface Beat {
  /** When rounds begin. */
  readonly roundsPhaseNs: bigint;
  /** From one round to the next. */
  readonly roundsEveryMs: number;
  /** From one drawing to the next. */
  readonly refreshMs: number;
}

/**
 * Begins them.
 *
 * @param schedule The run's.
 * @param beat When the rounds are.
 * @param chores What is to be done.
 * @returns Dispose of it to end them.
 */
export function startChores(
  schedule: Schedule,
  { roundsPhaseNs, roundsEveryMs, refreshMs }: Beat,
  chores: Chores,
): Disposable {
  const refreshNs = BigInt(refreshMs) * NS_PER_MS;
  // Halfway between two rounds.
  const calmMs = Math.round(Math.min(refreshMs, roundsEveryMs) / 2);
  const drawnNs = roundsPhaseNs + BigInt(calmMs) * NS_PER_MS;
  const each: readonly [() => void, periodNs: bigint, phaseNs: bigint][] = [
    [chores.count, NS_PER_S, roundsPhaseNs + AFTER_ROUND_NS],
    [chores.judge, NS_PER_S, roundsPhaseNs + JUDGED_AFTER_NS],
    [chores.draw, refreshNs, drawnNs],
    [chores.showLines, LINES_NS, drawnNs + LINES_NS - DRAWN_BEFORE_NS],
    [chores.summarize, SUMMARY_NS, drawnNs + SUMMARY_NS],
    [chores.settle, SETTLING_NS, drawnNs + STARTED_NS],
    [chores.prefer, PREFERRING_NS, roundsPhaseNs + refreshNs / 2n],
  ];
  const started = new DisposableStack();
  for (const [chore, periodNs, phaseNs] of each) {
    started.use(schedule.every({ periodNs, phaseNs }, chore));
  }
  return started;
}
