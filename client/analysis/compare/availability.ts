/** How much of the time lines were there: each, and at least one. @module */

import type { Period, StoredEvent } from "../../model/mod.ts";
import { overlapMs } from "../gaps.ts";

/** Incidents in which a line carries nothing. */
const DOWN = ["micro_disconnection", "outage"];

/** From its first to its last second; what came again was up in between. */
interface DownTime extends Period {
  /** How much of it the line was really down, 0 to 1. */
  readonly share: number;
}

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
  /** Time in which none was, ms; at most, where their downs came and went. */
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
  const availablePct = (downMs: number) => 100 * (1 - downMs / measuredMs);
  const down = interfaces.map((name) =>
    joined(
      events.filter((event) =>
        event.interface === name && DOWN.includes(event.type) &&
        event.target === ""
      ).map(({ atMs, durationMs, metrics }) => ({
        share: shareOf(durationMs, metrics),
        fromMs: Math.max(atMs, period.fromMs),
        toMs: Math.min(
          durationMs === null ? period.toMs : atMs + durationMs,
          period.toMs,
        ),
      })).filter(({ fromMs, toMs }) => fromMs < toMs),
    )
  );
  const lastsMs = (times: readonly DownTime[]) =>
    times.reduce(
      (sum, time) =>
        sum +
        time.share * (time.toMs - time.fromMs - overlapMs(gaps, time)),
      0,
    );
  const [first = [], ...others] = down;
  const allDownMs = lastsMs(others.reduce(common, first));
  return {
    each: interfaces.map((name, at) => {
      const downMs = lastsMs(down[at] ?? []);
      return { interface: name, availablePct: availablePct(downMs), downMs };
    }),
    anyPct: availablePct(allDownMs),
    allDownMs,
    measuredMs,
  };
}

/** By `bad_s`, which every incident's row has once it has ended. */
function shareOf(
  durationMs: number | null,
  { bad_s: badS }: StoredEvent["metrics"],
): number {
  return durationMs === null || typeof badS !== "number"
    ? 1
    : Math.min(1, 1000 * badS / durationMs);
}

/** In order, and none overlapping another. */
function joined(times: readonly DownTime[]): readonly DownTime[] {
  const found: DownTime[] = [];
  for (const time of times.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = found.at(-1);
    if (last === undefined || time.fromMs > last.toMs) found.push(time);
    else {
      const { fromMs } = last;
      const toMs = Math.max(last.toMs, time.toMs);
      const share = Math.min(1, (badMs(last) + badMs(time)) / (toMs - fromMs));
      found[found.length - 1] = { fromMs, toMs, share };
    }
  }
  return found;
}

function badMs({ fromMs, toMs, share }: DownTime): number {
  return share * (toMs - fromMs);
}

/** What lies in both. */
function common(
  one: readonly DownTime[],
  other: readonly DownTime[],
): readonly DownTime[] {
  return one.flatMap((a) =>
    other.map((b) => ({
      share: Math.min(a.share, b.share),
      fromMs: Math.max(a.fromMs, b.fromMs),
      toMs: Math.min(a.toMs, b.toMs),
    })).filter(({ fromMs, toMs }) => fromMs < toMs)
  );
}
