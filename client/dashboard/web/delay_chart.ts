/// <reference lib="dom" />
/** A chart over time, as the program has laid it out. @module */

import type { Chart as ChartJs, LinearScale } from "chart.js";
import type { Figure, HoverTable } from "../../charts/figure.ts";
import { registerParts } from "../../charts/parts.ts";
import { make, table } from "./dom.ts";

/** Chart.js as its script leaves it. */
declare const Chart: typeof ChartJs & { LinearScale: typeof LinearScale };

/** A chart as `/api/v1/chart` gives it. */
export type ChartJson =
  & Pick<Figure, "title" | "subtitle" | "config" | "hover" | "rowOfDataset">
  & { readonly isEmpty: boolean };

/** Who is told what the reader does. */
export interface ChartListener {
  /** Another stretch of time is wanted. */
  readonly onSight: (fromMs: number, toMs: number) => void;
  /** A key was pressed; says whether it means something. */
  readonly onKey: (key: string) => boolean;
}

const SCRIPTS = ["chart.js", "hammer.js", "zoom.js"];
/** A turn of the wheel is many events: the last one counts. */
const SETTLING_MS = 200;

/** The chart with its series, and the figures of what is pointed at. */
export class DelayChart {
  /** Heading, series and the chart. */
  readonly element: HTMLElement = make("div");
  /** The figures of what is pointed at. */
  readonly figures: HTMLElement = make("div");
  readonly #listener: ChartListener;
  readonly #title = make("h2");
  readonly #about = make("div", { class: "quiet small" });
  readonly #series = make("div", {
    id: "series",
    role: "group",
    "aria-label": "Series shown",
  });
  readonly #canvas = make("canvas", {
    id: "chart",
    tabindex: "0",
    role: "img",
  });
  readonly #hidden = new Set<string>();
  #chart: ChartJs | null = null;
  #content: ChartJson | null = null;
  #segment = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;

  /**
   * Shows nothing yet, and loads what it draws with.
   *
   * @param listener Who is told what the reader does.
   */
  constructor(listener: ChartListener) {
    this.#listener = listener;
    // While the program still reads what is to be drawn.
    void loaded();
    this.element.append(
      this.#title,
      this.#about,
      this.#series,
      make("div", { class: "frame" }, this.#canvas),
    );
    const at = (event: PointerEvent) => this.#pointAt(event.offsetX);
    this.#canvas.addEventListener("pointermove", at);
    this.#canvas.addEventListener("pointerdown", at);
    this.#canvas.addEventListener("keydown", (event) => {
      if (this.#press(event.key)) event.preventDefault();
    });
  }

  /** How wide it is drawn, px. */
  get widthPx(): number {
    return this.#canvas.parentElement?.clientWidth ?? 0;
  }

  /**
   * Shows a chart.
   *
   * @param content As it came.
   * @param sight What of it is in sight.
   */
  async show(
    content: ChartJson,
    sight: { readonly fromMs: number; readonly toMs: number },
  ): Promise<void> {
    await loaded();
    this.#content = content;
    const { title, subtitle, hover } = content;
    this.#title.textContent = title;
    this.#about.replaceChildren(
      ...subtitle.map((line) => make("p", {}, line)),
    );
    this.#canvas.setAttribute(
      "aria-label",
      `${title}. Arrow keys choose a stretch of time, whose figures are told below; plus and minus zoom, a and d move.`,
    );
    this.#chart?.destroy();
    this.#chart = this.#draw(content, sight);
    this.#listSeries();
    this.#apply();
    this.#point(hover.captions.length - 1);
  }

  #draw(
    { config }: ChartJson,
    { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  ): ChartJs {
    const options = config.options ?? {};
    const settle = () => {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => {
        const { min, max } = this.#chart?.scales["x"] ?? { min: 0, max: 0 };
        if (max > min) this.#listener.onSight(min, max);
      }, SETTLING_MS);
    };
    Object.assign(options, {
      responsive: true,
      maintainAspectRatio: false,
      devicePixelRatio: undefined,
    });
    Object.assign(options.scales?.["x"] ?? {}, { min: fromMs, max: toMs });
    Object.assign(options.plugins ?? {}, {
      title: { display: false },
      subtitle: { display: false },
      legend: { display: false },
      zoom: {
        pan: { enabled: true, mode: "x", onPanComplete: settle },
        zoom: {
          wheel: { enabled: true },
          pinch: { enabled: true },
          mode: "x",
          onZoomComplete: settle,
        },
      },
    });
    return new Chart(this.#canvas, { ...config, options });
  }

  #press(key: string): boolean {
    if (key === "ArrowLeft") this.#point(this.#segment - 1);
    else if (key === "ArrowRight") this.#point(this.#segment + 1);
    else return this.#listener.onKey(key);
    return true;
  }

  #pointAt(offsetPx: number): void {
    const atMs = this.#chart?.scales["x"]?.getValueForPixel(offsetPx);
    const edges = this.#content?.hover.edges ?? [];
    if (atMs === undefined || atMs < (edges[0] ?? Infinity)) return;
    const next = edges.findIndex((edge) => edge > atMs);
    if (next > 0 && next - 1 !== this.#segment) this.#point(next - 1);
  }

  #point(segment: number): void {
    const hover = this.#content?.hover;
    if (hover === undefined) return;
    const last = hover.captions.length - 1;
    this.#segment = Math.max(0, Math.min(last, segment));
    this.figures.replaceChildren(figuresOf(hover, {
      segment: this.#segment,
      isShown: (label) => !this.#hidden.has(label),
    }));
    const marks = this.#chart?.options.plugins?.marks;
    if (marks) {
      const [from = 0, to = 0] = hover.edges.slice(this.#segment);
      Object.assign(marks, { pointed: [from, to] });
    }
    this.#chart?.update("none");
  }

  /** Hides what is switched off, from the next drawing on. */
  #apply(): void {
    const { hover, rowOfDataset } = this.#content ?? {};
    const isHidden = (row: number) =>
      this.#hidden.has(hover?.rows[row]?.label ?? "");
    rowOfDataset?.forEach((row, dataset) =>
      this.#chart?.setDatasetVisibility(dataset, !isHidden(row))
    );
    const marks = this.#chart?.options.plugins?.marks;
    if (marks) {
      const rows = hover?.rows.map((_, row) => row) ?? [];
      Object.assign(marks, { hiddenRows: rows.filter(isHidden) });
    }
  }

  #listSeries(): void {
    const { hover, rowOfDataset = [], config } = this.#content ?? {};
    const switches = (hover?.rows ?? []).map(({ label }, row) => {
      const box = make("input", {
        type: "checkbox",
        checked: !this.#hidden.has(label),
      });
      box.addEventListener("change", () => {
        if (box.checked) this.#hidden.delete(label);
        else this.#hidden.add(label);
        this.#apply();
        this.#point(this.#segment);
      });
      const swatch = make("i", { class: "swatch" });
      const dataset = config?.data.datasets[rowOfDataset.lastIndexOf(row)];
      swatch.style.background = String(dataset?.borderColor ?? "");
      return make("label", {}, box, swatch, label);
    });
    this.#series.replaceChildren(...switches);
  }
}

function figuresOf(
  hover: HoverTable,
  { segment, isShown }: {
    readonly segment: number;
    readonly isShown: (label: string) => boolean;
  },
): HTMLElement {
  return table({
    caption: hover.captions[segment] ?? "",
    head: ["Series", ...hover.columns],
    rows: hover.rows.filter(({ label }) => isShown(label))
      .map(({ label, cells }) => [label, ...cells[segment] ?? []]),
  });
}

let loading: Promise<void> | undefined;

/** Chart.js and what it needs, loaded when the first chart is shown. */
function loaded(): Promise<void> {
  return loading ??= (async () => {
    for (const name of SCRIPTS) await script(name);
    registerParts(Chart, Chart.LinearScale);
  })();
}

function script(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = make("script", { src: `/web/${name}` });
    element.addEventListener("load", () => resolve());
    element.addEventListener(
      "error",
      () => reject(new Error(`Cannot load ${name}`)),
    );
    document.head.append(element);
  });
}
