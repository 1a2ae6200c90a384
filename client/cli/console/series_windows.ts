import { DirectionWindow } from "../../analysis/directions.ts";
import { RollingWindow } from "../../analysis/window.ts";
import {
  type Clock,
  type Measurement,
  type Series,
  unixMs,
} from "../../model/mod.ts";
import { directionWords } from "./direction_text.ts";
import type { Row } from "./screen.ts";
import { headingOf, labelOf, rankOf } from "./series_text.ts";

/** A series that has been silent for so many windows is not shown any more. */
const FORGOTTEN_WINDOWS = 5;

/** How long a stretch {@linkcode SeriesWindows} sum up. */
export interface WindowSpan {
  /** The stretch, s. */
  readonly windowS: number;
  /** From one probe to the next, ms; sizes the windows. */
  readonly intervalMs: number;
}

interface Watched {
  readonly window: RollingWindow;
  readonly directions: DirectionWindow | undefined;
  lastMs: number;
}

/** The last stretch of time of every series that is measured. */
export class SeriesWindows {
  readonly #clock: Clock;
  readonly #span: WindowSpan;
  readonly #watched = new Map<Series, Watched>();

  /**
   * Holds nothing yet.
   *
   * @param clock The time.
   * @param span How long a stretch.
   */
  constructor(clock: Clock, span: WindowSpan) {
    this.#clock = clock;
    this.#span = span;
  }

  /** Takes what was measured. */
  add(measurement: Measurement): void {
    const { window, directions } = this.#watchedOf(measurement.series);
    window.add(measurement);
    directions?.add(measurement);
  }

  /** A row a series, in the order of the table. */
  rows(): readonly Row[] {
    const now = this.#clock.wall();
    const oldestMs = unixMs(now) -
      FORGOTTEN_WINDOWS * this.#span.windowS * 1000;
    for (const [series, { lastMs }] of this.#watched) {
      if (lastMs < oldestMs) this.#watched.delete(series);
    }
    return [...this.#watched]
      .sort(([a], [b]) => rankOf(a) - rankOf(b))
      .map(([series, { window, directions }]) => ({
        group: headingOf(series),
        label: labelOf(series),
        summary: window.summary(now),
        details: directions === undefined
          ? []
          : directionWords(directions.summary(now)),
      }));
  }

  #watchedOf(series: Series): Watched {
    const { windowS, intervalMs } = this.#span;
    let watched = this.#watched.get(series);
    if (watched === undefined) {
      const capacity = Math.ceil(windowS * 1000 / intervalMs) + 8;
      const options = { probe: series.probe, spanS: windowS, capacity };
      watched = {
        window: new RollingWindow(options),
        directions: series.probe === "echo"
          ? new DirectionWindow(windowS)
          : undefined,
        lastMs: 0,
      };
      this.#watched.set(series, watched);
    }
    watched.lastMs = unixMs(this.#clock.wall());
    return watched;
  }
}
