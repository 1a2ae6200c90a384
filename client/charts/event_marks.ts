/** What happened, along the top of a chart. Runs in the browser too. @module */

import type { Chart } from "chart.js";
import { fittingText, span, within } from "./canvas.ts";

/** An event as it is drawn. */
export interface EventMark {
  /** When it began, Unix milliseconds. */
  readonly atMs: number;
  /** When it ended. */
  readonly untilMs: number;
  /** A few words. */
  readonly label: string;
  /** Of its strip and line. */
  readonly color: string;
  /** The higher, the sooner it gets words. */
  readonly weight: number;
}

/** How events are written. */
export interface EventStyle {
  /** Of small print, px. */
  readonly fontPx: number;
  /** Of words. */
  readonly textColor: string;
  /** Behind words. */
  readonly background: string;
}

/** Words stand in so many lines, below the strips. */
const LABEL_ROWS = 2;
/** The part of the chart's width that one event's words may take. */
const LABEL_SHARE = 0.3;

/** Of more there is no point in trying whether they fit. */
const MOST_LABELS = 1000;

/** Words, and where they stand. */
interface Placed {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly row: number;
}

/**
 * Draws a strip for every event, and a line and words for those that matter
 * most, as far as there is room: no line stands there unexplained.
 *
 * @param chart The chart.
 * @param events The events.
 * @param style How.
 */
export function drawEvents(
  chart: Chart,
  events: readonly EventMark[],
  style: EventStyle,
): void {
  const { ctx, chartArea: { top, bottom, left, right } } = chart;
  const { fontPx, textColor, background } = style;
  const stripPx = Math.max(4, Math.round(fontPx / 2.5));
  const inSight = events.flatMap((event) => {
    const place = span(chart, event.atMs, event.untilMs);
    return place === undefined ? [] : [{ ...event, ...place }];
  }).toSorted((a, b) => a.weight - b.weight || b.width - a.width);
  within(ctx, () => {
    for (const { left: from, width, color } of inSight) {
      ctx.fillStyle = color;
      ctx.fillRect(from, top, Math.max(3, width), stripPx);
    }
    ctx.font = `${fontPx}px ${chart.options.font?.family ?? "sans-serif"}`;
    ctx.textBaseline = "top";
    ctx.lineWidth = Math.max(1, fontPx / 12);
    const most = LABEL_SHARE * (right - left);
    const placed: Placed[] = [];
    for (
      const { left: from, label, color } of inSight.slice(-MOST_LABELS)
        .toReversed()
    ) {
      const text = fittingText(ctx, label, most);
      const width = ctx.measureText(text).width;
      const isLeft = from + width + fontPx > right;
      const at = from + (isLeft ? -width - 0.4 * fontPx : 0.4 * fontPx);
      const row = freeRow(placed, at, at + width + fontPx);
      if (row === undefined || text === "") continue;
      placed.push({ text, left: at, right: at + width + fontPx, row });
      ctx.strokeStyle = color;
      ctx.setLineDash([fontPx / 6, fontPx / 4]);
      ctx.beginPath();
      ctx.moveTo(from, top);
      ctx.lineTo(from, bottom);
      ctx.stroke();
    }
    for (const { text, left: at, right: end, row } of placed) {
      const y = top + stripPx + (0.4 + 1.5 * row) * fontPx;
      ctx.fillStyle = `${background}e6`;
      ctx.fillRect(at - 2, y, end - at - fontPx + 4, 1.3 * fontPx);
      ctx.fillStyle = textColor;
      ctx.fillText(text, at, y + 0.15 * fontPx);
    }
  });
}

function freeRow(
  placed: readonly Placed[],
  left: number,
  right: number,
): number | undefined {
  return Array.from({ length: LABEL_ROWS }, (_, row) => row).find((row) =>
    !placed.some((one) =>
      one.row === row && one.left < right && one.right > left
    )
  );
}
