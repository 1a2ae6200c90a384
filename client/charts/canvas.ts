/** Small steps of drawing that parts share. Runs in the browser too. @module */

import type { Chart } from "chart.js";

/** Where a chart is drawn. */
export type Ctx = Chart["ctx"];

/**
 * Draws with the canvas' state restored afterwards.
 *
 * @param ctx The canvas.
 * @param draw What to draw.
 */
export function within(ctx: Ctx, draw: () => void): void {
  ctx.save();
  draw();
  ctx.restore();
}

/**
 * A text that fits, cut off with dots if need be; empty where nothing does.
 *
 * @param ctx The canvas, its font set.
 * @param text The text.
 * @param widthPx How much room there is.
 */
export function fittingText(ctx: Ctx, text: string, widthPx: number): string {
  if (ctx.measureText(text).width <= widthPx) return text;
  for (let end = text.length - 1; end > 1; end--) {
    const short = `${text.slice(0, end).trimEnd()}…`;
    if (ctx.measureText(short).width <= widthPx) return short;
  }
  return "";
}

/**
 * Where a stretch of the x axis lies on the canvas.
 *
 * @param chart The chart.
 * @param from Where the stretch begins, in the axis' unit.
 * @param to Where it ends.
 * @returns `undefined` when it is out of sight; else 1 px wide at least.
 */
export function span(
  chart: Chart,
  from: number,
  to: number,
): { left: number; width: number } | undefined {
  const { left, right } = chart.chartArea;
  const x = chart.scales["x"];
  if (x === undefined) return undefined;
  const start = Math.max(left, x.getPixelForValue(from));
  const end = Math.min(right, x.getPixelForValue(to));
  return end > left && start < right && end >= start
    ? { left: start, width: Math.max(1, end - start) }
    : undefined;
}
