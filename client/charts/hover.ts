import type { Segment } from "../analysis/mod.ts";
import type { HoverTable } from "./figure.ts";
import type { LatencyInput } from "./latency_over_time.ts";

/**
 * Every statistic of every segment, as the page shows it on hover.
 *
 * @param input What was measured.
 * @param labels The series' names.
 */
export function hoverTable(
  input: LatencyInput,
  labels: readonly string[],
): HoverTable {
  const starts = input.series[0]?.segments.map(({ fromMs }) => fromMs) ?? [];
  return {
    edgesMs: [...starts, input.period.toMs],
    columns: ["Min", "Mean", "P50", "P95", "P99", "Max (ms)", "Lost"],
    rows: input.series.map(({ segments }, i) => ({
      label: labels[i] ?? "",
      cells: segments.map(cellsOf),
    })),
  };
}

function cellsOf(segment: Segment): readonly string[] {
  if (segment.state === "gap") return ["not measured"];
  if (segment.state === "empty") return ["no probe was due"];
  const { sent, lost } = segment;
  const loss = lost === 0
    ? `0 of ${sent}`
    : `${lost} of ${sent} (${percent(100 * lost / sent)})`;
  const { minUs, meanUs, p50Us, p95Us, p99Us, maxUs } = segment;
  return [
    ...[minUs, meanUs, p50Us, p95Us, p99Us, maxUs].map(milliseconds),
    loss,
  ];
}

function milliseconds(us: number): string {
  return Number.isNaN(us) ? "-" : (us / 1000).toFixed(us < 100_000 ? 2 : 1);
}

function percent(pct: number): string {
  return `${Number(pct.toPrecision(2))} %`;
}
