/** A table in plain text. @module */

import { type Table, textColumns } from "./document.ts";
import { wrapped } from "./wrapped.ts";

/** Between two columns. */
const GAP = 2;
/** What stands below a row's name is indented by so much. */
const INDENT = 2;
/** Headings are broken where they are longer; the first that will do. */
const HEADING_WIDTHS = [13, 8] as const;
/** A column of sentences is not made narrower. */
const NARROWEST_TEXT = 20;

interface Column {
  readonly heading: string;
  readonly cells: readonly string[];
  /** Whether it begins at the left, as words do. */
  readonly isText: boolean;
}

/** Each row of a table as lines, and how wide they are. */
interface Laid {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
}

/**
 * Lays a table out: headings give way first, then a last column of sentences,
 * and at last the rows' names get lines of their own. A figure is never broken.
 *
 * @param table What it says.
 * @param width How wide a line should be.
 * @returns The lines; wider if there are too many figures.
 */
export function tableLines(table: Table, width: number): readonly string[] {
  const { caption, columns, rows } = table;
  const areText = textColumns(table);
  const all = columns.map((heading, i): Column => ({
    heading,
    cells: rows.map((row) => row[i] ?? ""),
    isText: areText[i] ?? false,
  }));
  const beside = laid(all, width);
  const below = laid(all.slice(1), width - INDENT);
  if (beside.width <= width || below.width > width - INDENT) {
    return [caption, ...beside.headings, ...beside.rows.flat()];
  }
  const indented = (lines: readonly string[]) =>
    lines.map((line) => " ".repeat(INDENT) + line);
  const [names] = all;
  return [
    caption,
    names?.heading ?? "",
    ...indented(below.headings),
    ...below.rows.flatMap((lines, row) => [
      names?.cells[row] ?? "",
      ...indented(lines),
    ]),
  ];
}

function laid(columns: readonly Column[], width: number): Laid {
  const cellWidths = columns.map(({ cells }) => longest(cells));
  const last = columns.length - 1;
  const isFlowing = columns[last]?.isText ?? false;
  const widthsUnder = (headings: readonly (readonly string[])[]) =>
    headings.map((heading, i) =>
      Math.max(cellWidths[i] ?? 0, longest(heading))
    );
  const isFitting = (headings: readonly (readonly string[])[]) => {
    const needed = widthsUnder(headings).map((one, i) =>
      GAP + (isFlowing && i === last ? Math.min(one, NARROWEST_TEXT) : one)
    );
    return sumOf(needed) - GAP <= width;
  };
  const whole = columns.map(({ heading }) => [heading]);
  const broken = HEADING_WIDTHS.map((longest) =>
    columns.map(({ heading }, i) =>
      wrapped(heading, { width: Math.max(cellWidths[i] ?? 0, longest) })
    )
  );
  const headings = [whole, ...broken].find(isFitting) ?? whole;
  const widths = widthsUnder(headings);
  const rest = width - sumOf(widths.slice(0, last).map((one) => one + GAP));
  const breaksLast = isFlowing && rest >= NARROWEST_TEXT;
  const lines = (cells: readonly (readonly string[])[]) =>
    Array.from(
      { length: Math.max(...cells.map(({ length }) => length)) },
      (_, at) =>
        cells.map((cell, i) => {
          const text = cell[at] ?? "";
          const to = widths[i] ?? 0;
          return columns[i]?.isText ? text.padEnd(to) : text.padStart(to);
        }).join(" ".repeat(GAP)).trimEnd(),
    );
  const laidHeadings = lines(headings);
  const rows = (columns[0]?.cells ?? []).map((_, row) =>
    lines(columns.map(({ cells }, i) => {
      const cell = cells[row] ?? "";
      return i === last && breaksLast ? wrapped(cell, { width: rest }) : [cell];
    }))
  );
  return {
    headings: laidHeadings,
    rows,
    width: longest([...laidHeadings, ...rows.flat()]),
  };
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
