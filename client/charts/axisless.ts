import type { Bars } from "./bars.ts";
import type { Figure, HoverTable } from "./figure.ts";
import { frame } from "./frame.ts";
import type { Heatmap } from "./heatmap.ts";
import type { Look } from "./look.ts";
import { plainMarks } from "./time_chart.ts";

/** An axis of a chart that has no lines. */
const HIDDEN = { type: "linear", display: false, min: 0, max: 1 } as const;

/** What a figure without lines and axes has of its own. */
export interface AxislessFigure {
  /** The heading. */
  readonly title: string;
  /** What the reader must know to read it, a line each. */
  readonly subtitle: readonly string[];
  /** The same as one table, for the page. */
  readonly table: Omit<HoverTable, "edges" | "captions"> & {
    /** What the figures are of. */
    readonly caption: string;
  };
  /** What is drawn. */
  readonly parts: { readonly bars: Bars } | { readonly heatmap: Heatmap };
}

/**
 * Puts a figure together that a plug-in draws all of.
 *
 * @param figure What it shows.
 * @param look Size and colours.
 */
export function axislessFigure(
  { title, subtitle, table, parts }: AxislessFigure,
  look: Look,
): Figure {
  const { plugins, ...common } = frame({ title, subtitle }, look);
  const { caption, columns, rows } = table;
  return {
    title,
    subtitle,
    isOverTime: false,
    fullMax: null,
    rowOfDataset: [],
    hover: { edges: [0, 1], captions: [caption], columns, rows },
    config: {
      type: "line",
      data: { datasets: [] },
      options: {
        ...common,
        scales: { x: HIDDEN, y: HIDDEN },
        plugins: {
          ...plugins,
          subtitle: { ...plugins.subtitle, padding: { bottom: look.fontPx } },
          legend: { display: false },
          marks: plainMarks(look),
          ...parts,
        },
      },
    },
  };
}
