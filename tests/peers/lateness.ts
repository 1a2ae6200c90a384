import { percentileOfSorted } from "../../client/analysis/percentile.ts";
import type { Period, TickColumns } from "../../client/model/mod.ts";
import { openReader } from "../../client/store/mod.ts";

/** How punctual rounds were. */
export interface Lateness {
  readonly rounds: number;
  /** Rounds that were left out. */
  readonly missed: number;
  /** When the first of them was due, Unix ms; `NaN`: there was none. */
  readonly firstMs: number;
  /** us. */
  readonly p50Us: number;
  /** us. */
  readonly p99Us: number;
  /** us. */
  readonly maxUs: number;
}

/**
 * Reads a monitor's own audit.
 *
 * @param database Its database.
 * @param period The rounds in question.
 */
export function latenessIn(database: string, period: Period): Lateness {
  using reader = openReader(database);
  return latenessOf(reader.ticks(period));
}

/**
 * Sums up rounds.
 *
 * @param ticks Rounds, in their order.
 * @param isWanted Of which by their index; all of them if left out.
 */
export function latenessOf(
  ticks: TickColumns,
  isWanted: (index: number) => boolean = () => true,
): Lateness {
  const late: number[] = [];
  let missed = 0;
  for (let i = 0; i < ticks.length; i++) {
    if (!isWanted(i)) continue;
    late.push(ticks.lateUs[i] ?? NaN);
    missed += ticks.missed[i] ?? 0;
  }
  late.sort((a, b) => a - b);
  return {
    rounds: late.length,
    missed,
    firstMs: ticks.atMs[0] ?? NaN,
    p50Us: percentileOfSorted(late, 50),
    p99Us: percentileOfSorted(late, 99),
    maxUs: late.at(-1) ?? NaN,
  };
}

/** E.g. `0.31 ms`. */
export function msText(us: number): string {
  return `${(us / 1000).toFixed(2)} ms`;
}
