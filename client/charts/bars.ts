/** Panels of bars side by side, each on its own scale. Runs in the browser too. @module */

import type { Chart, ChartType, Plugin } from "chart.js";
import { type Ctx, fittingText, within } from "./canvas.ts";

/** One bar. */
export interface Bar {
  /** What it is, below it. */
  readonly label: string;
  /** How high; `null`: not measured. */
  readonly value: number | null;
  /** What stands above it. */
  readonly text: string;
  /** Where its thin line ends, e.g. a P95 over a median; `null`: none. */
  readonly whisker: number | null;
  /** Its colour. */
  readonly color: string;
}

/** Bars that can be compared with each other. */
export interface Panel {
  /** What they measure, with its unit. */
  readonly title: string;
  /** Whether more or less is better, in a few words; may be empty. */
  readonly hint: string;
  /** From left to right. */
  readonly bars: readonly Bar[];
}

/** All of them, as data. */
export interface Bars {
  /** From left to right, in rows where there are many. */
  readonly panels: readonly Panel[];
  /** How many stand beside each other where there is room. */
  readonly perRow: number;
  /** Of ordinary letters, px. */
  readonly fontPx: number;
  /** Of words. */
  readonly textColor: string;
  /** Of lesser words. */
  readonly quietColor: string;
  /** Of the line that bars stand on. */
  readonly gridColor: string;
}

declare module "chart.js" {
  // Chart.js declares the type parameter: a merged interface must repeat it.
  interface PluginOptionsByType<TType extends ChartType> {
    bars?: Bars;
  }
}

/** A panel narrower than so many letters cannot be read: on a telephone. */
const NARROWEST_PANEL = 11;

/** Draws them over a chart that has nothing else. */
export const BARS: Plugin<"line", Bars> = {
  id: "bars",
  afterDraw(chart, _, bars) {
    if (!bars.panels) return;
    within(chart.ctx, () => drawPanels(chart, bars));
  },
};

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function drawPanels(chart: Chart, bars: Bars): void {
  const { ctx, chartArea } = chart;
  const { panels, fontPx } = bars;
  const perRow = Math.max(
    1,
    Math.min(
      bars.perRow,
      Math.floor(chartArea.width / (NARROWEST_PANEL * fontPx)),
    ),
  );
  const rows = Math.ceil(panels.length / perRow);
  const apart = 1.5 * fontPx;
  const width = (chartArea.width - (perRow - 1) * apart) / perRow;
  const height = (chartArea.height - (rows - 1) * apart) / rows;
  panels.forEach((panel, index) => {
    drawPanel(ctx, panel, {
      bars,
      family: chart.options.font?.family ?? "sans-serif",
      box: {
        left: chartArea.left + (index % perRow) * (width + apart),
        top: chartArea.top + Math.floor(index / perRow) * (height + apart),
        width,
        height,
      },
    });
  });
}

function drawPanel(
  ctx: Ctx,
  { title, hint, bars }: Panel,
  at: { readonly bars: Bars; readonly family: string; readonly box: Box },
): void {
  const { box, family, bars: { fontPx, textColor, quietColor, gridColor } } =
    at;
  const font = (px: number, weight = 400) => `${weight} ${px}px ${family}`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  ctx.fillStyle = textColor;
  ctx.font = font(fontPx, 600);
  ctx.fillText(fittingText(ctx, title, box.width), box.left, box.top);
  ctx.fillStyle = quietColor;
  ctx.font = font(0.85 * fontPx);
  ctx.fillText(
    fittingText(ctx, hint, box.width),
    box.left,
    box.top + 1.3 * fontPx,
  );
  const floor = box.top + box.height - 1.6 * fontPx;
  const room = floor - box.top - 4.2 * fontPx;
  const most = Math.max(
    ...bars.flatMap(({ value, whisker }) => [value ?? 0, whisker ?? 0]),
  ) || 1;
  const step = box.width / bars.length;
  const thick = Math.min(0.62 * step, 6 * fontPx);
  ctx.textAlign = "center";
  bars.forEach(({ label, value, text, whisker, color }, index) => {
    const middle = box.left + (index + 0.5) * step;
    const top = floor - room * (value ?? 0) / most;
    ctx.fillStyle = color;
    ctx.fillRect(middle - thick / 2, top, thick, floor - top);
    const tip = whisker === null ? top : floor - room * whisker / most;
    ctx.strokeStyle = color;
    ctx.lineWidth = Math.max(1.5, fontPx / 8);
    ctx.beginPath();
    ctx.moveTo(middle, top);
    ctx.lineTo(middle, tip);
    if (whisker !== null) {
      ctx.moveTo(middle - thick / 5, tip);
      ctx.lineTo(middle + thick / 5, tip);
    }
    ctx.stroke();
    ctx.fillStyle = value === null ? quietColor : textColor;
    ctx.font = font(fontPx, value === null ? 400 : 600);
    ctx.fillText(
      fittingText(ctx, text, step),
      middle,
      Math.min(tip, top) - 1.35 * fontPx,
    );
    ctx.font = font(0.85 * fontPx);
    ctx.fillStyle = textColor;
    ctx.fillText(
      labelText(ctx, label, step - 4),
      middle,
      floor + 0.4 * fontPx,
    );
  });
  ctx.fillStyle = gridColor;
  ctx.fillRect(box.left, floor, box.width, Math.max(1, fontPx / 10));
}

/** Without what stands in brackets where there is no room for that. */
function labelText(ctx: Ctx, label: string, widthPx: number): string {
  const isFitting = ctx.measureText(label).width <= widthPx;
  const short = label.replace(/ \(.*/, "");
  return fittingText(ctx, isFitting ? label : short, widthPx);
}
