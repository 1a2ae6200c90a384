/** How figures look on a terminal. Pure. @module */

const MS = 1e6;

/**
 * A duration in milliseconds, five characters at most, so that columns of
 * very different lines stay readable.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(
 *   [42_000, 1_234_567, 23_456_789, 234_567_890, 12_345_678_900, NaN].map(ms),
 *   ["0.042", "1.23", "23.5", "235", "12346", "-"],
 * );
 * ```
 *
 * @param ns Nanoseconds, or `NaN` where none is known.
 * @returns Without its unit.
 */
export function ms(ns: number): string {
  if (Number.isNaN(ns)) return "-";
  const value = ns / MS;
  if (value < 1) return value.toFixed(3);
  if (value < 10) return value.toFixed(2);
  return value.toFixed(value < 100 ? 1 : 0);
}

/**
 * A share in percent, four characters at most.
 *
 * @param pct 0 to 100, or `NaN` where none is known.
 * @returns Without its unit; `"0"` only when it is exactly none.
 */
export function percent(pct: number): string {
  if (Number.isNaN(pct)) return "-";
  if (pct === 0 || pct === 100) return String(pct);
  return pct < 10 ? pct.toFixed(1) : pct.toFixed(0);
}

/**
 * A length of time in words, to the nearest useful unit.
 *
 * @param seconds >= 0.
 * @returns E.g. `"45 s"`, `"12 min"`, `"3 h 5 min"`, `"2 d 4 h"`.
 */
export function span(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Local time of day, `HH:MM:SS`. */
export function timeOfDay(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${
    two(date.getSeconds())
  }`;
}

/**
 * Cuts or pads a text to a width. Cuts in the middle, since both ends of a
 * host name tell.
 *
 * @param text Without control characters.
 * @param width Columns.
 * @returns Exactly `width` characters.
 */
export function fit(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width);
  const head = Math.ceil((width - 1) / 2);
  return `${text.slice(0, head)}~${
    text.slice(text.length - (width - 1 - head))
  }`;
}

/**
 * Cuts a sentence to a width, at its end.
 *
 * @param text Without control characters.
 * @param width Columns.
 * @returns At most `width` characters.
 */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 3)}...`;
}

/**
 * Breaks a sentence into lines of a width, between words.
 *
 * @param text Without control characters.
 * @param width Columns.
 * @param indent What every line but the first begins with.
 * @returns None wider; words that are, are cut.
 */
export function wrap(
  text: string,
  width: number,
  indent: string,
): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= width || line === "") line = longer;
    else {
      lines.push(line);
      line = `${indent}${word}`;
    }
  }
  return [...lines, line].map((line) => cut(line, width));
}

/**
 * Makes a text from outside harmless on a terminal: a DNS name or an error
 * message must not move the cursor.
 *
 * @param text Anything.
 * @returns It without control characters.
 */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what must not get through
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/g, "?");
}

const SIZES = [[1e9, "GB"], [1e6, "MB"], [1e3, "KB"]] as const;

/**
 * An amount of data with three digits and its unit.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * deepStrictEqual(
 *   [0, 205_432, 19_400_000, 20e9].map(dataSize),
 *   ["0 KB", "205 KB", "19.4 MB", "20 GB"],
 * );
 * ```
 *
 * @param bytes >= 0.
 */
export function dataSize(bytes: number): string {
  const [size, unit] = SIZES.find(([size]) => bytes >= size) ?? SIZES[2];
  return `${Number((bytes / size).toPrecision(3))} ${unit}`;
}
