import type { Measurement, Series } from "../model/mod.ts";
import { type ClockNews, ClockOffset } from "./clock_offset.ts";

/**
 * Adds to live ECHOs what they and those before them tell of each direction:
 * one {@linkcode ClockOffset} a series, since each has its own path.
 */
export class OneWayDelays {
  readonly #offsets = new Map<Series, ClockOffset>();

  /**
   * Takes a measurement.
   *
   * @param measurement Of any series.
   * @returns It, or a copy with its delays; and what has become of the
   * knowledge of the two clocks.
   */
  derive(measurement: Measurement): {
    readonly measurement: Measurement;
    readonly news: readonly ClockNews[];
  } {
    const { series, echo } = measurement;
    if (echo === undefined || echo.exchange === null) {
      return { measurement, news: [] };
    }
    let offset = this.#offsets.get(series);
    if (offset === undefined) {
      offset = new ClockOffset();
      this.#offsets.set(series, offset);
    }
    const { delay, news } = offset.add(echo.exchange);
    return { measurement: { ...measurement, echo: { ...echo, delay } }, news };
  }
}
