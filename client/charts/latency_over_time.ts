import type { ChartDataset } from "chart.js";
import type { Segment } from "../analysis/mod.ts";
import type { Period, Series } from "../model/mod.ts";
import type { ChartEvent, Figure, LookOptions, Point } from "./figure.ts";
import { hoverTable } from "./hover.ts";
import { seriesLabels } from "./labels.ts";
import type { Marks, RugRow } from "./parts.ts";
import { subtitleOf } from "./subtitle.ts";
import { type Theme, THEMES, translucent } from "./theme.ts";
import { yLimit } from "./y_limit.ts";

/** What {@linkcode latencyOverTime} draws. */
export interface LatencyInput {
  /** The whole x axis. */
  readonly period: Period;
  /** The machine that measured, for the title. */
  readonly host: string;
  /** Whose local time the axis shows: an IANA name, e.g. `"Europe/Berlin"`. */
  readonly timeZone: string;
  /** Each series with its segments, which all cut the same period alike. */
  readonly series: readonly {
    /** Whose they are. */
    readonly series: Series;
    /** In order; at least one. */
    readonly segments: readonly Segment[];
  }[];
  /** When bufferbane was not measuring. */
  readonly gaps: readonly Period[];
  /** What else happened, in order. */
  readonly events?: readonly ChartEvent[];
  /** What stands in place of the round-trip time, e.g. `"Queueing delay"`. */
  readonly measure?: string;
}

/** With more series than this, P95 and P99 lines would be a tangle. */
export const TAIL_LINES_UP_TO = 3;

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
  const { widthPx = 1920, heightPx = 1080, theme: name = "light" } = options;
  const theme = THEMES[name];
  const fontPx = Math.max(12, Math.round(Math.sqrt(widthPx * heightPx) / 75));
  const hasTails = input.series.length <= TAIL_LINES_UP_TO;
  const limit = yLimit(input.series.map(({ segments }) => segments));
  const labels = seriesLabels(input.series.map(({ series }) => series));
  const lines = input.series.map(({ segments }, i) => {
    const { maxMs } = limit;
    const style = { color: colorOf(theme, i), fontPx, hasTails, maxMs };
    return linesOf(segments, labels[i] ?? "", style);
  });
  const rugRowPx = rugRow(fontPx, input.series.length);
  const { measure = "Round-trip time" } = input;
  const title = `${measure} from ${input.host}`;
  const subtitle = subtitleOf(input, limit, hasTails);
  const axis = { color: theme.text, font: fontOf(fontPx) };
  const ticks = { color: theme.quiet, font: fontOf(fontPx) };
  return {
    title,
    subtitle,
    fullMax: limit.fullMs,
    rowOfDataset: lines.flatMap((line, row) => line.map(() => row)),
    hover: hoverTable(input, labels),
    config: {
      type: "line",
      data: { datasets: lines.flat() },
      options: {
        animation: false,
        responsive: false,
        devicePixelRatio: 1,
        normalized: true,
        parsing: false,
        events: [],
        font: fontOf(fontPx),
        layout: { padding: Math.round(0.8 * fontPx) },
        scales: {
          x: {
            type: "localTime",
            timeZone: input.timeZone,
            min: input.period.fromMs,
            max: input.period.toMs,
            grid: { color: theme.grid, drawTicks: false },
            border: { color: theme.quiet },
            ticks: {
              ...ticks,
              autoSkip: false,
              maxRotation: 0,
              padding: 6 + rugRowPx * input.series.length,
            },
          },
          y: {
            type: "linear",
            min: 0,
            max: limit.maxMs,
            grid: { color: theme.grid, drawTicks: false },
            border: { color: theme.quiet },
            ticks: { ...ticks, padding: rugRowPx + 4 },
            title: { ...axis, display: true, text: `${measure} (ms)` },
          },
        },
        plugins: {
          title: {
            display: true,
            align: "start",
            color: theme.text,
            font: { ...fontOf(1.5 * fontPx), weight: 600 },
            padding: { bottom: Math.round(fontPx / 3) },
            text: title,
          },
          subtitle: {
            display: true,
            align: "start",
            color: theme.quiet,
            font: fontOf(fontPx),
            padding: { bottom: Math.round(fontPx / 2) },
            text: [...subtitle],
          },
          legend: {
            align: "start",
            labels: {
              color: theme.text,
              font: fontOf(fontPx),
              boxWidth: 1.5 * fontPx,
              boxHeight: fontPx / 5,
              padding: Math.round(0.8 * fontPx),
            },
          },
          tooltip: { enabled: false },
          marks: marksOf(input, { theme, fontPx, rugRowPx, ...limit }),
        },
      },
    },
  };
}

function colorOf(theme: Theme, index: number): string {
  return theme.series[index % theme.series.length] ?? theme.text;
}

function fontOf(px: number): { family: string; size: number } {
  return { family: "Inter, system-ui, sans-serif", size: Math.round(px) };
}

/** Rows as high as a letter, lower where there are many. */
function rugRow(fontPx: number, count: number): number {
  return Math.max(5, Math.round(Math.min(0.8 * fontPx, 4 * fontPx / count)));
}

type Line = ChartDataset<"line", Point[]>;

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
    label,
    data: means,
    borderColor: color,
    backgroundColor: color,
    borderWidth: fontPx / (hasTails ? 5 : 7),
    borderJoinStyle: "round",
    pointBorderWidth: 0,
    pointBackgroundColor: color,
    pointRadius: lonePoints(means, fontPx / 5),
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

/** A point with no neighbour makes no line, and is drawn as a dot. */
function lonePoints(points: readonly Point[], radius: number): number[] {
  return points.map((_, i) => {
    const before = points[i - 1]?.y ?? null;
    const after = points[i + 1]?.y ?? null;
    return before === null && after === null ? radius : 0;
  });
}

function marksOf(
  input: LatencyInput,
  style: {
    theme: Theme;
    fontPx: number;
    rugRowPx: number;
    maxMs: number;
  },
): Marks {
  const { theme, fontPx, rugRowPx, maxMs } = style;
  return {
    gaps: input.gaps.map(({ fromMs, toMs }) => [fromMs, toMs]),
    gapLabel: "not measured",
    gapColor: theme.gap,
    events: input.events ?? [],
    gridColor: theme.grid,
    textColor: theme.text,
    background: theme.background,
    fontPx: Math.round(0.85 * fontPx),
    rugRowPx,
    hiddenRows: [],
    rug: input.series.map(({ segments }, i): RugRow => ({
      color: colorOf(theme, i),
      ticks: segments.filter(({ lost }) => lost > 0).map((segment) => [
        segment.fromMs,
        segment.toMs,
        lossColor(theme, segment.lost / segment.sent),
      ]),
    })),
    peaks: input.series.flatMap(({ segments }, i) =>
      segments.filter(({ maxUs }) => maxUs / 1000 > maxMs).map((
        { fromMs, toMs, maxUs },
      ) => [(fromMs + toMs) / 2, maxUs / 1000, i] as const)
    ),
  };
}

/** One lost probe must be seen, and 1 % be told from 20 %: hence the root. */
function lossColor(theme: Theme, share: number): string {
  return translucent(theme.loss, 0.2 + 0.8 * Math.sqrt(share));
}
