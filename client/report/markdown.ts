import {
  type Block,
  type ReportDocument,
  type Table,
  textColumns,
} from "./document.ts";

/**
 * A report as Markdown (GitHub's tables).
 *
 * @param document What it says.
 */
export function markdownOf(document: ReportDocument): string {
  const { title, subtitle, headline, blocks } = document;
  return [
    `# ${escaped(title)}`,
    escaped(subtitle),
    `**${escaped(headline)}**`,
    ...blocks.map(blockText),
    "",
  ].join("\n\n").trimEnd() + "\n";
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `## ${escaped(block.text)}`;
    case "subheading":
      return `### ${escaped(block.text)}`;
    case "paragraph":
      return escaped(block.text);
    case "list":
      return block.items.map((item) => `- ${escaped(item)}`).join("\n");
    case "table":
      return tableText(block);
    case "pictures":
      return "`bufferbane charts` draws them; the HTML report holds them.";
  }
}

function tableText(table: Table): string {
  const { caption, columns, rows } = table;
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => escaped(cell)).join(" | ")} |`;
  const rule = textColumns(table).map((isText) => isText ? "---" : "---:");
  return [
    `**${escaped(caption)}**\n`,
    line(columns),
    `| ${rule.join(" | ")} |`,
    ...rows.map(line),
  ].join("\n");
}

/** What others have named must be no markup; commands keep their backticks. */
function escaped(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(/[\\|*_[\]#]/g, (mark) => `\\${mark}`);
}
