/**
 * The search for a line's capacity by UDP: a receiver reports every 50 ms how
 * the last trial went, and the sender moves up or down a table of rates. Pure:
 * a report in, the next row out.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9097#section-8.1 | RFC 9097, 8.1}
 * @see Broadband Forum TR-471, 5.2.1, and its reference obudpst, `adjust_sending_rate()`
 * @module
 */

/**
 * How the rate moves. `B` adds ten rows a trial until the line resists; `C`
 * doubles every second trial and tries again later: up to 1 Gbit/s in one
 * second, for short tests that are cheap in data.
 */
export type SearchAlgorithm = "B" | "C";

/** The thresholds that RFC 9097 and obudpst use by default. */
export const SEARCH_DEFAULTS = {
  /** Report interval (trial), ms. */
  trialMs: 50,
  /** Faster below this queueing delay, ms. */
  lowDelayMs: 30,
  /** Slower above this queueing delay, ms. */
  highDelayMs: 90,
  /** Slower above so many lost datagrams in a trial. */
  sequenceErrors: 10,
  /** After so many bad trials the ramp is over. */
  slowTrials: 3,
  /** Rows up at once during the ramp (B). */
  rampRows: 10,
  /** Rows down at once when the ramp ends: 3 x rampRows. */
  backOffRows: 30,
  /** So many slow steps until C tries to ramp again; grows by itself. */
  retrySteps: 5,
} as const;

/** The row of 1 Gbit/s; there the steps become coarse and the ramp ends. */
export const GIGABIT_ROW = 1000;

/** The last row, 9.9 Gbit/s. */
export const LAST_ROW = 1089;

/**
 * The rate of a row of the sending rate table, IP headers included: 0.12
 * Mbit/s, then steps of 1 Mbit/s up to 1 Gbit/s, then of 100 Mbit/s.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual([0, 1, 1000, 1001].map(rowRateBps), [
 *   120e3,
 *   1e6,
 *   1e9,
 *   1.1e9,
 * ]);
 * ```
 *
 * @param row 0 to {@linkcode LAST_ROW}.
 * @returns bit/s.
 * @throws {RangeError} When there is no such row.
 */
export function rowRateBps(row: number): number {
  if (!(Number.isInteger(row) && row >= 0 && row <= LAST_ROW)) {
    throw new RangeError(
      `Cannot look up sending rate row ${row}: allowed are 0 to ${LAST_ROW}`,
    );
  }
  if (row === 0) return 120e3;
  return row <= GIGABIT_ROW ? row * 1e6 : 1e9 + (row - GIGABIT_ROW) * 1e8;
}

/** What the receiver says of one trial. */
export interface TrialReport {
  /** Datagrams lost in it; reordered and doubled ones are not. */
  readonly lost: number;
  /** Delay above the smallest seen so far, ms, >= 0. */
  readonly queueMs: number;
}

/** Where a search stands. Immutable. */
export interface SearchState {
  /** How it moves. */
  readonly algorithm: SearchAlgorithm;
  /** The row to send at. */
  readonly row: number;
  /** The highest row allowed. */
  readonly maxRow: number;
  /** Bad trials since the last good one of a ramp. */
  readonly badTrials: number;
  /** C: whether the next good trial doubles. */
  readonly isDoubling: boolean;
  /** C: slow steps since the last ramp. */
  readonly slowSteps: number;
  /** C: slow steps until the next ramp. */
  readonly retrySteps: number;
}

/**
 * A search that begins at the lowest rate.
 *
 * @param algorithm How it moves.
 * @param maxRow The highest row that the grant allows; the last by default.
 * @returns What {@linkcode nextSearch} goes on from.
 */
export function startSearch(
  algorithm: SearchAlgorithm,
  maxRow: number = LAST_ROW,
): SearchState {
  return {
    algorithm,
    row: 0,
    maxRow,
    badTrials: 0,
    isDoubling: false,
    slowSteps: 0,
    retrySteps: SEARCH_DEFAULTS.retrySteps,
  };
}

/**
 * The next step of a search: up after a good trial, down after a bad one,
 * the same between.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const state = nextSearch(startSearch("B"), { lost: 0, queueMs: 2 });
 * strictEqual(rowRateBps(state.row), 10e6);
 * ```
 *
 * @param state Where it stands.
 * @param report How the trial at `state.row` went.
 * @returns Where it stands now.
 */
export function nextSearch(
  state: SearchState,
  report: TrialReport,
): SearchState {
  const { lowDelayMs, highDelayMs, sequenceErrors } = SEARCH_DEFAULTS;
  const isLossy = report.lost > sequenceErrors;
  if (isLossy || report.queueMs > highDelayMs) return slower(state);
  if (report.queueMs >= lowDelayMs) return state;
  const next = isRamping(state) ? ramp(state) : creep(state);
  return { ...next, row: Math.min(next.row, state.maxRow) };
}

function isRamping({ row, badTrials }: SearchState): boolean {
  return row < GIGABIT_ROW && badTrials < SEARCH_DEFAULTS.slowTrials;
}

function ramp(state: SearchState): SearchState {
  const { algorithm, row } = state;
  if (algorithm === "B") {
    return {
      ...state,
      row: Math.min(row + SEARCH_DEFAULTS.rampRows, GIGABIT_ROW),
      badTrials: 0,
    };
  }
  if (row * 2 > GIGABIT_ROW) {
    return { ...state, row: GIGABIT_ROW, badTrials: 0 };
  }
  const from = Math.max(1, row);
  return {
    ...state,
    row: state.isDoubling ? from * 2 : from,
    isDoubling: !state.isDoubling,
    badTrials: 0,
  };
}

function creep(state: SearchState): SearchState {
  if (state.row >= LAST_ROW) return state;
  const stepped = slowStep({ ...state, row: state.row + 1 });
  // Each ramp that was tried again for nothing makes the next one wait longer.
  return stepped.slowSteps === 0 && state.algorithm === "C"
    ? {
      ...stepped,
      retrySteps: state.retrySteps + SEARCH_DEFAULTS.retrySteps,
    }
    : stepped;
}

function slower(state: SearchState): SearchState {
  const badTrials = state.badTrials + 1;
  const { slowTrials, backOffRows } = SEARCH_DEFAULTS;
  if (state.row < GIGABIT_ROW && badTrials === slowTrials) {
    return { ...state, badTrials, row: Math.max(0, state.row - backOffRows) };
  }
  if (state.row === 0) return { ...state, badTrials };
  return slowStep({ ...state, badTrials, row: state.row - 1 });
}

/** Counts a step of one row; C ramps again after enough of them. */
function slowStep(state: SearchState): SearchState {
  if (state.algorithm === "B") return state;
  const slowSteps = state.slowSteps + 1;
  return slowSteps >= state.retrySteps
    ? { ...state, slowSteps: 0, badTrials: 0 }
    : { ...state, slowSteps };
}
