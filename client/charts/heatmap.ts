/** Days against hours as coloured cells. Runs in the browser too. @module */

import type { Chart, ChartType, Plugin } from "chart.js";
import { fittingText, within } from "./canvas.ts";

/** One hour of one day. */
export interface HeatCell {
  /** The day's row, from the top. */
  readonly row: number;
  /** The local hour, 0 to 23. */
  readonly hour: number;
  /** Its colour. */
  readonly color: string;
  /** Whether so much was lost that it is marked. */
  readonly isLossy: boolean;
}

/** One grid: a series' days. */
export interface HeatGrid {
  /** Whose it is. */
  readonly title: string;
  /** The days by name, from the top. */
  readonly rows: readonly string[];
  /** What was measured. */
  readonly cells: readonly HeatCell[];
}

/** All of them, as data. */
export interface Heatmap {
  /** From left to right. */
  readonly grids: readonly HeatGrid[];
  /** What the colours mean, least first. */
  readonly scale: readonly { readonly color: string; readonly text: string }[];
  /** What the scale measures. */
  readonly scaleTitle: string;
  /** Of the mark of loss. */
  readonly lossColor: string;
  /** Of ordinary letters, px. */
  readonly fontPx: number;
  /** Of words. */
  readonly textColor: string;
  /** Of lesser words. */
  readonly quietColor: string;
  /** Of hours in which nothing was measured. */
  readonly gapColor: string;
}

declare module "chart.js" {
  // Chart.js declares the type parameter: a merged interface must repeat it.
  interface PluginOptionsByType<TType extends ChartType> {
    heatmap?: Heatmap;
  }
}

const HOURS = 24;
/** A grid narrower than so many letters cannot be read: on a telephone. */
const NARROWEST_GRID = 24;
/** A row is never higher, in letters: two days need not fill a page. */
const HIGHEST_ROW = 5;

/** Draws them over a chart that has nothing else. */
export const HEATMAP: Plugin<"line", Heatmap> = {
  id: "heatmap",
  afterDraw(chart, _, heatmap) {
    if (!heatmap.grids) return;
    within(chart.ctx, () => {
      heatmap.grids.forEach((_, index) => drawGrid(chart, heatmap, index));
      drawScale(chart, heatmap);
    });
  },
};

function drawGrid(chart: Chart, heatmap: Heatmap, index: number): void {
  const { ctx, chartArea } = chart;
  const { grids, fontPx, textColor, quietColor, gapColor, lossColor } = heatmap;
  const grid = grids[index];
  if (grid === undefined) return;
  const family = chart.options.font?.family ?? "sans-serif";
  const { perRow, rowHeight: cellHeight, gridHeight } = gridsOf(chart, heatmap);
  const wide = chartArea.width / perRow;
  const left = chartArea.left + (index % perRow) * wide + 5.2 * fontPx;
  const above = chartArea.top + Math.floor(index / perRow) * gridHeight;
  const top = above + 1.8 * fontPx;
  const cellWidth = (wide - 6.4 * fontPx) / HOURS;
  const line = Math.min(1, cellHeight / 6);
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  ctx.fillStyle = textColor;
  ctx.font = `600 ${fontPx}px ${family}`;
  ctx.fillText(
    fittingText(ctx, grid.title, HOURS * cellWidth),
    left,
    above,
  );
  ctx.fillStyle = `${gapColor}26`;
  ctx.fillRect(left, top, HOURS * cellWidth, grid.rows.length * cellHeight);
  for (const { row, hour, color, isLossy } of grid.cells) {
    const x = left + hour * cellWidth;
    const y = top + row * cellHeight;
    ctx.fillStyle = color;
    ctx.fillRect(x, y, cellWidth - line, cellHeight - line);
    if (!isLossy) continue;
    const side = Math.min(0.5 * cellWidth, 0.7 * cellHeight);
    ctx.fillStyle = lossColor;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + side, y);
    ctx.lineTo(x, y + side);
    ctx.fill();
  }
  ctx.fillStyle = quietColor;
  ctx.font = `${0.85 * fontPx}px ${family}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  const everyRow = Math.ceil(1.2 * fontPx / cellHeight);
  grid.rows.forEach((name, row) => {
    if (row % everyRow !== 0) return;
    ctx.fillText(name, left - 0.5 * fontPx, top + (row + 0.5) * cellHeight);
  });
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  const everyHour = [1, 2, 3, 6].find((n) => n * cellWidth > 2.8 * fontPx) ?? 6;
  for (let hour = 0; hour <= HOURS; hour += everyHour) {
    ctx.fillText(
      `${String(hour).padStart(2, "0")}:00`,
      left + hour * cellWidth,
      top + grid.rows.length * cellHeight + 0.4 * fontPx,
    );
  }
}

/** Beside each other where there is room, else below each other. */
function gridsOf({ chartArea }: Chart, { grids, fontPx }: Heatmap) {
  const fitting = Math.floor(chartArea.width / (NARROWEST_GRID * fontPx));
  const perRow = Math.max(1, Math.min(grids.length, fitting));
  const rows = Math.ceil(grids.length / perRow);
  const days = Math.max(1, ...grids.map(({ rows }) => rows.length));
  const room = (chartArea.height - 3 * fontPx) / rows - 4 * fontPx;
  const rowHeight = Math.max(1, Math.min(HIGHEST_ROW * fontPx, room / days));
  return {
    perRow,
    rows,
    rowHeight,
    gridHeight: days * rowHeight + 4 * fontPx,
  };
}

function drawScale(chart: Chart, heatmap: Heatmap): void {
  const { ctx, chartArea } = chart;
  const { scale, scaleTitle, fontPx, textColor, quietColor } = heatmap;
  const family = chart.options.font?.family ?? "sans-serif";
  const { rows, gridHeight } = gridsOf(chart, heatmap);
  const top = chartArea.top + rows * gridHeight + 2 * fontPx;
  const swatch = Math.min(7 * fontPx, 0.6 * chartArea.width / scale.length);
  ctx.font = `${0.85 * fontPx}px ${family}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.fillStyle = textColor;
  let left = chartArea.left + 0.5 * fontPx;
  ctx.fillText(scaleTitle, left, top);
  left += ctx.measureText(scaleTitle).width + fontPx;
  for (const { color, text } of scale) {
    ctx.fillStyle = color;
    ctx.fillRect(left, top - 1.3 * fontPx, swatch, 0.9 * fontPx);
    ctx.fillStyle = quietColor;
    ctx.fillText(text, left, top + 0.3 * fontPx);
    left += swatch;
  }
}
