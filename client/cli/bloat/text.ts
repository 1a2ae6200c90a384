/** What `bufferbane bloat` tells a person in the end. Pure. @module */

import { methodLines, phaseTable, useTable } from "./figures.ts";
import type { BloatResult } from "./result.ts";
import { wrap } from "./wrap.ts";

/** Sentences wider than this are hard to read. */
const MAX_WIDTH = 100;

/** The terminal. */
export interface BloatTextOptions {
  /** Columns. */
  readonly width: number;
  /** Whether colours may be used. */
  readonly hasColor: boolean;
}

/**
 * The verdict first, for whoever reads no further; then all figures.
 *
 * @param result The test.
 * @param options The terminal.
 */
export function bloatText(
  result: BloatResult,
  { width, hasColor }: BloatTextOptions,
): string {
  const { headline, meaning, advice } = result.verdict;
  const bold = (text: string) => hasColor ? `\x1b[1m${text}\x1b[0m` : text;
  const within = Math.min(width, MAX_WIDTH);
  const sentences = (texts: readonly string[], indent = "") =>
    texts.flatMap((text) => wrap(text, { width: within, indent }));
  return [
    ...sentences([headline]).map(bold),
    "",
    ...sentences(meaning),
    "",
    bold("What to do"),
    ...sentences(advice, "  "),
    "",
    ...phaseTable(result),
    "",
    ...useTable(result),
    "",
    ...sentences(methodLines(result)),
    ...sentences([dataText(result)]),
  ].map((line) => `${line}\n`).join("");
}

function dataText(
  { sentBytes, receivedBytes, durationMs }: BloatResult,
): string {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  return `The test took ${(durationMs / 1000).toFixed(0)} s and moved ${
    mb(receivedBytes)
  } down, ${mb(sentBytes)} up.`;
}
