/** Instants in the local time of the machine that serves the pages. @module */

/** Reads instants in one time zone. */
export class LocalClock {
  readonly #timeZone: string;

  /** @param timeZone An IANA name. */
  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** E.g. `"18:05:30"`. */
  time(atMs: number): string {
    return this.#format(atMs, {
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  }

  /** E.g. `"Sat 18 Oct 2025"`. */
  date(atMs: number): string {
    return this.#format(atMs, {
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
    }).replaceAll(",", "");
  }

  /** E.g. `"Sat 18 Oct 2025, 18:05:30"`. */
  dateTime(atMs: number): string {
    return `${this.date(atMs)}, ${this.time(atMs)}`;
  }

  #format(atMs: number, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat("en-GB", {
      ...options,
      timeZone: this.#timeZone,
      hourCycle: "h23",
    }).format(atMs);
  }
}
