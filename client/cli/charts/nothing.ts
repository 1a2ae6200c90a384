import type { ChartTypeName } from "../../charts/mod.ts";
import type { Output } from "../dispatch.ts";
import { EXIT, type ExitCode } from "../exit_codes.ts";
import { type LookBack, tellNoData } from "../look_back.ts";

/** What charts need beyond the probes that every monitor sends. */
const NEEDS: Readonly<Partial<Record<ChartTypeName, string>>> = {
  "throughput_over_time":
    "it needs throughput tests (`bufferbane throughput`, or [tests.throughput] with a server)",
  "bufferbloat_impact":
    "it needs a bufferbloat test (`bufferbane bloat`), or ten minutes of heavy traffic of your own within its last day",
};

/**
 * Says that there is nothing to draw, and what it would take.
 *
 * @param type Which chart.
 * @param at What was asked about.
 * @param output Where to.
 */
export function tellNothingToDraw(
  type: ChartTypeName,
  at: LookBack,
  output: Output,
): ExitCode {
  const needs = NEEDS[type];
  if (needs === undefined) return tellNoData(at, output);
  output.err(`There is nothing for ${type} in this period: ${needs}\n`);
  return EXIT.noData;
}
