import type { Block, ReportDocument, Table } from "./document.ts";

const WIDTH = 80;
/** Between two columns of a table. */
const GAP = 2;
/** A heading is broken where two of its words are longer. */
const NARROWEST_HEADING = 13;
/** A column of sentences is not made narrower. */
const NARROWEST_TEXT = 20;
const PICTURES = "`bufferbane charts` draws them; the HTML report holds them.";

/**
 * A report as plain text for a terminal or a mail.
 *
 * @param document What it says.
 * @returns The text, of 80 columns; a table of many long cells may be wider.
 */
export function textOf(document: ReportDocument): string {
  const { title, subtitle, headline, blocks } = document;
  return [
    title,
    "=".repeat(title.length),
    ...wrapped(subtitle, ""),
    "",
    ...wrapped(headline, ""),
    ...blocks.flatMap((block) => ["", ...linesOf(block)]),
    "",
  ].map((line) => printable(line).trimEnd()).join("\n");
}

function linesOf(block: Block): readonly string[] {
  switch (block.kind) {
    case "heading":
      return [block.text, "-".repeat(block.text.length)];
    case "subheading":
      return wrapped(block.text, "");
    case "paragraph":
      return wrapped(block.text, "");
    case "list":
      return block.items.flatMap((item) => wrapped(item, "- "));
    case "table":
      return tableLines(block);
    case "pictures":
      return wrapped(PICTURES, "");
  }
}

function tableLines({ caption, columns, rows }: Table): readonly string[] {
  const cellWidths = columns.map((_, i) =>
    Math.max(0, ...rows.map((row) => row[i]?.length ?? 0))
  );
  const widthsUnder = (heads: readonly (readonly string[])[]) =>
    heads.map((head, i) =>
      Math.max(cellWidths[i] ?? 0, ...head.map(({ length }) => length))
    );
  const last = columns.length - 1;
  // A last column of sentences takes the room that is left.
  const isFlowing = isTextColumn(rows, last);
  const isFitting = (heads: readonly (readonly string[])[]) => {
    const needed = widthsUnder(heads).map((one, i) =>
      GAP + (isFlowing && i === last ? Math.min(one, NARROWEST_TEXT) : one)
    );
    return sumOf(needed) - GAP <= WIDTH;
  };
  const whole = columns.map((name) => [name]);
  // Headings give way, if that helps: a figure is never broken.
  const broken = columns.map((name, i) =>
    wrapped(name, "", Math.max(cellWidths[i] ?? 0, NARROWEST_HEADING))
  );
  const heads = isFitting(whole) || !isFitting(broken) ? whole : broken;
  const widths = widthsUnder(heads);
  const rest = WIDTH - sumOf(widths.slice(0, last).map((one) => one + GAP));
  const breaksLast = isFlowing && rest >= NARROWEST_TEXT;
  const lines = (cells: readonly (readonly string[])[]) =>
    Array.from(
      { length: Math.max(...cells.map(({ length }) => length)) },
      (_, at) =>
        cells.map((cell, i) => {
          const text = cell[at] ?? "";
          // A last column of sentences needs no padding, and begins at the left.
          const isText = i === 0 || isTextColumn(rows, i);
          const width = widths[i] ?? 0;
          return isText ? text.padEnd(width) : text.padStart(width);
        }).join(" ".repeat(GAP)).trimEnd(),
    );
  return [
    caption,
    ...lines(heads),
    ...rows.flatMap((row) =>
      lines(
        row.map((cell, i) =>
          i === last && breaksLast ? wrapped(cell, "", rest) : [cell]
        ),
      )
    ),
  ];
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function isTextColumn(
  rows: readonly (readonly string[])[],
  column: number,
): boolean {
  return rows.some((row) => /^[A-Za-z]/.test(row[column] ?? ""));
}

function wrapped(
  text: string,
  bullet: string,
  width = WIDTH,
): readonly string[] {
  const indent = " ".repeat(bullet.length);
  const lines: string[] = [];
  let line = bullet;
  for (const word of text.split(" ")) {
    const isEmpty = line === bullet || line === indent;
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line += isEmpty ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}

/** Names from outside must not move a terminal's cursor. */
function printable(line: string): string {
  // deno-lint-ignore no-control-regex
  return line.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "?");
}
