import { axislessFigure } from "./axisless.ts";
import type { Panel } from "./bars.ts";
import type { Figure } from "./figure.ts";
import type { Look } from "./look.ts";

/** A panel narrower than so many letters cannot be read. */
const PANEL_LETTERS = 16;

/** What a chart of bars has of its own. */
export interface BarsChart {
  /** The heading. */
  readonly title: string;
  /** What the reader must know to read it, a line each. */
  readonly subtitle: readonly string[];
  /** From left to right. */
  readonly panels: readonly Panel[];
  /** The same as a table, for the page. */
  readonly table: {
    /** Column headings. */
    readonly columns: readonly string[];
    /** A row's name and its cells. */
    readonly rows: readonly (readonly [string, readonly string[]])[];
    /** What the figures are of. */
    readonly caption: string;
  };
}

/**
 * Puts a chart of bars together.
 *
 * @param chart What it shows.
 * @param look Size and colours.
 */
export function barsChart(chart: BarsChart, look: Look): Figure {
  const { title, subtitle, panels, table } = chart;
  const { theme, fontPx, widthPx, heightPx } = look;
  const fitting = Math.floor(widthPx / (PANEL_LETTERS * fontPx));
  const isWide = widthPx / heightPx > 1.2;
  const perRow = Math.max(1, Math.min(panels.length, fitting, isWide ? 6 : 2));
  const rows = Math.ceil(panels.length / perRow);
  const bars = {
    panels,
    perRow: Math.ceil(panels.length / rows),
    fontPx,
    textColor: theme.text,
    quietColor: theme.quiet,
    gridColor: theme.quiet,
  };
  return axislessFigure({
    title,
    subtitle,
    table: {
      ...table,
      rows: table.rows.map(([label, cells]) => ({ label, cells: [cells] })),
    },
    parts: { bars },
  }, look);
}
