import {
  type StoredThroughputBaseline,
  ThroughputBaseline,
} from "../analysis/throughput_baseline.ts";
import type { Direction, Severity, TestResult } from "../model/mod.ts";
import type { Finding, IncidentType } from "./incident.ts";
import { Rule } from "./rule.ts";

/** When what tests measure counts as trouble. */
export interface TestThresholds {
  /** Rates below this share of the usual are a warning, percent; */
  readonly throughputWarningPct: number;
  /** below this they are critical, percent, */
  readonly throughputCriticalPct: number;
  /** for longer than this, s, and in two tests or more. */
  readonly throughputS: number;
  /** So much more delay under load is a warning, ms; */
  readonly bufferbloatWarningMs: number;
  /** this is an alert, ms; */
  readonly bufferbloatAlertMs: number;
  /** and this is critical, ms. */
  readonly bufferbloatCriticalMs: number;
}

/** What a test has changed: a trouble goes on, or is over. */
export type TestVerdict =
  | { readonly kind: "found"; readonly finding: Finding }
  | { readonly kind: "over"; readonly slot: string };

/** The newest rates against the usual ones, percent; `null`: not known. */
export type RateShares = Readonly<Record<Direction, number | null>>;

/** What is kept from one run to the next. */
export type StoredTestBaselines = Readonly<
  Record<string, StoredThroughputBaseline>
>;

const BPS_PER_MBIT = 1e6;
/** Trouble is over at this much above what raised it, percentage points. */
const HYSTERESIS_PCT = 5;
/** A rate nearer than this to the usual one is the test's own noise. */
const UNUSUAL_DEVIATIONS = 3;
/** Fewer tests than this may have been somebody else's download. */
const FEWEST_TESTS = 2;
const DIRECTIONS = ["up", "down"] as const;
const TYPES: Readonly<Record<Direction, IncidentType>> = {
  up: "upload_degradation",
  down: "download_degradation",
};

/**
 * Judges load tests: rates against what is usual for the same kind of test on
 * the same interface, delay under load against fixed limits. Pure: the same
 * tests give the same verdicts.
 */
export class TestJudge {
  readonly #thresholds: TestThresholds;
  readonly #baselines = new Map<string, ThroughputBaseline>();
  readonly #rules = new Map<string, Rule>();
  readonly #sharesPct = new Map<string, number>();

  /**
   * Goes on with what earlier runs learnt.
   *
   * @param thresholds When something counts as trouble.
   * @param stored What {@linkcode TestJudge.stored} was in the last run.
   */
  constructor(thresholds: TestThresholds, stored: StoredTestBaselines = {}) {
    this.#thresholds = thresholds;
    for (const [key, baseline] of Object.entries(stored)) {
      this.#baselines.set(key, new ThroughputBaseline(baseline));
    }
  }

  /** What is usual, for the next run. */
  get stored(): StoredTestBaselines {
    return Object.fromEntries(
      [...this.#baselines].map(([key, { stored }]) => [key, stored]),
    );
  }

  /** How the newest test of an interface's line did. */
  sharesOf(name: string): RateShares {
    const shareOf = (direction: Direction) =>
      this.#sharesPct.get(`${TYPES[direction]} ${name}`) ?? null;
    return { up: shareOf("up"), down: shareOf("down") };
  }

  /**
   * Takes a test.
   *
   * @param test Tests that were cut off tell nothing.
   * @returns What it has changed.
   */
  add(test: TestResult): readonly TestVerdict[] {
    if (!test.isComplete) return [];
    if (test.kind === "bloat") return this.#judgeBloat(test);
    return DIRECTIONS.flatMap((direction) => {
      const bps = direction === "up" ? test.uploadBps : test.downloadBps;
      return bps === null ? [] : this.#judgeRate(test, direction, bps);
    });
  }

  #judgeRate(
    test: TestResult,
    direction: Direction,
    bps: number,
  ): readonly TestVerdict[] {
    const { throughputWarningPct, throughputCriticalPct } = this.#thresholds;
    const baseline = this.#baseline(test, direction);
    const { bps: usualBps, noiseBps } = baseline;
    baseline.add(test.atMs, bps);
    if (Number.isNaN(usualBps)) return [];
    const type = TYPES[direction];
    const slot = `${type} ${test.interface}`;
    const rule = this.#rule(slot);
    const sharePct = 100 * bps / usualBps;
    this.#sharesPct.set(slot, sharePct);
    const wasRaised = rule.isRaised;
    const isUnusual = bps < usualBps - UNUSUAL_DEVIATIONS * noiseBps;
    if (sharePct < throughputWarningPct && isUnusual) rule.bad(test.atMs);
    else if (sharePct >= throughputWarningPct + HYSTERESIS_PCT) {
      rule.good(test.atMs);
    } else rule.between();
    if (wasRaised && !rule.isRaised) return [{ kind: "over", slot }];
    if (!rule.isRaised || rule.badInARow < FEWEST_TESTS) return [];
    return [{
      kind: "found",
      finding: {
        ...subjectOf(test),
        slot,
        type,
        conditions: [type],
        severity: sharePct < throughputCriticalPct ? "critical" : "warning",
        sinceMs: rule.sinceMs,
        metrics: {
          share_pct: Math.round(sharePct),
          rate_mbps: mbit(bps),
          usual_mbps: mbit(usualBps),
        },
      },
    }];
  }

  #judgeBloat(test: TestResult): readonly TestVerdict[] {
    const slot = `bufferbloat ${test.interface}`;
    const increaseMs = bloatIncreaseMs(test.details);
    if (increaseMs === null) return [];
    const severity = this.#severityOf(increaseMs);
    if (severity === null) return [{ kind: "over", slot }];
    return [{
      kind: "found",
      finding: {
        ...subjectOf(test),
        slot,
        type: "bufferbloat",
        conditions: ["bufferbloat"],
        severity,
        sinceMs: test.atMs,
        metrics: { increase_ms: Math.round(increaseMs), grade: test.grade },
      },
    }];
  }

  #severityOf(increaseMs: number): Severity | null {
    const { bufferbloatWarningMs, bufferbloatAlertMs, bufferbloatCriticalMs } =
      this.#thresholds;
    if (increaseMs > bufferbloatCriticalMs) return "critical";
    if (increaseMs > bufferbloatAlertMs) return "alert";
    return increaseMs > bufferbloatWarningMs ? "warning" : null;
  }

  /** Only tests of one kind can be compared: each kind sees another rate. */
  #baseline(test: TestResult, direction: Direction): ThroughputBaseline {
    const { interface: name, server, method } = test;
    const key = [name, server, method, direction].join(" ");
    const known = this.#baselines.get(key);
    if (known !== undefined) return known;
    const fresh = new ThroughputBaseline();
    this.#baselines.set(key, fresh);
    return fresh;
  }

  #rule(slot: string): Rule {
    const known = this.#rules.get(slot);
    if (known !== undefined) return known;
    const raiseAfterMs = 1000 * this.#thresholds.throughputS;
    const fresh = new Rule({ raiseAfterMs, clearAfterMs: 0 });
    this.#rules.set(slot, fresh);
    return fresh;
  }
}

/**
 * How much a bufferbloat test's worst direction is slower under load, from
 * what `bufferbane bloat --json` prints.
 *
 * @param details The JSON.
 * @returns Median under load less median at rest, ms; `null`: not measured.
 */
export function bloatIncreaseMs(details: string): number | null {
  const { phases = [] }: {
    readonly phases?: readonly {
      readonly uplift: { readonly p50Ns: number } | null;
    }[];
  } = JSON.parse(details);
  const increasesMs = phases.flatMap(({ uplift }) =>
    uplift === null ? [] : [uplift.p50Ns / 1e6]
  );
  return increasesMs.length === 0 ? null : Math.max(...increasesMs);
}

function subjectOf(
  test: TestResult,
): Pick<
  Finding,
  "interface" | "target" | "server" | "untilMs" | "cause" | "targets" | "adopts"
> {
  return {
    interface: test.interface,
    target: "",
    server: test.server,
    untilMs: test.atMs + test.durationMs,
    cause: "unknown",
    targets: [],
    adopts: [],
  };
}

function mbit(bps: number): number {
  return Number((bps / BPS_PER_MBIT).toPrecision(3));
}
