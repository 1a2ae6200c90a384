import type { ChartDataset, ScaleOptionsByType } from "chart.js";
import type { EventMark } from "./event_marks.ts";
import {
  EVENT_WEIGHTS,
  type Figure,
  type HoverTable,
  type Point,
  type Timeline,
} from "./figure.ts";
import { frame } from "./frame.ts";
import { fontOf, type Look } from "./look.ts";
import type { Marks, RugRow } from "./parts.ts";

/** One line of a chart. */
export type Line = ChartDataset<"line", Point[]>;

/** A value axis; the first is `y`, a second, below it, `y2`. */
export interface ValueAxis {
  /** What it measures, with its unit. */
  readonly title: string;
  /** Where it ends. */
  readonly max: number;
  /** How values lie on it. */
  readonly warp?: "root";
}

/** What a chart over time has of its own. */
export interface TimeChart {
  /** The heading. */
  readonly title: string;
  /** What the reader must know to read it, a line each. */
  readonly subtitle: readonly string[];
  /** One or two, from the top. */
  readonly axes: readonly ValueAxis[];
  /** A row of `hover` each. */
  readonly lines: readonly (readonly Line[])[];
  /** Rows below the axis. */
  readonly rug?: readonly RugRow[];
  /** Of the rug, px. */
  readonly rugRowPx?: number;
  /** Marks of what is cut off. */
  readonly peaks?: Marks["peaks"];
  /** For the page. */
  readonly hover: HoverTable;
  /** Where the axis would end if nothing were cut off. */
  readonly fullMax?: number;
}

/**
 * Puts a chart over time together: the time axis, gaps and events are the same
 * in all of them.
 *
 * @param timeline When, and what happened.
 * @param look Size and colours.
 * @param chart All else.
 */
export function timeChart(
  timeline: Timeline,
  look: Look,
  chart: TimeChart,
): Figure {
  const { title, subtitle, axes, lines, rug = [], rugRowPx = 0 } = chart;
  const { theme, fontPx } = look;
  const { plugins, ...options } = frame({ title, subtitle }, look);
  const ticks = { color: theme.quiet, font: fontOf(fontPx) };
  const grid = { color: theme.grid, drawTicks: false };
  const border = { color: theme.quiet };
  const valueAxis = (axis: ValueAxis, index: number) => {
    const common = {
      min: 0,
      max: axis.max,
      grid,
      border,
      ticks: { ...ticks, padding: rugRowPx + 4 },
      title: {
        display: true,
        color: theme.text,
        font: fontOf(fontPx),
        text: axis.title,
      },
      ...(axes.length === 1 ? {} : {
        stack: "values",
        weight: axes.length - index,
        offset: index === 0,
      }),
    };
    return axis.warp === undefined
      ? { type: "linear" as const, ...common }
      : { type: "warped" as const, warp: axis.warp, ...common };
  };
  const scales = Object.fromEntries(
    axes.map((axis, index) => [
      index === 0 ? "y" : `y${index + 1}`,
      valueAxis(axis, index),
    ]),
  ) as Record<string, ScaleOptionsByType<"linear">>; // deeply partial
  return {
    title,
    subtitle,
    isOverTime: true,
    fullMax: chart.fullMax ?? null,
    rowOfDataset: lines.flatMap((line, row) => line.map(() => row)),
    hover: chart.hover,
    config: {
      type: "line",
      data: { datasets: lines.flat() },
      options: {
        ...options,
        scales: {
          x: {
            type: "localTime",
            timeZone: timeline.timeZone,
            min: timeline.period.fromMs,
            max: timeline.period.toMs,
            grid,
            border,
            ticks: {
              ...ticks,
              autoSkip: false,
              maxRotation: 0,
              padding: 6 + rugRowPx * rug.length,
            },
          },
          ...scales,
        },
        plugins: {
          ...plugins,
          marks: {
            ...plainMarks(look),
            gaps: timeline.gaps.map(({ fromMs, toMs }) => [fromMs, toMs]),
            events: eventMarks(timeline, look),
            rug,
            rugRowPx,
            peaks: chart.peaks ?? [],
          },
        },
      },
    },
  };
}

/**
 * Marks that mark nothing, in the picture's colours.
 *
 * @param look Size and colours.
 */
export function plainMarks({ theme, fontPx }: Look): Marks {
  return {
    gaps: [],
    gapLabel: "not measured",
    gapColor: theme.gap,
    events: [],
    gridColor: theme.grid,
    textColor: theme.text,
    background: theme.background,
    fontPx: Math.round(0.85 * fontPx),
    rugRowPx: 0,
    hiddenRows: [],
    rug: [],
    peaks: [],
  };
}

function eventMarks(
  { events }: Timeline,
  { theme }: Look,
): readonly EventMark[] {
  const colors = {
    warning: theme.warning,
    alert: theme.loss,
    critical: theme.loss,
    note: theme.text,
  };
  return events.map(({ atMs, untilMs, label, weight }) => ({
    atMs,
    untilMs,
    label,
    color: colors[weight],
    weight: EVENT_WEIGHTS.indexOf(weight),
  }));
}

/**
 * A thin or bold line through points.
 *
 * @param points They.
 * @param style Its colour and name (empty: not in the legend).
 */
export function lineThrough(
  points: readonly Point[],
  style: {
    readonly color: string;
    readonly label: string;
    readonly widthPx: number;
  },
): Line {
  const { color, label, widthPx } = style;
  return {
    label,
    data: [...points],
    borderColor: color,
    backgroundColor: color,
    borderWidth: widthPx,
    borderJoinStyle: "round",
    pointBorderWidth: 0,
    pointBackgroundColor: color,
    pointRadius: lonePoints(points, widthPx),
  };
}

/** A point with no neighbour makes no line, and is drawn as a dot. */
function lonePoints(points: readonly Point[], radius: number): number[] {
  return points.map((_, i) => {
    const before = points[i - 1]?.y ?? null;
    const after = points[i + 1]?.y ?? null;
    return before === null && after === null ? radius : 0;
  });
}

/**
 * The rug's rows as high as a letter, lower where there are many.
 *
 * @param fontPx Of ordinary letters.
 * @param count How many rows.
 */
export function rugRowOf(fontPx: number, count: number): number {
  return Math.max(5, Math.round(Math.min(0.8 * fontPx, 4 * fontPx / count)));
}
