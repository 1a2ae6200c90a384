/// <reference lib="dom" />
import type { SeriesJson } from "./api.ts";
import { make } from "./dom.ts";
import { KEPT_MS, LiveSeries } from "./live_series.ts";
import { drawSpark } from "./sparkline.ts";
import { msText, pctText, seriesText } from "./words.ts";

/** Below this a line that only trembles looks like one that shakes, ms. */
const LEAST_MAX_MS = 5;
/** Rare probes are dots, steady ones a line. */
const JOIN_MS = 3_500;
const RARE_JOIN_MS = 61_000;

/** One target on the page: its last two minutes. */
export class TargetRow {
  /** Whose it is. */
  readonly series: SeriesJson;
  /** Its points. */
  readonly live = new LiveSeries();
  /** What is shown. */
  readonly element: HTMLElement;
  readonly #rtt = make("span", { class: "rtt number" });
  readonly #canvas = make("canvas", { role: "img" });
  readonly #figures = make("span", { class: "figures number" });

  /**
   * Shows nothing yet.
   *
   * @param series Whose it is.
   */
  constructor(series: SeriesJson) {
    this.series = series;
    const name = make("span", { class: "name" }, seriesText(series));
    this.element = make(
      "li",
      { class: "target" },
      name,
      this.#rtt,
      this.#canvas,
      this.#figures,
    );
  }

  /**
   * Shows what is known.
   *
   * @param nowMs The right end, Unix milliseconds.
   */
  draw(nowMs: number): void {
    const { newestMs, medianMs, jitterMs, sent, lost } = this.live.figures(
      nowMs,
    );
    const isSilent = sent > 0 && newestMs === null;
    const isRare = this.series.probe === "dns" || this.series.probe === "tcp";
    this.#rtt.textContent = isSilent ? "no answer" : msText(newestMs);
    const losses = `${pctText(sent === 0 ? null : 100 * lost / sent)} lost`;
    const jitter = jitterMs === null ? "" : `, jitter ${msText(jitterMs)}`;
    this.#figures.textContent = `${losses}${jitter}`;
    const { points } = this.live;
    this.#canvas.setAttribute(
      "aria-label",
      `${seriesText(this.series)}, last two minutes: median ${
        msText(medianMs)
      }, ${lost} of ${sent} lost in the last one`,
    );
    drawSpark(this.#canvas, {
      lines: [{
        points: points.map(({ atMs, ms }) => [atMs, ms] as const),
        color: "--rtt",
      }],
      lossesMs: points.flatMap(({ atMs, isLost }) => isLost ? [atMs] : []),
      fromMs: nowMs - KEPT_MS,
      toMs: nowMs,
      leastMax: LEAST_MAX_MS,
      joinMs: isRare ? RARE_JOIN_MS : JOIN_MS,
    });
  }
}
