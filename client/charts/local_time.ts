/**
 * Instants as a person in one time zone reads them. Runs in the browser too.
 *
 * @module
 */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Distances between ticks that fall on round clock times. */
const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 4, 7, 14, 28, 91, 364].map((days) => days * DAY_MS),
];

/** One mark on a time axis. */
export interface LocalTick {
  /** Where, Unix milliseconds. */
  readonly value: number;
  /** What is written there, a line each. */
  readonly label: readonly string[];
}

/**
 * Ticks at round local times, through clock changes too.
 *
 * @param fromMs The axis' left end, Unix milliseconds.
 * @param toMs Its right end.
 * @param options The zone (IANA name) and the number of ticks at most.
 * @returns Ascending; the date stands under the first tick of each day.
 */
export function localTicks(
  fromMs: number,
  toMs: number,
  options: { readonly timeZone: string; readonly atMost: number },
): readonly LocalTick[] {
  const { timeZone, atMost } = options;
  const clock = new LocalClock(timeZone);
  const wantedMs = (toMs - fromMs) / Math.max(1, atMost);
  const stepMs = STEPS_MS.find((step) => step >= wantedMs) ?? 364 * DAY_MS;
  const values: number[] = [];
  const offsets = [clock.offsetMs(fromMs), clock.offsetMs(toMs)];
  const firstMs = fromMs + Math.min(...offsets);
  const lastMs = toMs + Math.max(...offsets);
  for (
    let localMs = Math.ceil(firstMs / stepMs) * stepMs;
    localMs <= lastMs;
    localMs += stepMs
  ) {
    values.push(
      ...clock.instantsMs(localMs).filter((at) => at >= fromMs && at <= toMs),
    );
  }
  let lastDate = "";
  return values.sort((a, b) => a - b).map((value) => {
    const date = clock.date(value);
    const time = clock.time(value, stepMs < MINUTE_MS);
    const label = stepMs >= DAY_MS
      ? [date]
      : date === lastDate
      ? [time]
      : [time, date];
    lastDate = date;
    return { value, label };
  });
}

/** Reads instants in one time zone. */
export class LocalClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #date: Intl.DateTimeFormat;

  /**
   * Formats for one zone.
   *
   * @param timeZone IANA name, e.g. `"Europe/Berlin"`.
   */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    // Not en-GB, whose September alone has four letters.
    this.#date = new Intl.DateTimeFormat("en-US", {
      timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
    });
  }

  /** How far local time is ahead of UTC at an instant, ms. */
  offsetMs(atMs: number): number {
    const part = partsOf(this.#format, atMs);
    const localMs = Date.UTC(
      Number(part["year"]),
      Number(part["month"]) - 1,
      Number(part["day"]),
      Number(part["hour"]),
      Number(part["minute"]),
      Number(part["second"]),
    );
    return localMs - Math.floor(atMs / 1000) * 1000;
  }

  /**
   * The instants at which local clocks read `localMs` (as if it were UTC):
   * two where they were set back, none where they were set forward.
   */
  instantsMs(localMs: number): readonly number[] {
    const offsets = [localMs - DAY_MS, localMs + DAY_MS]
      .map((atMs) => this.offsetMs(atMs));
    return [...new Set(offsets)].map((offset) => localMs - offset)
      .filter((atMs) => atMs + this.offsetMs(atMs) === localMs);
  }

  /** E.g. `"18:05"`, or `"18:05:30"`. */
  time(atMs: number, withSeconds: boolean): string {
    const part = partsOf(this.#format, atMs);
    const time = `${part["hour"]}:${part["minute"]}`;
    return withSeconds ? `${time}:${part["second"]}` : time;
  }

  /** E.g. `"Sat 18 Oct"`. */
  date(atMs: number): string {
    const part = partsOf(this.#date, atMs);
    return `${part["weekday"]} ${part["day"]} ${part["month"]}`;
  }

  /** E.g. `"2025"`. */
  year(atMs: number): string {
    return partsOf(this.#format, atMs)["year"] ?? "";
  }
}

function partsOf(
  format: Intl.DateTimeFormat,
  atMs: number,
): Readonly<Record<string, string>> {
  const parts = format.formatToParts(atMs);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}
