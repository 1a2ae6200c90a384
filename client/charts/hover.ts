import type { Segment } from "../analysis/mod.ts";
import type { HoverTable, SegmentsInput, Timeline } from "./figure.ts";
import { LocalClock } from "./local_time.ts";
import { repeatMark } from "./repeated_hour.ts";

/** A column of the page's table. */
export type HoverColumn = readonly [
  heading: string,
  cell: (segment: Segment) => string,
];

const LATENCY: readonly HoverColumn[] = [
  ["Min", ({ minUs }) => milliseconds(minUs)],
  ["Mean", ({ meanUs }) => milliseconds(meanUs)],
  ["P50", ({ p50Us }) => milliseconds(p50Us)],
  ["P95", ({ p95Us }) => milliseconds(p95Us)],
  ["P99", ({ p99Us }) => milliseconds(p99Us)],
  ["Max", ({ maxUs }) => milliseconds(maxUs)],
  ["Jitter (ms)", ({ ipdvMeanUs }) => milliseconds(ipdvMeanUs)],
  ["Lost", lossText],
];

/**
 * Every statistic of every segment, as the page shows it on hover.
 *
 * @param input What was measured.
 * @param labels The series' names.
 * @param columns What is told of a segment; delays and loss unless said.
 */
export function hoverTable(
  input: SegmentsInput,
  labels: readonly string[],
  columns: readonly HoverColumn[] = LATENCY,
): HoverTable {
  const segments = input.series[0]?.segments ?? [];
  const edges = [...segments.map(({ fromMs }) => fromMs), input.period.toMs];
  return {
    edges,
    captions: timeCaptions(edges, input),
    columns: columns.map(([heading]) => heading),
    rows: input.series.map(({ segments }, i) => ({
      label: labels[i] ?? "",
      cells: segments.map((segment) => cellsOf(segment, columns)),
    })),
  };
}

/**
 * What stretches of time are called.
 *
 * @param edgesMs Where they begin, and where the last one ends.
 * @param timeline Whose local time.
 */
export function timeCaptions(
  edgesMs: readonly number[],
  { timeZone }: Pick<Timeline, "timeZone">,
): readonly string[] {
  const clock = new LocalClock(timeZone);
  const times = edgesMs.map((atMs) =>
    clock.time(atMs, true) + repeatMark(clock, atMs)
  );
  return edgesMs.slice(0, -1).map((fromMs, i) =>
    `${clock.date(fromMs)}, ${times[i]} to ${times[i + 1]}`
  );
}

function cellsOf(
  segment: Segment,
  columns: readonly HoverColumn[],
): readonly string[] {
  if (segment.state === "gap") return ["not measured"];
  if (segment.state === "empty") return ["no probe was due"];
  return columns.map(([, cell]) => cell(segment));
}

/** How much of a segment was lost, in words. */
export function lossText({ sent, lost }: Segment): string {
  return lost === 0
    ? `0 of ${sent}`
    : `${lost} of ${sent} (${percentText(100 * lost / sent)})`;
}

/**
 * Microseconds as milliseconds.
 *
 * @param us Microseconds; `NaN` where there are none.
 */
export function milliseconds(us: number): string {
  return Number.isNaN(us) ? "-" : (us / 1000).toFixed(us < 100_000 ? 2 : 1);
}

/**
 * A share in two digits.
 *
 * @param pct Percent.
 */
export function percentText(pct: number): string {
  return `${Number(pct.toPrecision(2))} %`;
}
