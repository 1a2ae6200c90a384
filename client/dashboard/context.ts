/** What the dashboard is told by whoever opens it. @module */

import type { NewestTests, TestsWish } from "../store/mod.ts";
import type { LinkTotal } from "../store/rollup_reader.ts";
import type {
  LinkSecond,
  Period,
  SampleColumns,
  Series,
  StoredEvent,
} from "../model/mod.ts";
import type { Segment, Statistics } from "../analysis/mod.ts";

/** What was measured. */
export interface History {
  /** The machine that measured. */
  readonly host: string;
  /** From the first measurement to the last; `null`: none yet. */
  span(): Period | null;
  /** All series, in the order in which they were first measured. */
  series(): readonly Series[];
  /** When bufferbane was not measuring, oldest first. */
  gaps(period: Period): readonly Period[];
  /** Events that began or went on in a period, oldest first. */
  events(period: Period): readonly StoredEvent[];
  /** Load tests that began in a period. */
  newestTests(period: Period, wish: TestsWish): NewestTests;
  /** One series, probe by probe. */
  samples(series: Series, period: Period): SampleColumns;
  /** One series, cut into segments of equal length. */
  segments(series: Series, cut: Cut): readonly Segment[];
  /** One series over the whole period. */
  statistics(series: Series, period: Period): Statistics;
  /** What each interface carried. */
  linkTotals(period: Period): readonly LinkTotal[];
  /** The same second by second. */
  linkSeconds(period: Period): Iterable<LinkSecond>;
}

/** How a period is cut up. */
export interface Cut {
  /** All of it. */
  readonly period: Period;
  /** Into how many. */
  readonly segments: number;
  /** When bufferbane was not measuring. */
  readonly gaps: readonly Period[];
}

/** A bufferbloat test that is wished for. */
export interface TestWish {
  /** The interface to leave by; empty: the monitor's first. */
  readonly interface: string;
  /** The `[server]` by name; empty: the first. */
  readonly server: string;
  /** A large file on the web instead of a server; empty: a server. */
  readonly url: string;
  /** Whether it may exceed the month's budget. */
  readonly isOverBudget: boolean;
}

/** How a test ended: as the command's own `--json` prints it, or why not. */
export type TestEnd =
  | { readonly result: unknown }
  | { readonly error: string };

/** The running monitor. */
export interface Monitor {
  /** Its condition; `null`: none runs on this database. */
  status(): Promise<unknown>;
  /**
   * Its live lines, each an object in JSON.
   *
   * @param onLine Called for each.
   * @param signal Ends it.
   * @returns When it has ended; at once, `false`, if no monitor runs.
   */
  watch(onLine: (line: string) => void, signal: AbortSignal): Promise<boolean>;
  /**
   * Has it run a bufferbloat test.
   *
   * @param wish Which.
   * @param watcher Told how it goes; its signal breaks the test off.
   * @returns `null`: none runs on this database.
   */
  bloat(wish: TestWish, watcher: {
    readonly onProgress: (progress: unknown) => void;
    readonly signal: AbortSignal;
  }): Promise<TestEnd | null>;
}

/** A setting as people may see it: secrets only as whether they are set. */
export interface ShownSetting {
  /** E.g. `tests.dns.enabled`. */
  readonly key: string;
  /** Its value as the file would have it. */
  readonly text: string;
  /** What it does. */
  readonly doc: string;
  /** Whether it is as it would be without a file. */
  readonly isDefault: boolean;
}

/** What two interfaces, or two servers, differ by. */
export type ComparisonKind = "interfaces" | "servers";

/** Everything that the dashboard shows. */
export interface DashboardContext {
  /** The program's version. */
  readonly version: string;
  /** What was measured. */
  readonly history: History;
  /** The running monitor. */
  readonly monitor: Monitor;
  /** The machine's interfaces now, as `bufferbane interfaces --json` has them. */
  readonly interfaces: () => readonly unknown[];
  /** Compares what was measured in the same seconds. */
  readonly compare: (kind: ComparisonKind, period: Period) => unknown;
  /** The settings that apply. */
  readonly settings: readonly ShownSetting[];
  /** The servers to test with, by name, the first first. */
  readonly servers: readonly string[];
  /** The wall clock, Unix milliseconds. */
  readonly nowMs: () => number;
  /** Whose local time people read: an IANA name. */
  readonly timeZone: string;
}
