/** Between two columns. */
const GAP = "  ";
/** Before what belongs to the row above. */
export const INDENT = "    ";

/**
 * Columns as wide as their widest cell.
 *
 * @param rows The head, and what stands under it.
 * @param textColumns So many stand to the left; figures after them to the right.
 * @returns Lines.
 */
export function table(
  rows: readonly (readonly string[])[],
  textColumns: number,
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0)
  );
  return rows.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < textColumns ? cell.padEnd(width) : cell.padStart(width);
    }).join(GAP).trimEnd()
  );
}

/**
 * Items side by side, in as many lines as they need.
 *
 * @param items What belongs to the row above.
 * @param columns The terminal's width.
 */
export function wrapped(
  items: readonly string[],
  columns: number,
): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const longer = `${last}${GAP}${item}`;
    if (last !== undefined && longer.length <= columns) {
      lines[lines.length - 1] = longer;
    } else lines.push(`${INDENT}${item}`);
  }
  return lines;
}
