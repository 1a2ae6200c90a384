/**
 * What Chart.js lacks: a time axis with round local times, marks for what a
 * line cannot say, and the charts that have no lines at all. Takes Chart.js as
 * an argument and runs in the browser.
 *
 * @module
 */

import type {
  Chart,
  ChartType,
  LinearScale,
  LinearScaleOptions,
  Plugin,
} from "chart.js";
import { BARS } from "./bars.ts";
import { type Ctx, span, within } from "./canvas.ts";
import { drawEvents, type EventMark } from "./event_marks.ts";
import { HEATMAP } from "./heatmap.ts";
import { localTicks } from "./local_time.ts";
import { warpedScale } from "./warped_scale.ts";

/** Marks over a chart, as data; colours are `#rrggbb` or `#rrggbbaa`. */
export interface Marks {
  /** Shades stretches of the x axis and writes `label` into the wide ones. */
  readonly gaps: readonly (readonly [fromMs: number, toMs: number])[];
  /** What a shaded stretch is. */
  readonly gapLabel: string;
  /** The shade's colour. */
  readonly gapColor: string;
  /** Strips along the top. */
  readonly events: readonly EventMark[];
  /** Of the rug where nothing was lost. */
  readonly gridColor: string;
  /** Of words. */
  readonly textColor: string;
  /** A row below the axis for each series. */
  readonly rug: readonly RugRow[];
  /** How high a row is, px. */
  readonly rugRowPx: number;
  /** Triangles at values, or at the top pointing to those cut off there. */
  readonly peaks: readonly (readonly [
    atMs: number,
    value: number,
    row: number,
  ])[];
  /** Rows of the rug whose series is not shown now. */
  readonly hiddenRows: readonly number[];
  /** The stretch that the reader looks at. */
  readonly pointed?: readonly [fromMs: number, toMs: number];
  /** Of small print, px. */
  readonly fontPx: number;
  /** The picture's ground. */
  readonly background: string;
}

/** One row of the rug. */
export interface RugRow {
  /** Whose row it is. */
  readonly color: string;
  /** Stretches and their colours. */
  readonly ticks: readonly (readonly [
    fromMs: number,
    toMs: number,
    color: string,
  ])[];
}

declare module "chart.js" {
  interface CartesianScaleTypeRegistry {
    localTime: { options: LinearScaleOptions & { timeZone: string } };
  }
  // Chart.js declares the type parameter: a merged interface must repeat it.
  interface PluginOptionsByType<TType extends ChartType> {
    marks?: Marks;
  }
}

/**
 * Registers the axis and the marks. Doing it again changes nothing.
 *
 * @param chart Chart.js's `Chart`.
 * @param linear Chart.js's `LinearScale`, which the time axis extends.
 */
export function registerParts(
  chart: typeof Chart,
  linear: typeof LinearScale,
): void {
  class LocalTimeScale extends linear {
    static override id = "localTime";

    override buildTicks(): { value: number; label: string[] }[] {
      const fontPx = this.chart.options.font?.size ?? 12;
      // Chart.js types a scale's options by its parent class.
      const { timeZone } = this.options as unknown as { timeZone: string };
      const atMost = Math.floor(this.width / (8 * fontPx));
      return localTicks(this.min, this.max, { timeZone, atMost })
        .map(({ value, label }) => ({ value, label: [...label] }));
    }

    override generateTickLabels(): void {
      // buildTicks() has written them.
    }

    override fit(): void {
      super.fit();
      // The rug lies in the ticks' padding, which Chart.js reserves twice.
      this.height -= this.options.ticks.padding;
    }
  }
  chart.register(LocalTimeScale, warpedScale(linear), MARKS, BARS, HEATMAP);
  // The only datasets worth a legend entry are those that have a name.
  chart.defaults.plugins.legend.labels.filter = ({ text }) => text !== "";
}

const MARKS: Plugin<"line", Marks> = {
  id: "marks",
  beforeDraw(chart, _, { background }) {
    if (!background) return;
    chart.ctx.fillStyle = background;
    chart.ctx.fillRect(0, 0, chart.width, chart.height);
  },
  beforeDatasetsDraw(chart, _, marks) {
    if (!marks.gaps) return;
    drawGaps(chart, marks);
    drawPointed(chart, marks);
  },
  afterDatasetsDraw(chart, _, marks) {
    if (!marks.gaps) return;
    drawPeaks(chart, marks);
    drawEvents(chart, marks.events, marks);
    drawRug(chart, marks);
  },
};

function drawGaps(chart: Chart, marks: Marks): void {
  const { ctx, chartArea: { top, height } } = chart;
  const { fontPx, gapLabel } = marks;
  for (const [fromMs, toMs] of marks.gaps) {
    const place = span(chart, fromMs, toMs);
    if (place === undefined) continue;
    const { left, width } = place;
    within(ctx, () => {
      ctx.beginPath();
      ctx.rect(left, top, width, height);
      ctx.clip();
      ctx.fillStyle = `${marks.gapColor}26`;
      ctx.fillRect(left, top, width, height);
      hatch(ctx, { left, top, width, height }, marks);
      if (width < 1.6 * fontPx) return;
      ctx.font = `${fontPx}px ${chart.options.font?.family ?? "sans-serif"}`;
      const textWidth = ctx.measureText(gapLabel).width + fontPx;
      ctx.translate(left + width / 2, top + height / 2);
      if (width < textWidth) ctx.rotate(-Math.PI / 2);
      ctx.fillStyle = marks.background;
      ctx.fillRect(-textWidth / 2, -0.75 * fontPx, textWidth, 1.5 * fontPx);
      ctx.fillStyle = marks.textColor;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillText(gapLabel, 0, 0);
    });
  }
}

function drawPointed(chart: Chart, { pointed, textColor }: Marks): void {
  const place = pointed && span(chart, pointed[0], pointed[1]);
  if (place === undefined) return;
  const { ctx, chartArea: { top, height } } = chart;
  within(ctx, () => {
    ctx.fillStyle = `${textColor}22`;
    ctx.fillRect(place.left, top, place.width, height);
    ctx.strokeStyle = `${textColor}99`;
    ctx.strokeRect(place.left, top, place.width, height);
  });
}

function hatch(
  ctx: Ctx,
  box: { left: number; top: number; width: number; height: number },
  marks: Marks,
): void {
  ctx.strokeStyle = `${marks.gapColor}59`;
  ctx.lineWidth = marks.fontPx / 14;
  ctx.beginPath();
  const { left, top, width, height } = box;
  // From multiples of the distance, so that zooming does not make it crawl.
  const apart = 0.8 * marks.fontPx;
  const first = Math.floor((left - height) / apart) * apart;
  for (let x = first; x < left + width; x += apart) {
    ctx.moveTo(x, top + height);
    ctx.lineTo(x + height, top);
  }
  ctx.stroke();
}

function drawPeaks(chart: Chart, marks: Marks): void {
  const { ctx, chartArea: { top }, scales } = chart;
  const { peaks, rug, hiddenRows, fontPx } = marks;
  const half = fontPx / 3;
  for (const [atMs, value, row] of peaks) {
    const place = span(chart, atMs, atMs);
    if (place === undefined || hiddenRows.includes(row)) continue;
    const tip = Math.max(top, scales["y"]?.getPixelForValue(value) ?? top);
    within(ctx, () => {
      ctx.fillStyle = rug[row]?.color ?? marks.textColor;
      ctx.beginPath();
      ctx.moveTo(place.left, tip + 0.4 * half);
      ctx.lineTo(place.left - half, tip + 2.2 * half);
      ctx.lineTo(place.left + half, tip + 2.2 * half);
      ctx.fill();
    });
  }
}

function drawRug(chart: Chart, marks: Marks): void {
  const { ctx, chartArea: { bottom, left, width } } = chart;
  const { rug, rugRowPx, gaps, background } = marks;
  rug.forEach(({ color, ticks }, row) => {
    const top = bottom + 3 + row * rugRowPx;
    const height = rugRowPx - 2;
    const isHidden = marks.hiddenRows.includes(row);
    within(ctx, () => {
      ctx.fillStyle = marks.gridColor;
      ctx.fillRect(left, top, width, height);
      ctx.fillStyle = color;
      ctx.fillRect(left - rugRowPx - 2, top, rugRowPx, height);
      for (const [fromMs, toMs, tickColor] of isHidden ? [] : ticks) {
        const place = span(chart, fromMs, toMs);
        if (place === undefined) continue;
        ctx.fillStyle = tickColor;
        ctx.fillRect(place.left, top, Math.max(2, place.width), height);
      }
      for (const [fromMs, toMs] of gaps) {
        const place = span(chart, fromMs, toMs);
        if (place === undefined) continue;
        ctx.fillStyle = background;
        ctx.fillRect(place.left, top, place.width, height);
      }
    });
  });
}
