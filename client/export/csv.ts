import type { StoredSample } from "../model/mod.ts";
import { blocksOf } from "./blocks.ts";
import { COLUMNS, type ExportOptions, rowWriter } from "./row.ts";

/** What makes a spreadsheet take a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * Samples as CSV (RFC 4180, lines end in LF) under a header of `COLUMNS`.
 * What is not known is an empty cell.
 *
 * Texts that a spreadsheet would run as a formula get an apostrophe in front:
 * a DNS server's error text must not become a program. Numbers are untouched.
 *
 * @param samples Oldest first; any number of series.
 * @param options The loss.
 * @returns The file's text in blocks of about 64 Ki characters.
 * @see {@link https://owasp.org/www-community/attacks/CSV_Injection | OWASP, CSV injection}
 */
export function csvOf(
  samples: Iterable<StoredSample>,
  options: ExportOptions,
): Generator<string> {
  return blocksOf(lines(samples, options));
}

function* lines(
  samples: Iterable<StoredSample>,
  options: ExportOptions,
): Generator<string> {
  yield `${COLUMNS.join(",")}\n`;
  const row = rowWriter({ text: csvText, none: "", key: () => "" }, options);
  for (const sample of samples) yield row(sample) + "\n";
}

/**
 * A text as a CSV cell.
 *
 * @param text Anything.
 * @returns The cell, quoted where it must be.
 */
export function csvText(text: string): string {
  const isFormula = FORMULA.test(text);
  if (!isFormula && !NEEDS_QUOTES.test(text)) return text;
  return `"${isFormula ? "'" : ""}${text.replaceAll('"', '""')}"`;
}
