/// <reference lib="dom" />
/**
 * The interactive page's program. It runs in the reader's browser, after
 * Chart.js and its zoom plugin, with nothing but what the page carries.
 *
 * @module
 */

import type { ChartConfiguration, LinearScale } from "chart.js";
import type { Chart as ChartJs } from "chart.js";
import type { PageContent } from "./html.ts";
import { registerParts } from "./parts.ts";

/** Chart.js as its script tag leaves it. */
declare const Chart: typeof ChartJs & { LinearScale: typeof LinearScale };

/** What the zoom plugin adds to a chart. */
type ZoomableChart = ChartJs & {
  zoom(factor: number): void;
  pan(by: { x: number }): void;
  resetZoom(): void;
};

/** The part of the time in sight that a step left or right moves. */
const PAN_SHARE = 0.2;
const ZOOM_FACTOR = 1.5;
/** No closer than this many segments. */
const CLOSEST_SEGMENTS = 4;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`Cannot find #${id} in the page`);
  return found;
}

/** The chart, which segment is looked at, and which series are shown. */
class ChartPage {
  readonly #content: PageContent;
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  readonly #hidden = new Set<number>();
  #isFull = false;
  #hasEvents = true;
  #segment: number;
  #chart: ZoomableChart;

  constructor(content: PageContent) {
    this.#content = content;
    this.#segment = content.hover.captions.length - 1;
    this.#chart = this.#draw();
    this.#dark.addEventListener("change", () => this.#redraw());
    this.#listen();
    this.#listSeries();
    this.#show(this.#segment);
  }

  #config(): ChartConfiguration<"line"> {
    return this.#dark.matches ? this.#content.dark : this.#content.light;
  }

  #draw(): ZoomableChart {
    const config = structuredClone(this.#config());
    const options = config.options ?? {};
    const { isOverTime, hover: { edges } } = this.#content;
    const [min, max] = [edges[0] ?? 0, edges.at(-1) ?? 0];
    const minRange = CLOSEST_SEGMENTS * (max - min) / (edges.length - 1);
    Object.assign(options, {
      responsive: true,
      maintainAspectRatio: false,
      devicePixelRatio: undefined,
    });
    Object.assign(options.plugins ?? {}, {
      title: { display: false },
      subtitle: { display: false },
      legend: { display: false },
      zoom: {
        limits: { x: { min, max, minRange } },
        pan: { enabled: isOverTime, mode: "x" },
        zoom: {
          wheel: { enabled: isOverTime },
          pinch: { enabled: isOverTime },
          mode: "x",
        },
      },
    });
    const canvas = element("chart") as HTMLCanvasElement;
    // The plugin has put its methods there by now.
    return new Chart(canvas, { ...config, options }) as ZoomableChart;
  }

  /** In the other theme, with series, stretch and height as they were. */
  #redraw(): void {
    const { min, max } = this.#chart.scales["x"] ?? { min: 0, max: 0 };
    this.#chart.destroy();
    this.#chart = this.#draw();
    const x = this.#chart.options.scales?.["x"];
    if (x !== undefined) Object.assign(x, { min, max });
    this.#listSeries();
    this.#apply();
  }

  /** Hides what is switched off and fits the axis. */
  #apply(): void {
    this.#content.rowOfDataset.forEach((row, dataset) =>
      this.#chart.setDatasetVisibility(dataset, !this.#hidden.has(row))
    );
    const marks = this.#chart.options.plugins?.marks;
    if (marks) {
      Object.assign(marks, {
        hiddenRows: [...this.#hidden],
        events: this.#hasEvents
          ? this.#config().options?.plugins?.marks?.events
          : [],
      });
    }
    const y = this.#chart.options.scales?.["y"];
    const cutAt = this.#config().options?.scales?.["y"]?.max;
    if (y !== undefined && this.#content.fullMax !== null) {
      Object.assign(y, { max: this.#isFull ? this.#content.fullMax : cutAt });
    }
    this.#show(this.#segment);
  }

  #listen(): void {
    const canvas = element("chart");
    const at = (event: PointerEvent) => this.#pointAt(event.offsetX);
    canvas.addEventListener("pointermove", at);
    canvas.addEventListener("pointerdown", at);
    canvas.addEventListener("keydown", (event) => {
      if (this.#press(event.key)) event.preventDefault();
    });
    for (const key of ["+", "-", "0", "a", "d"]) {
      const button = document.querySelector(`[data-key="${key}"]`);
      button?.addEventListener("click", () => this.#press(key));
    }
    const full = element("full") as HTMLInputElement;
    full.addEventListener("change", () => {
      this.#isFull = full.checked;
      this.#apply();
    });
    const events = element("events") as HTMLInputElement;
    events.addEventListener("change", () => {
      this.#hasEvents = events.checked;
      this.#apply();
    });
  }

  /** Does what a key is for; says whether it means something here. */
  #press(key: string): boolean {
    const stepPx = PAN_SHARE * this.#chart.width;
    switch (this.#content.isOverTime || key.startsWith("Arrow") ? key : "") {
      case "+":
        this.#chart.zoom(ZOOM_FACTOR);
        return true;
      case "-":
        this.#chart.zoom(1 / ZOOM_FACTOR);
        return true;
      case "0":
      case "Escape":
        this.#chart.resetZoom();
        return true;
      case "a":
        this.#chart.pan({ x: stepPx });
        return true;
      case "d":
        this.#chart.pan({ x: -stepPx });
        return true;
      case "ArrowLeft":
        this.#show(this.#segment - 1);
        return true;
      case "ArrowRight":
        this.#show(this.#segment + 1);
        return true;
      default:
        return false;
    }
  }

  #pointAt(offsetPx: number): void {
    const at = this.#chart.scales["x"]?.getValueForPixel(offsetPx);
    if (at === undefined) return;
    const { edges, captions } = this.#content.hover;
    const next = edges.findIndex((edge) => edge > at);
    const segment = next === -1 ? captions.length - 1 : next - 1;
    if (segment !== this.#segment) this.#show(segment);
  }

  /** Marks a segment and fills the table with its figures. */
  #show(segment: number): void {
    const { edges, captions, columns, rows } = this.#content.hover;
    this.#segment = Math.max(0, Math.min(captions.length - 1, segment));
    const [from = 0, to = 0] = edges.slice(this.#segment);
    const marks = this.#chart.options.plugins?.marks;
    if (marks && captions.length > 1) {
      Object.assign(marks, { pointed: [from, to] });
    }
    this.#chart.update("none");
    element("when").textContent = captions[this.#segment] ?? "";
    const body = rows.flatMap(({ label, cells }, row) => {
      if (this.#hidden.has(row)) return [];
      const line = document.createElement("tr");
      line.append(cellOf("th", label));
      const texts = cells[this.#segment] ?? [];
      for (const text of texts) line.append(cellOf("td", text));
      const last = line.lastElementChild;
      if (texts.length === 1 && last instanceof HTMLTableCellElement) {
        last.colSpan = columns.length;
      }
      return [line];
    });
    element("figures").replaceChildren(...body);
  }

  #listSeries(): void {
    const { hover, rowOfDataset } = this.#content;
    const { datasets } = this.#config().data;
    const switches = hover.rows.flatMap(({ label }, row) => {
      const own = datasets[rowOfDataset.lastIndexOf(row)];
      if (own === undefined) return [];
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = !this.#hidden.has(row);
      box.addEventListener("change", () => {
        if (box.checked) this.#hidden.delete(row);
        else this.#hidden.add(row);
        this.#apply();
      });
      const swatch = document.createElement("i");
      swatch.style.background = String(own.borderColor);
      const line = document.createElement("label");
      line.append(box, swatch, label);
      return [line];
    });
    element("series").replaceChildren(...switches);
  }
}

function cellOf(kind: "td" | "th", text: string): HTMLElement {
  const cell = document.createElement(kind);
  if (kind === "th") cell.setAttribute("scope", "row");
  cell.textContent = text;
  return cell;
}

registerParts(Chart, Chart.LinearScale);
new ChartPage(
  JSON.parse(element("content").textContent ?? "") as PageContent,
);
