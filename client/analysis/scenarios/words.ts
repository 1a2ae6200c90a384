/** How findings write figures in their sentences. @module */

import type { Period } from "../../model/mod.ts";

/**
 * A number and its noun.
 *
 * @param count How many.
 * @param noun Its singular; its plural has an s.
 * @returns E.g. `"1 time"`, `"3 times"`.
 */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * A length of time, to two figures.
 *
 * @param ms Milliseconds, >= 0.
 * @returns E.g. `"4 s"`, `"12 min"`, `"3.5 h"`, `"2.1 days"`.
 */
export function lasting(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 99.5) return `${short(seconds)} s`;
  if (seconds < 99.5 * 60) return `${short(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${short(seconds / 3600)} h`;
  return `${short(seconds / 86_400)} days`;
}

/**
 * A figure that nobody wants with more than two digits.
 *
 * @param value >= 0.
 */
export function short(value: number): string {
  if (value >= 10) return value.toFixed(0);
  return String(Number(value.toFixed(1)));
}

/**
 * A rate.
 *
 * @param bps bit/s.
 * @returns E.g. `"4.2 Mbit/s"`.
 */
export function rate(bps: number): string {
  return bps < 1e6
    ? `${short(bps / 1e3)} kbit/s`
    : `${short(bps / 1e6)} Mbit/s`;
}

/**
 * Names in a row.
 *
 * @param names One at least.
 * @returns E.g. `"a, b and c"`.
 */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  const before = names.slice(0, -1);
  return before.length === 0 ? last : `${before.join(", ")} and ${last}`;
}

/**
 * How long periods last together.
 *
 * @param times Not overlapping.
 * @returns Milliseconds.
 */
export function totalMs(times: readonly Period[]): number {
  return times.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/**
 * Times with those that overlap put together.
 *
 * @param times In any order.
 * @returns Oldest first, none touching another.
 */
export function joinedTimes(times: readonly Period[]): Period[] {
  const joined: Period[] = [];
  for (const time of times.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = joined.at(-1);
    if (last === undefined || time.fromMs > last.toMs) joined.push(time);
    else {
      const toMs = Math.max(last.toMs, time.toMs);
      joined[joined.length - 1] = { fromMs: last.fromMs, toMs };
    }
  }
  return joined;
}
