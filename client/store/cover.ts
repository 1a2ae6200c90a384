import type { Period } from "../model/mod.ts";
import { floorTo, HOUR_MS, MINUTE_MS } from "./grain.ts";
import type { Horizons } from "./horizons.ts";

/** What to read a stretch of time from. */
export type Source = "raw" | "minute" | "hour";

/** A stretch of time with what to read it from. */
export interface Piece extends Period {
  /** Where its figures are. */
  readonly source: Source;
}

/**
 * Covers a stretch of time by hours as far as they lie within it, by minutes
 * as far as those do, and by samples at its two edges. Where what is finer is
 * gone, an hour or a minute on an edge belongs to the side that has more of it;
 * so do two stretches that meet share nothing and leave nothing out.
 *
 * @param period What to cover; from -Infinity and to Infinity too.
 * @param horizons What there is.
 * @param options What is shorter than `exactBelowMs` is read from samples, as
 *   far as there are any.
 * @returns Pieces, oldest first, that do not overlap.
 */
export function cover(
  period: Period,
  horizons: Horizons,
  options: { readonly exactBelowMs: number },
): Piece[] {
  const isShort = period.toMs - period.fromMs < options.exactBelowMs;
  const untilMs = isShort ? horizons.rawFrom : Infinity;
  return byHours(period, {
    ...horizons,
    hoursUntil: Math.min(horizons.hoursUntil, untilMs),
    minutesUntil: Math.min(horizons.minutesUntil, untilMs),
  }).filter(({ fromMs, toMs }) => fromMs < toMs);
}

function byHours(period: Period, horizons: Horizons): Piece[] {
  const { hoursFrom, hoursUntil, minutesFrom, rawFrom } = horizons;
  const inner = clip(
    aligned(period, HOUR_MS, Math.min(minutesFrom, rawFrom)),
    { fromMs: hoursFrom, toMs: hoursUntil },
  );
  if (inner === null) return byMinutes(period, horizons);
  const { fromMs, toMs } = inner;
  return [
    ...byMinutes({ fromMs: period.fromMs, toMs: fromMs }, horizons),
    { ...inner, source: "hour" },
    ...byMinutes({ fromMs: toMs, toMs: period.toMs }, horizons),
  ];
}

function byMinutes(period: Period, horizons: Horizons): Piece[] {
  const { minutesFrom, minutesUntil, rawFrom } = horizons;
  const inner = clip(
    aligned(period, MINUTE_MS, rawFrom),
    { fromMs: minutesFrom, toMs: minutesUntil },
  );
  if (inner === null) return [{ ...period, source: "raw" }];
  const { fromMs, toMs } = inner;
  return [
    { fromMs: period.fromMs, toMs: fromMs, source: "raw" },
    { ...inner, source: "minute" },
    { fromMs: toMs, toMs: period.toMs, source: "raw" },
  ];
}

/** The whole minutes or hours of a period; rounded where nothing is finer. */
function aligned(period: Period, grainMs: number, finerFromMs: number): Period {
  const { fromMs, toMs } = period;
  const isFine = (atMs: number) => floorTo(atMs, grainMs) >= finerFromMs;
  const nearest = (atMs: number) => floorTo(atMs + grainMs / 2, grainMs);
  return {
    fromMs: isFine(fromMs)
      ? Math.ceil(fromMs / grainMs) * grainMs
      : nearest(fromMs),
    toMs: isFine(toMs) ? floorTo(toMs, grainMs) : nearest(toMs),
  };
}

/** What two periods share; `null` if nothing. */
function clip(a: Period, b: Period): Period | null {
  const fromMs = Math.max(a.fromMs, b.fromMs);
  const toMs = Math.min(a.toMs, b.toMs);
  return fromMs < toMs ? { fromMs, toMs } : null;
}
