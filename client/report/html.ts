import { createHash } from "node:crypto";
import { escapeHtml } from "../charts/mod.ts";
import {
  type Block,
  type ReportDocument,
  type Table,
  textColumns,
} from "./document.ts";
import { REPORT_STYLE } from "./style.ts";

/** A chart in a report. */
export interface ReportPicture {
  /** What it shows, for those who cannot see it. */
  readonly alt: string;
  /** PNG. */
  readonly png: Uint8Array;
}

/**
 * A report as one HTML file without scripts, which asks nobody for anything
 * and prints on A4.
 *
 * @param document What it says.
 * @param pictures Its charts.
 * @returns The file's text, to be kept as UTF-8.
 */
export function htmlOf(
  document: ReportDocument,
  pictures: readonly ReportPicture[],
): string {
  const { title, subtitle, headline, tone, blocks } = document;
  const style = createHash("sha256").update(REPORT_STYLE).digest("base64");
  const policy =
    `default-src 'none'; img-src data:; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${REPORT_STYLE}</style>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="quiet">${escapeHtml(subtitle)}</p>
<p class="verdict ${tone}">${escapeHtml(headline)}</p>
${blocks.map((block) => blockHtml(block, pictures)).join("\n")}
</main>
</html>
`;
}

function blockHtml(block: Block, pictures: readonly ReportPicture[]): string {
  switch (block.kind) {
    case "heading":
      return `<h2>${escapeHtml(block.text)}</h2>`;
    case "subheading":
      return `<h3>${escapeHtml(block.text)}</h3>`;
    case "paragraph":
      return `<p>${textHtml(block.text)}</p>`;
    case "list":
      return `<ul>${
        block.items.map((item) => `<li>${textHtml(item)}</li>`).join("")
      }</ul>`;
    case "table":
      return tableHtml(block);
    case "pictures":
      return pictures.map(pictureHtml).join("\n");
  }
}

/** Commands stand between backticks. */
function textHtml(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

/** Longer cells are broken into lines. */
const LONGEST_UNBROKEN = 24;

function tableHtml(table: Table): string {
  const { caption, columns, rows } = table;
  const classes = textColumns(table).map((isText, i) => {
    const isLong = rows.some((row) => (row[i]?.length ?? 0) > LONGEST_UNBROKEN);
    return isText ? ` class="text${isLong ? " long" : ""}"` : "";
  });
  const classOf = (i: number) => classes[i] ?? "";
  const head = columns.map((name, i) =>
    `<th scope="col"${classOf(i)}>${escapeHtml(name)}</th>`
  );
  const body = rows.map(([first = "", ...cells]) =>
    `<tr><th scope="row">${escapeHtml(first)}</th>${
      cells.map((cell, i) => `<td${classOf(i + 1)}>${escapeHtml(cell)}</td>`)
        .join("")
    }</tr>`
  );
  return `<div class="table" tabindex="0" role="region" aria-label="${
    escapeHtml(caption)
  }"><table>
<caption>${escapeHtml(caption)}</caption>
<thead><tr>${head.join("")}</tr></thead>
<tbody>${body.join("\n")}</tbody>
</table></div>`;
}

function pictureHtml({ alt, png }: ReportPicture): string {
  return `<img alt="${
    escapeHtml(alt)
  }" src="data:image/png;base64,${png.toBase64()}">`;
}
