/// <reference lib="dom" />
import type { ProgressJson, TestStateJson } from "./api.ts";
import { button, make } from "./dom.ts";
import { drawSpark } from "./sparkline.ts";
import { msText, rateText, spanText } from "./words.ts";

const NS_PER_MS = 1e6;
/** Less would make an idle line look like a storm, ms. */
const LEAST_MAX_MS = 50;
/** Words come some times a second. */
const JOIN_MS = 1_500;

const PHASES: Readonly<Record<string, string>> = {
  idle: "At rest",
  download: "Downloading",
  upload: "Uploading",
  both: "Both at once",
  recovery: "Recovering",
  cooldown: "At rest again",
};

/** A load test while it runs. */
export class RunningTest {
  /** What is shown; hidden while none runs. */
  readonly element: HTMLElement;
  readonly #phase = make("h2");
  readonly #bar = make("progress", { max: "1", "aria-label": "Of the test" });
  readonly #meters = make("div", { class: "meters" });
  readonly #canvas = make("canvas", { role: "img", class: "wide" });
  #points: [atMs: number, ms: number | null][] = [];
  #startedMs = 0;

  /**
   * Shows nothing yet.
   *
   * @param onStop Breaks the test off.
   */
  constructor(onStop: () => void) {
    this.element = make(
      "section",
      { class: "card", hidden: true, "aria-label": "Running test" },
      make("div", { role: "status" }, this.#phase),
      this.#bar,
      this.#meters,
      this.#canvas,
      make(
        "p",
        { class: "quiet small" },
        "The delay since the test began: the flatter, the better.",
      ),
      button("Stop the test", onStop),
    );
  }

  /**
   * Shows how it goes.
   *
   * @param test Its state; `null`: none was started.
   */
  show(test: TestStateJson | null): void {
    this.element.hidden = !test?.isRunning;
    if (!test?.isRunning) return;
    if (test.startedMs !== this.#startedMs) {
      this.#startedMs = test.startedMs;
      this.#points = [];
    }
    const { progress } = test;
    if (progress === null) {
      this.#phase.textContent = "Starting…";
      this.#bar.removeAttribute("value");
      return;
    }
    this.#points.push([
      progress.elapsedMs,
      progress.rttNs === null ? null : progress.rttNs / NS_PER_MS,
    ]);
    this.#draw(progress);
  }

  #draw(progress: ProgressJson): void {
    const { phase, elapsedMs, totalMs } = progress;
    const text = `${PHASES[phase] ?? phase} (${
      progress.phaseIndex + 1
    } of ${progress.phaseCount})`;
    if (this.#phase.textContent !== text) this.#phase.textContent = text;
    this.#bar.value = Math.min(1, elapsedMs / totalMs);
    const delay = (ns: number | null) =>
      msText(ns === null ? null : ns / NS_PER_MS);
    this.#meters.replaceChildren(
      ...([
        ["Delay now", delay(progress.rttNs)],
        ["Delay at rest", delay(progress.idleNs)],
        ["Down", rateText(progress.downBps)],
        ["Up", rateText(progress.upBps)],
        ["Still", spanText(Math.max(0, totalMs - elapsedMs))],
      ] as const).map(([name, value]) =>
        make("div", {}, name, make("strong", {}, value))
      ),
    );
    this.#canvas.setAttribute(
      "aria-label",
      `Delay so far; now ${delay(progress.rttNs)}`,
    );
    drawSpark(this.#canvas, {
      lines: [{ points: this.#points, color: "--rtt" }],
      fromMs: 0,
      toMs: Math.max(totalMs, elapsedMs),
      leastMax: LEAST_MAX_MS,
      joinMs: JOIN_MS,
    });
  }
}
