/** Between two columns. */
export const GAP = "  ";

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
