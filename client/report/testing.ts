/** What the report's tests share: a line that was well, or was not. @module */

import { StatisticsGatherer } from "../analysis/mod.ts";
import { diagnose } from "../analysis/scenarios/mod.ts";
import {
  inBursts,
  type LineScript,
  observedOf,
  THREE,
} from "../analysis/scenarios/testing.ts";
import { columnsOf, SERIES } from "../analysis/testing.ts";
import type { ReportInput } from "./input.ts";

const NO_RATES = { up: null, down: null };

/** A line on which all three targets were lost in bursts. */
export const BURSTS: LineScript = {
  minutes: 480,
  targets: THREE.map((one) => ({
    ...one,
    isLost: inBursts([4000, 9000, 14_000, 20_000], 6),
  })),
};

/**
 * A report's input.
 *
 * @param script What happened on the line.
 * @param changes What else is different.
 */
export function inputOf(
  script: LineScript,
  changes: Partial<ReportInput> = {},
): ReportInput {
  const diagnosis = diagnose(observedOf(script));
  const { period } = diagnosis;
  const gatherer = new StatisticsGatherer(period);
  gatherer.add(columnsOf([
    [period.fromMs, 10_000],
    [period.fromMs + 1000, 14_000],
    [period.fromMs + 2000, "timeout"],
  ]));
  return {
    host: "nas",
    version: "1.2.3",
    writtenMs: period.toMs,
    timeZone: "Europe/Berlin",
    period,
    intervalMs: 1000,
    gaps: [],
    line: {
      provider: "",
      technology: "",
      promisedBps: NO_RATES,
      guaranteedPct: 0,
    },
    diagnosis,
    events: [],
    series: [{ series: SERIES, statistics: gatherer.finish() }],
    comparison: { by: "target", connections: [], targets: [] },
    tested: [],
    hours: [],
    tests: [],
    loads: [],
    rounds: { period, count: 3, lateP99Us: 80, spoilt: 0, missed: 0 },
    ...changes,
  };
}
