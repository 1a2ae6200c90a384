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
  const isFitting = (part: string) => ctx.measureText(part).width <= widthPx;
  if (isFitting(text)) return text;
  const cut = (length: number) => `${text.slice(0, length).trimEnd()}…`;
  let [fits, tooLong] = [1, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (isFitting(cut(middle))) fits = middle;
    else tooLong = middle;
  }
  return fits > 1 ? cut(fits) : "";
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
