/** `bufferbane compare periods`: did it get better? @module */

import { medianOf } from "../../analysis/bootstrap.ts";
import { compare, type Comparison, isFar } from "../../analysis/compare/mod.ts";
import type { Period } from "../../model/mod.ts";
import type { LookBack } from "../look_back.ts";
import { NOTE } from "../note.ts";
import { localTimeMs } from "../period.ts";
import { samplesIn, stretchesOf } from "./matches.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Two times of which less lies in the same hours of the day are unlike. */
const SAME_HOURS = 0.5;
/** Loads that differ by more than this, Mbit/s, and ... */
const UNLIKE_MBPS = 0.5;
/** ... so many times, make times unlike. */
const UNLIKE_TIMES = 2;
const BPS_PER_MBIT = 1e6;

/** A time, and what it is called. */
export type NamedPeriod = Period & {
  /** In a table. */
  readonly name: string;
  /** In a sentence. */
  readonly label: string;
};

/** Two times. */
export interface TwoPeriods {
  /** The first. */
  readonly before: NamedPeriod;
  /** The second. */
  readonly after: NamedPeriod;
}

/** What was found. */
export interface PeriodComparisons extends TwoPeriods {
  /** The second time against the first, for each interface. */
  readonly comparisons: readonly Comparison[];
  /** Why they may be unlike anyhow, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Compares two times, interface by interface.
 *
 * @param at The store, and which series.
 * @param periods The times.
 * @param random Numbers in [0, 1).
 */
export function comparePeriods(
  at: LookBack,
  periods: TwoPeriods,
  random: () => number,
): PeriodComparisons {
  const { reader, filter } = at;
  const { before, after } = periods;
  const series = reader.series({ ...filter, probes: ["icmp", "echo"] })
    .filter(isFar);
  const names = [...new Set(series.map((one) => one.interface))];
  const comparisons = names.flatMap((name) => {
    const matches = series.filter((one) => one.interface === name)
      .map((one) => ({
        a: samplesIn(at, one, stretchesOf(at, after)),
        b: samplesIn(at, one, stretchesOf(at, before)),
      })).filter(({ a, b }) => a.length > 0 && b.length > 0);
    if (matches.length === 0) return [];
    const testsIn = (period: Period) =>
      reader.tests(period).filter((test) => test.interface === name);
    return [compare({
      a: { name: after.name, label: `${name} ${after.label}` },
      b: { name: before.name, label: `${name} ${before.label}` },
      matches,
      tests: { a: testsIn(after), b: testsIn(before) },
    }, { isPaired: false, random })];
  });
  return {
    ...periods,
    comparisons,
    warnings: [
      ...hourWarning(before, after),
      ...names.flatMap((name) => loadWarning(at, name, periods)),
    ],
  };
}

/**
 * Reads `START..END`, local time.
 *
 * @param text E.g. `"2025-10-18 18:00..2025-10-18 22:00"`.
 * @throws {SyntaxError} When it is none.
 */
export function periodFrom(text: string): Period {
  const [start, end, ...more] = text.split("..");
  if (start === undefined || end === undefined || more.length > 0) {
    throw new SyntaxError(
      `Cannot read a period: found "${text}" (allowed: START..END, each ` +
        "YYYY-MM-DD or YYYY-MM-DD HH:MM)",
    );
  }
  const fromMs = localTimeMs(start, "START");
  const toMs = localTimeMs(end, "END", { isLater: true });
  if (fromMs < toMs) return { fromMs, toMs };
  throw new SyntaxError(
    `Cannot use the period "${text}": the start must come first`,
  );
}

/**
 * The times before and after a note, equally long, at most a day.
 *
 * @param at The store.
 * @param text A part of the note's text.
 * @param nowMs Unix milliseconds.
 * @throws {SyntaxError} When there is no such note.
 */
export function aroundNote(
  { reader }: Pick<LookBack, "reader">,
  text: string,
  nowMs: number,
): TwoPeriods {
  const notes = reader.events({ fromMs: 0, toMs: nowMs + 1 })
    .filter(({ type }) => type === NOTE);
  const note = notes.findLast(({ description }) =>
    description.toLowerCase().includes(text.toLowerCase())
  );
  if (note === undefined) {
    const have = notes.slice(-5).map(({ description }) => `"${description}"`);
    throw new SyntaxError(
      `Cannot find a note with "${text}" in it (have: ${
        have.length === 0
          ? 'none; write one by `bufferbane note "..."`'
          : have.join(", ")
      })`,
    );
  }
  const { atMs } = note;
  const span = reader.span() ?? { fromMs: atMs, toMs: atMs };
  const lastsMs = Math.max(
    1,
    Math.min(DAY_MS, atMs - span.fromMs, span.toMs - atMs),
  );
  return {
    before: {
      fromMs: atMs - lastsMs,
      toMs: atMs,
      name: "before",
      label: "before the note",
    },
    after: {
      fromMs: atMs,
      toMs: atMs + lastsMs,
      name: "after",
      label: "after the note",
    },
  };
}

function hourWarning(before: Period, after: Period): readonly string[] {
  const [one, other] = [hoursOf(before), hoursOf(after)];
  const shared = one.reduce(
    (sum, share, hour) => sum + Math.min(share, other[hour] ?? 0),
    0,
  );
  return shared >= SAME_HOURS ? [] : [
    "The two times are mostly not of the same hours of the day: what differs may be the evening, and not what was changed.",
  ];
}

/** Which share of a time lies in each hour of the local day. */
function hoursOf({ fromMs, toMs }: Period): readonly number[] {
  const shares = new Array<number>(24).fill(0);
  for (let atMs = fromMs; atMs < toMs;) {
    const nextMs = Math.min(toMs, (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS);
    const hour = new Date(atMs).getHours();
    shares[hour] = (shares[hour] ?? 0) + (nextMs - atMs) / (toMs - fromMs);
    atMs = nextMs;
  }
  return shares;
}

function loadWarning(
  { reader }: LookBack,
  name: string,
  { before, after }: TwoPeriods,
): readonly string[] {
  const mbps = (period: Period) => {
    const { sentBps, receivedBps } = reader.rollups.linkMinutes(name, period);
    const sums = [...sentBps].map((bps, at) => bps + (receivedBps[at] ?? 0));
    return sums.length === 0 ? NaN : medianOf(sums) / BPS_PER_MBIT;
  };
  const [one, other] = [mbps(before), mbps(after)];
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  return high - low >= UNLIKE_MBPS && high >= UNLIKE_TIMES * low
    ? [
      `${name} carried ${one.toFixed(1)} Mbit/s in the first time and ${
        other.toFixed(1)
      } in the second: what differs may be the load.`,
    ]
    : [];
}
