import type {
  LinkMinuteColumns,
  MinuteColumns,
  Period,
  SampleColumns,
  Series,
  TestColumns,
} from "../../model/mod.ts";

/** The way to a target was found to be another one than before. */
export interface PathChange {
  /** When it was found, Unix milliseconds. */
  readonly atMs: number;
  /** The interface. */
  readonly interface: string;
  /** The target. */
  readonly target: string;
}

/**
 * All that a period is judged by. Minutes, since a month of seconds takes
 * minutes to read; the seconds only around what the minutes make suspect.
 */
export interface Observed {
  /** What is judged. */
  readonly period: Period;
  /** The minutes of every series measured in it. */
  readonly minutes: readonly MinuteColumns[];
  /** The minutes of every interface whose counters were kept. */
  readonly links: readonly LinkMinuteColumns[];
  /** The whole load tests in it, by sort. */
  readonly tests: readonly TestColumns[];
  /** When bufferbane was not measuring, oldest first. */
  readonly gaps: readonly Period[];
  /** Changes of path, oldest first. */
  readonly pathChanges: readonly PathChange[];
  /**
   * A series' raw samples.
   *
   * @param series One of those in `minutes`.
   * @param period A few minutes.
   * @returns None where they are no longer kept.
   */
  readonly samples: (series: Series, period: Period) => SampleColumns;
  /**
   * How far local clocks were ahead of UTC.
   *
   * @param atMs Unix milliseconds.
   * @returns Milliseconds.
   */
  readonly localOffsetMs: (atMs: number) => number;
}
