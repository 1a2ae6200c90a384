/** How much of the time lines were there: each, and at least one. @module */

import type { Period, StoredEvent } from "../../model/mod.ts";
import { overlapMs } from "../gaps.ts";

/** Incidents in which a line carries nothing. */
const DOWN = ["micro_disconnection", "outage"];

/** Shares of the measured time, percent. */
export interface Availability {
  /** Each line by its interface, in the order asked for. */
  readonly each: readonly {
    readonly interface: string;
    readonly availablePct: number;
    readonly downMs: number;
  }[];
  /** Time in which at least one of them was there. */
  readonly anyPct: number;
  /** Time in which none was, ms. */
  readonly allDownMs: number;
  /** What the shares are of, ms. */
  readonly measuredMs: number;
}

/**
 * Adds up when lines were down, by the incidents that were found.
 *
 * @param interfaces Which.
 * @param options The incidents of a period, and when nothing was measured.
 */
export function availabilityOf(
  interfaces: readonly string[],
  { events, period, gaps }: {
    readonly events: readonly StoredEvent[];
    readonly period: Period;
    readonly gaps: readonly Period[];
  },
): Availability {
  const measuredMs = period.toMs - period.fromMs - overlapMs(gaps, period);
  const share = (downMs: number) => 100 * (1 - downMs / measuredMs);
  const down = interfaces.map((name) =>
    joined(
      events.filter((event) =>
        event.interface === name && DOWN.includes(event.type) &&
        event.target === ""
      ).map(({ atMs, durationMs }) => ({
        fromMs: Math.max(atMs, period.fromMs),
        toMs: Math.min(
          durationMs === null ? period.toMs : atMs + durationMs,
          period.toMs,
        ),
      })).filter(({ fromMs, toMs }) => fromMs < toMs),
    )
  );
  const lastsMs = (times: readonly Period[]) =>
    times.reduce(
      (sum, time) => sum + time.toMs - time.fromMs - overlapMs(gaps, time),
      0,
    );
  const [first = [], ...others] = down;
  const allDownMs = lastsMs(others.reduce(common, first));
  return {
    each: interfaces.map((name, at) => {
      const downMs = lastsMs(down[at] ?? []);
      return { interface: name, availablePct: share(downMs), downMs };
    }),
    anyPct: share(allDownMs),
    allDownMs,
    measuredMs,
  };
}

/** In order, and none overlapping another. */
function joined(times: readonly Period[]): readonly Period[] {
  const found: Period[] = [];
  for (const time of times.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = found.at(-1);
    if (last === undefined || time.fromMs > last.toMs) found.push(time);
    else {
      found[found.length - 1] = {
        fromMs: last.fromMs,
        toMs: Math.max(last.toMs, time.toMs),
      };
    }
  }
  return found;
}

/** What lies in both. */
function common(
  one: readonly Period[],
  other: readonly Period[],
): readonly Period[] {
  return one.flatMap((a) =>
    other.map((b) => ({
      fromMs: Math.max(a.fromMs, b.fromMs),
      toMs: Math.min(a.toMs, b.toMs),
    })).filter(({ fromMs, toMs }) => fromMs < toMs)
  );
}
