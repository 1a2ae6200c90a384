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
 * `--end`; `--start` ends now unless `--end` is given.
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
  const toMs = end === undefined ? nowMs : localTimeMs(end, "--end");
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

const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/;

/**
 * Reads a local date and time.
 *
 * @param text `YYYY-MM-DD`, then perhaps `HH:MM` or `HH:MM:SS`.
 * @param option Where it was typed, for the message.
 * @returns Unix milliseconds; the earlier one of a time that a clock change
 * makes happen twice.
 * @throws {SyntaxError} When it is no such time, or a time that never was.
 */
export function localTimeMs(text: string, option: string): number {
  const match = LOCAL_TIME.exec(text.trim());
  if (match === null) {
    throw new SyntaxError(
      `Cannot read ${option} as a local time: found "${text}" (allowed: YYYY-MM-DD, YYYY-MM-DD HH:MM or YYYY-MM-DD HH:MM:SS)`,
    );
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1).map((digits) => Number(digits ?? 0));
  const date = new Date(year, month - 1, day, hour, minute, second);
  const isReal = date.getFullYear() === year && date.getMonth() === month - 1 &&
    date.getDate() === day && date.getHours() === hour &&
    date.getMinutes() === minute && date.getSeconds() === second;
  if (isReal) return date.getTime();
  throw new SyntaxError(
    `Cannot read ${option} as a local time: ${text} does not exist (not in the calendar, or skipped by a clock change)`,
  );
}

function localText(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${day.map(two).join("-")} ${time.map(two).join(":")}`;
}
