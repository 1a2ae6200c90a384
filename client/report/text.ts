import type { Block, ReportDocument, Table } from "./document.ts";

const WIDTH = 80;
const PICTURES = "`bufferbane charts` draws them; the HTML report holds them.";

/**
 * A report as plain text for a terminal or a mail.
 *
 * @param document What it says.
 * @returns The text; tables may be wider than 80 columns.
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
  const widths = columns.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0))
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => {
      // A last column of sentences needs no padding, and begins at the left.
      const isText = i === 0 || isTextColumn(rows, i);
      const width = widths[i] ?? 0;
      return isText ? cell.padEnd(width) : cell.padStart(width);
    }).join("  ");
  return [caption, line(columns), ...rows.map(line)];
}

function isTextColumn(
  rows: readonly (readonly string[])[],
  column: number,
): boolean {
  return rows.some((row) => /^[A-Za-z]/.test(row[column] ?? ""));
}

function wrapped(text: string, bullet: string): readonly string[] {
  const indent = " ".repeat(bullet.length);
  const lines: string[] = [];
  let line = bullet;
  for (const word of text.split(" ")) {
    const isEmpty = line === bullet || line === indent;
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
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
