import type { PassiveGlance } from "../../analysis/passive_figures.ts";
import type { Direction, TestResult } from "../../model/mod.ts";
import type { BudgetFigures } from "../../monitor/load_plan.ts";
import { dataSize, ms, span, timeOfDay } from "./format.ts";

/** What is known of a line beside its delays. */
export interface LineStatus {
  /** The interface. */
  readonly interface: string;
  /** The newest whole throughput test; `null`: none yet. */
  readonly throughput: TestResult | null;
  /** Its rates as shares of the usual, percent, where they are notably less. */
  readonly lowPct: Readonly<Record<Direction, number | null>>;
  /** The newest whole bufferbloat test; `null`: none yet. */
  readonly bloat: TestResult | null;
  /** Bufferbloat from its own traffic; `null`: nothing known. */
  readonly passive: Readonly<Record<Direction, PassiveGlance | null>>;
  /** What load tests have used; `null`: there are none. */
  readonly budget: BudgetFigures | null;
  /** Until when load tests are paused, Unix ms; `null`: they are not. */
  readonly pausedUntilMs: number | null;
  /** Whether a load test runs now. */
  readonly isTesting: boolean;
}

const BPS_PER_MBIT = 1e6;

/**
 * What is known of a line, as phrases for one line.
 *
 * @param status What is known.
 * @param nowMs Unix milliseconds.
 * @returns The most important first; none while nothing is known, e.g.
 * `"down 48.2 up 9.61 Mbit/s (2 min ago)"`.
 */
export function lineWords(
  status: LineStatus,
  nowMs: number,
): readonly string[] {
  const { throughput, bloat, budget, pausedUntilMs, isTesting } = status;
  return [
    ...(isTesting ? ["testing now"] : []),
    ...(throughput === null
      ? []
      : [throughputWords(throughput, status.lowPct, nowMs)]),
    ...(bloat === null
      ? []
      : [`bufferbloat ${bloat.grade ?? "-"} (${ago(bloat, nowMs)})`]),
    ...passiveWords(status.passive),
    ...(budget === null ? [] : [
      `tests used ${dataSize(budget.usedBytes)} of ${
        dataSize(budget.capBytes)
      }`,
    ]),
    ...(pausedUntilMs === null
      ? []
      : [`tests paused until ${timeOfDay(pausedUntilMs)}`]),
  ];
}

function throughputWords(
  test: TestResult,
  lowPct: LineStatus["lowPct"],
  nowMs: number,
): string {
  const { downloadBps, uploadBps } = test;
  const low = (pct: number | null) =>
    pct === null ? "" : ` (${pct.toFixed(0)} % of usual)`;
  const down = mbit(downloadBps) + low(lowPct.down);
  const up = mbit(uploadBps) + low(lowPct.up);
  return `down ${down} up ${up} Mbit/s (${ago(test, nowMs)})`;
}

function passiveWords(passive: LineStatus["passive"]): readonly string[] {
  const known = (["down", "up"] as const).flatMap((direction) => {
    const bloatNs = passive[direction]?.bloatNs ?? null;
    return bloatNs === null
      ? []
      : [`${direction} +${ms(Math.max(0, bloatNs))} ms`];
  });
  return known.length === 0 ? [] : [`own traffic adds ${known.join(" ")}`];
}

function ago({ atMs }: TestResult, nowMs: number): string {
  return `${span(Math.max(0, nowMs - atMs) / 1000)} ago`;
}

function mbit(bps: number | null): string {
  return bps === null
    ? "-"
    : String(Number((bps / BPS_PER_MBIT).toPrecision(3)));
}
