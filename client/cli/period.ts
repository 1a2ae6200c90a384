import { localText, ownOffsetMs, twinOf } from "../analysis/local_text.ts";
import type { Period } from "../model/mod.ts";

/** How a period is asked for on the command line; all of it optional. */
export interface PeriodArguments {
  /** `--last`: a number and a unit, e.g. `"24h"`. */
  readonly last?: string | undefined;
  /** `--start`: local time, e.g. `"2025-10-18 18:00"`. */
  readonly start?: string | undefined;
  /** `--end`: local time; now when it is missing. */
  readonly end?: string | undefined;
}

/** What commands look at when nothing is said. */
export const DEFAULT_LAST = "24h";

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * The period that the command line asks for. `--last` ends now, or at
 * `--end`; `--start` ends now unless `--end` is given. Of a time that a clock
 * change makes happen twice, `--start` is the first and `--end` the second.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(periodOf({ last: "2m" }, 600_000), {
 *   fromMs: 480_000,
 *   toMs: 600_000,
 * });
 * ```
 *
 * @param args As typed.
 * @param nowMs The wall clock, Unix milliseconds.
 * @throws {SyntaxError} When something cannot be read, or is too much.
 */
export function periodOf(args: PeriodArguments, nowMs: number): Period {
  const { last, start, end } = args;
  if (last !== undefined && start !== undefined) {
    throw new SyntaxError(
      "Cannot use --last together with --start: each says where the period begins",
    );
  }
  const toMs = end === undefined ? nowMs : localTimeMs(end, "--end", {
    isLater: true,
  });
  const fromMs = start === undefined
    // Nothing was measured before 1970, and further back there is no date.
    ? Math.max(0, toMs - durationMs(last ?? DEFAULT_LAST, "--last"))
    : localTimeMs(start, "--start");
  if (fromMs < toMs) return { fromMs, toMs };
  throw new SyntaxError(
    `Cannot use a period that begins at ${localText(fromMs)} and ends at ${
      localText(toMs)
    }${end === undefined ? " (now)" : ""}: the start must come first`,
  );
}

/**
 * Reads a duration.
 *
 * @param text A whole number and s, m, h, d or w, e.g. `"90m"`.
 * @param option Where it was typed, for the message.
 * @returns Milliseconds, above 0.
 * @throws {SyntaxError} When it is none.
 */
export function durationMs(text: string, option: string): number {
  const [, count, unit = ""] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs !== undefined && Number(count) > 0) return Number(count) * unitMs;
  throw new SyntaxError(
    `Cannot read ${option} as a duration: found "${text}" (allowed: a whole number above 0 and s, m, h, d or w, e.g. 90m, 24h, 7d)`,
  );
}

const LOCAL_TIME =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))? ?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * Reads a local date and time.
 *
 * @param text `YYYY-MM-DD`, then perhaps `HH:MM` or `HH:MM:SS`, then perhaps
 * its distance to UTC, e.g. `+02:00` or `Z`.
 * @param option Where it was typed, for the message.
 * @param options Which of a time that a clock change makes happen twice; the
 * earlier unless said.
 * @returns Unix milliseconds.
 * @throws {SyntaxError} When it is no such time, or a time that never was.
 */
export function localTimeMs(
  text: string,
  option: string,
  { isLater = false }: { readonly isLater?: boolean } = {},
): number {
  const match = LOCAL_TIME.exec(text.trim());
  if (match === null) {
    throw new SyntaxError(
      `Cannot read ${option} as a local time: found "${text}" (allowed: YYYY-MM-DD, YYYY-MM-DD HH:MM or YYYY-MM-DD HH:MM:SS, which +01:00 or Z may follow)`,
    );
  }
  const [date = "", hour = "00", minute = "00", second = "00", zone] = match
    .slice(1);
  const digits = `${date}T${hour}:${minute}:${second}`;
  const shownMs = Date.parse(`${digits}Z`);
  // Without a zone, ISO 8601 means local time; one that is skipped moves on.
  const atMs = Date.parse(digits + (zone ?? ""));
  if (Number.isNaN(shownMs + atMs)) throw unreal(text, option);
  const isInCalendar = new Date(shownMs).toISOString().startsWith(digits);
  // In some zones it is midnight that is skipped: that day begins later.
  const isReal = zone !== undefined || atMs + ownOffsetMs(atMs) === shownMs ||
    (match[2] === undefined && localText(atMs).startsWith(date));
  if (!isInCalendar || !isReal) throw unreal(text, option);
  const twinMs = zone === undefined && isLater ? twinOf(atMs) : null;
  return Math.max(atMs, twinMs ?? atMs);
}

function unreal(text: string, option: string): SyntaxError {
  return new SyntaxError(
    `Cannot read ${option} as a local time: ${text} does not exist (not in the calendar, or skipped by a clock change)`,
  );
}
