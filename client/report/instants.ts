import { LocalClock } from "../charts/local_time.ts";
import { repeatMark } from "../charts/repeated_hour.ts";
import type { Period } from "../model/mod.ts";
import { lasting } from "../analysis/scenarios/mod.ts";

/** Writes instants as people in one time zone read them. */
export class Instants {
  readonly #clock: LocalClock;

  /**
   * Reads nothing yet.
   *
   * @param timeZone IANA name.
   */
  constructor(timeZone: string) {
    this.#clock = new LocalClock(timeZone);
  }

  /** E.g. `"Thu 19 Nov 18:05"`. */
  at(atMs: number): string {
    const { date, time } = this.#parts(atMs);
    return `${date} ${time}`;
  }

  /** E.g. `"Thu 19 Nov 2026 18:05"`. */
  full(atMs: number): string {
    const { date, year, time } = this.#parts(atMs);
    return `${date} ${year} ${time}`;
  }

  /** E.g. `"Thu 19 Nov 18:05 (4 min)"`. */
  stretch({ fromMs, toMs }: Period): string {
    return `${this.at(fromMs)} (${lasting(toMs - fromMs)})`;
  }

  /** The local hour, 0 to 23. */
  hour(atMs: number): number {
    return Number(this.#clock.time(atMs, false).slice(0, 2));
  }

  #parts(atMs: number) {
    return {
      date: this.#clock.date(atMs),
      year: this.#clock.year(atMs),
      time: this.#clock.time(atMs, false) + repeatMark(this.#clock, atMs),
    };
  }
}
