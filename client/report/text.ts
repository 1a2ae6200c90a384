import type { Block, ReportDocument } from "./document.ts";
import { tableLines } from "./text_table.ts";
import { wrapped } from "./wrapped.ts";

const LINE = { width: 80 } as const;
const PICTURES = "`bufferbane charts` draws them; the HTML report holds them.";

/**
 * A report as plain text for a terminal or a mail.
 *
 * @param document What it says.
 * @returns The text, of 80 columns; a table of many figures may be wider.
 */
export function textOf(document: ReportDocument): string {
  const { title, subtitle, headline, blocks } = document;
  return [
    title,
    "=".repeat(title.length),
    ...wrapped(subtitle, LINE),
    "",
    ...wrapped(headline, LINE),
    ...blocks.flatMap((block) => ["", ...linesOf(block)]),
    "",
  ].map((line) => printable(line).trimEnd()).join("\n");
}

function linesOf(block: Block): readonly string[] {
  switch (block.kind) {
    case "heading":
      return [block.text, "-".repeat(block.text.length)];
    case "subheading":
    case "paragraph":
      return wrapped(block.text, LINE);
    case "list":
      return block.items.flatMap((item) =>
        wrapped(item, { ...LINE, bullet: "- " })
      );
    case "table":
      return tableLines(block, LINE.width);
    case "pictures":
      return wrapped(PICTURES, LINE);
  }
}

/** Names from outside must not move a terminal's cursor. */
function printable(line: string): string {
  // deno-lint-ignore no-control-regex
  return line.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "?");
}
