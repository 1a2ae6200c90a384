/** Instants in the local time of the machine that serves the pages. @module */

import { LocalClock as ZoneClock } from "../../charts/local_time.ts";
import { repeatMark } from "../../charts/repeated_hour.ts";

/** Reads instants in one time zone. */
export class LocalClock {
  readonly #zone: ZoneClock;

  /**
   * Reads nothing yet.
   *
   * @param timeZone An IANA name.
   */
  constructor(timeZone: string) {
    this.#zone = new ZoneClock(timeZone);
  }

  /** E.g. `"18:05:30"`; in an hour that comes twice `"02:30:00+02:00"`. */
  time(atMs: number): string {
    return this.#zone.time(atMs, true) + repeatMark(this.#zone, atMs);
  }

  /** E.g. `"Sat 18 Oct 2025"`. */
  date(atMs: number): string {
    return `${this.#zone.date(atMs)} ${this.#zone.year(atMs)}`;
  }

  /** E.g. `"Sat 18 Oct 2025, 18:05:30"`. */
  dateTime(atMs: number): string {
    return `${this.date(atMs)}, ${this.time(atMs)}`;
  }
}
