import type { Segment } from "../analysis/mod.ts";
import type { Figure, LookOptions, Point, SegmentsInput } from "./figure.ts";
import { hoverTable } from "./hover.ts";
import { seriesLabels } from "./labels.ts";
import { colorOf, lookOf } from "./look.ts";
import { lossRug } from "./loss_rug.ts";
import type { Marks } from "./parts.ts";
import { segmentsText } from "./subtitle.ts";
import { translucent } from "./theme.ts";
import { type Line, lineThrough, rugRowOf, timeChart } from "./time_chart.ts";
import { type YLimit, yLimit } from "./y_limit.ts";

/** What {@linkcode latencyOverTime} draws. */
export interface LatencyInput extends SegmentsInput {
  /** What stands in place of the round-trip time, e.g. `"Queueing delay"`. */
  readonly measure?: string;
}

/** With more series than this, P95 and P99 lines would be a tangle. */
const TAIL_LINES_UP_TO = 3;

/**
 * Round-trip time over time: per series the mean (bold), P95 (dashed), P99
 * (dotted) and the band from shortest to longest, broken where nothing was
 * measured; below the axis what was lost.
 *
 * @param input What was measured.
 * @param options The picture's size and theme.
 */
export function latencyOverTime(
  input: LatencyInput,
  options: LookOptions = {},
): Figure {
  const look = lookOf(options);
  const { theme, fontPx } = look;
  const { series, measure = "Round-trip time" } = input;
  const hasTails = series.length <= TAIL_LINES_UP_TO;
  const limit = yLimit(series.map(({ segments }) => segments));
  const labels = seriesLabels(series.map(({ series }) => series));
  return timeChart(input, look, {
    title: `${measure} from ${input.host}`,
    subtitle: subtitleOf(input, limit),
    axes: [{ title: `${measure} (ms)`, max: limit.maxMs }],
    lines: series.map(({ segments }, i) =>
      linesOf(segments, labels[i] ?? "", {
        color: colorOf(theme, i),
        fontPx,
        hasTails,
        maxMs: limit.maxMs,
      })
    ),
    rug: lossRug(input, theme),
    rugRowPx: rugRowOf(fontPx, series.length),
    peaks: peaksOf(input, limit.maxMs),
    hover: hoverTable(input, labels),
    fullMax: limit.fullMs,
  });
}

/**
 * What a stranger needs to read it.
 *
 * @param input What is drawn.
 * @param limit The value axis.
 * @returns A line each.
 */
export function subtitleOf(
  input: SegmentsInput,
  limit: YLimit,
): readonly string[] {
  const { length } = input.series;
  const lines = [
    segmentsText(input),
    length <= TAIL_LINES_UP_TO
      ? "Bold: mean. Dashed: P95. Dotted: P99. Shaded: shortest to longest. Red below the axis: lost probes (darker: more)."
      : `Bold: mean. Shaded: shortest to longest; P95 and P99 are left out with ${length} series. Red below the axis: lost probes (darker: more).`,
  ];
  const isCut = limit.peakMs > limit.maxMs;
  return isCut
    ? [
      ...lines,
      `The axis ends at ${limit.maxMs} ms; triangles mark longer round trips (longest: ${
        Math.round(limit.peakMs)
      } ms), and the shade ends at P99 there.`,
    ]
    : lines;
}

function linesOf(
  segments: readonly Segment[],
  label: string,
  style: { color: string; fontPx: number; hasTails: boolean; maxMs: number },
): readonly Line[] {
  const { color, fontPx, hasTails, maxMs } = style;
  const thin = {
    label: "",
    borderColor: color,
    borderWidth: fontPx / 11,
    pointRadius: 0,
  };
  const edge = { ...thin, borderWidth: 0 };
  const band: readonly Line[] = [
    { ...edge, order: 3, data: pointsOf(segments, ({ minUs }) => minUs) },
    {
      ...edge,
      order: 3,
      // A pillar for every cut off peak would hide all else: see subtitle.
      data: pointsOf(
        segments,
        ({ maxUs, p99Us }) => maxUs > 1000 * maxMs ? p99Us : maxUs,
      ),
      fill: "-1",
      backgroundColor: translucent(color, hasTails ? 0.18 : 0.08),
    },
  ];
  const tails: readonly Line[] = [
    {
      ...thin,
      order: 2,
      data: pointsOf(segments, ({ p95Us }) => p95Us),
      borderDash: [fontPx / 2, fontPx / 3],
    },
    {
      ...thin,
      order: 2,
      data: pointsOf(segments, ({ p99Us }) => p99Us),
      borderDash: [fontPx / 8, fontPx / 4],
    },
  ];
  const means = pointsOf(segments, ({ meanUs }) => meanUs);
  const mean: Line = {
    order: 1,
    ...lineThrough(means, {
      color,
      label,
      widthPx: fontPx / (hasTails ? 5 : 7),
    }),
  };
  return hasTails ? [...band, ...tails, mean] : [...band, mean];
}

/** A segment's middle against its figure in ms; empty segments are bridged. */
function pointsOf(
  segments: readonly Segment[],
  figureUs: (segment: Segment) => number,
): Point[] {
  return segments.filter(({ state }) => state !== "empty").map((segment) => ({
    x: (segment.fromMs + segment.toMs) / 2,
    y: segment.answered > 0 ? roundMs(figureUs(segment)) : null,
  }));
}

function roundMs(us: number): number {
  return Math.round(us) / 1000;
}

function peaksOf({ series }: SegmentsInput, maxMs: number): Marks["peaks"] {
  return series.flatMap(({ segments }, i) =>
    segments.filter(({ maxUs }) => maxUs / 1000 > maxMs).map((
      { fromMs, toMs, maxUs },
    ) => [(fromMs + toMs) / 2, maxUs / 1000, i] as const)
  );
}
