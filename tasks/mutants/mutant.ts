/** One small fault put into a file, which a test should notice. */
export interface Mutant {
  /** Eight hexadecimal digits: of the file, the place and the change. */
  readonly id: string;
  /** From the root of the sources, e.g. `protocol/replay.ts`. */
  readonly file: string;
  /** The function, method or class that it is in, or `the module`. */
  readonly within: string;
  /** Counted from 1. */
  readonly line: number;
  /** Where it begins in the text, in UTF-16 units. */
  readonly start: number;
  /** Where what is replaced ends. */
  readonly end: number;
  /** What stands there instead. */
  readonly replacement: string;
  /** The line as it was, without its indentation. */
  readonly before: string;
  /** The line, or lines, as they are with the fault. */
  readonly after: string;
}

/** What became of one. */
export type Outcome = "caught" | "timed out" | "survived";

/**
 * Puts the fault in.
 *
 * @param text The whole file, as it was when the mutant was made.
 * @param mutant What to change.
 * @returns The file with the fault.
 */
export function applied(
  text: string,
  { start, end, replacement }: Pick<Mutant, "start" | "end" | "replacement">,
): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
