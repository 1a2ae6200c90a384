import type { Period } from "../../model/mod.ts";

const DAY_MS = 86_400_000;

/** Anything happens once; three times within a day it is a condition. */
export const RECURRING = { times: 3, days: 3, withinDays: 7 } as const;

/**
 * Whether something keeps happening: three times within 24 hours, or on three
 * days within seven. Independent of how long a period is asked about, so that
 * a month of a good line, with its one hiccup a week, stays good.
 *
 * @param times When it happened, oldest first.
 */
export function isRecurring(times: readonly Period[]): boolean {
  return recurringOf(times).length > 0;
}

/**
 * Those occurrences that keep happening, without the lonely ones.
 *
 * @param times When it happened, oldest first.
 * @returns Those within a day of two others, or on one of three days in seven.
 */
export function recurringOf(times: readonly Period[]): Period[] {
  const isKept = new Uint8Array(times.length);
  for (const [first, { fromMs }] of times.entries()) {
    const last = first + RECURRING.times - 1;
    if ((times[last]?.fromMs ?? Infinity) - fromMs <= DAY_MS) {
      isKept.fill(1, first, last + 1);
    }
    const end = times.findIndex((time, at) =>
      at > first && time.fromMs - fromMs > RECURRING.withinDays * DAY_MS
    );
    const within = times.slice(first, end < 0 ? undefined : end);
    // Days that begin with this occurrence: no time zone, no midnight.
    const days = new Set(
      within.map((time) => Math.floor((time.fromMs - fromMs) / DAY_MS)),
    );
    if (days.size >= RECURRING.days) {
      isKept.fill(1, first, first + within.length);
    }
  }
  return times.filter((_, at) => isKept[at] === 1);
}
