import type { RateSummary } from "../analysis/throughput_summary.ts";
import type { Directions, Segment, Statistics } from "../analysis/mod.ts";
import type { Comparison } from "../analysis/compare/mod.ts";
import type { Diagnosis } from "../analysis/scenarios/mod.ts";
import type { ComparisonInput } from "../charts/mod.ts";
import type {
  Direction,
  Period,
  Series,
  StoredEvent,
  TestResult,
} from "../model/mod.ts";

/** All that a report tells. */
export interface ReportInput {
  /** The machine that measured. */
  readonly host: string;
  /** The version of bufferbane that writes. */
  readonly version: string;
  /** When it is written, Unix milliseconds. */
  readonly writtenMs: number;
  /** Whose local time: an IANA name. */
  readonly timeZone: string;
  /** What was asked about. */
  readonly period: Period;
  /** How far apart rounds of probes are, ms. */
  readonly intervalMs: number;
  /** When bufferbane was not measuring within it. */
  readonly gaps: readonly Period[];
  /** What the configuration says of the line. */
  readonly line: Line;
  /** What was recognised. */
  readonly diagnosis: Diagnosis;
  /** What happened, oldest first. */
  readonly events: readonly StoredEvent[];
  /** Every series' figures. */
  readonly series: readonly SeriesFigures[];
  /** Interfaces, servers or targets side by side. */
  readonly comparison: Pick<
    ComparisonInput,
    "by" | "connections" | "targets"
  >;
  /** Pairs of them tested against each other; may be none. */
  readonly tested: readonly Comparison[];
  /** Hours of local time of a series that stands for the line; may be none. */
  readonly hours: readonly {
    /** Whose. */
    readonly series: Series;
    /** An hour each. */
    readonly segments: readonly Segment[];
  }[];
  /** Load tests that gave figures, oldest first. */
  readonly tests: readonly TestResult[];
  /** What load does and what tests came to, an entry an interface. */
  readonly loads: readonly LoadFigures[];
  /** The program's own error. */
  readonly rounds: Rounds;
}

/** What is known of the contract. */
export interface Line {
  /** The provider's name; may be empty. */
  readonly provider: string;
  /** How the line comes; may be empty. */
  readonly technology: string;
  /** What is promised, bit/s; `null`: not known. */
  readonly promisedBps: Readonly<Record<Direction, number | null>>;
  /** The share of it that is guaranteed; 0: not known. */
  readonly guaranteedPct: number;
}

/** One series' figures. */
export interface SeriesFigures {
  /** Whose. */
  readonly series: Series;
  /** Of the whole period. */
  readonly statistics: Statistics;
  /** Each direction's, for ECHOs. */
  readonly directions?: Directions;
}

/** One interface's load. */
export interface LoadFigures {
  /** Its name. */
  readonly interface: string;
  /** What its tests came to; `null`: none gave a rate that way. */
  readonly throughput: Readonly<Record<Direction, RateSummary | null>>;
  /** What load does to its delay, in words. */
  readonly sentences: readonly string[];
}

/** How exactly rounds began. */
export interface Rounds {
  /** What was looked at. */
  readonly period: Period;
  /** How many. */
  readonly count: number;
  /** How late they began, P99, µs; `NaN` without any. */
  readonly lateP99Us: number;
  /** Those that the program itself spoilt. */
  readonly spoilt: number;
  /** Those that it missed. */
  readonly missed: number;
}
