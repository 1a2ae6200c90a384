/** Rows of the tables that tasks keep in Markdown. @module */

/**
 * Reads a row.
 *
 * @param line E.g. `| a | b \| c |`.
 * @returns Its cells, here `a` and `b | c`.
 */
export function cellsOf(line: string): string[] {
  return line.split(/(?<!\\)\|/).slice(1, -1)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/**
 * Writes a row, yet to be aligned by the formatter.
 *
 * @param cells What {@linkcode cellsOf} would read.
 * @returns The line.
 */
export function lineOf(cells: readonly string[]): string {
  const escaped = cells.map((cell) => cell.replaceAll("|", "\\|"));
  return `| ${escaped.join(" | ")} |`;
}

/**
 * Writes a table, yet to be aligned by the formatter.
 *
 * @param head Its columns.
 * @param rows As many cells each.
 * @returns Its lines.
 */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  return [head, head.map(() => "---"), ...rows].map(lineOf);
}
