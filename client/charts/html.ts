import { createHash } from "node:crypto";
import type { ChartConfiguration } from "chart.js";
import { readTextAsset } from "./assets.ts";
import type { Figure, HoverTable } from "./figure.ts";
import { PAGE_STYLE } from "./page_style.ts";

/** What the page's program finds in the page. */
export interface PageContent {
  /** For a light theme. */
  readonly light: ChartConfiguration<"line">;
  /** For a dark theme. */
  readonly dark: ChartConfiguration<"line">;
  /** The figures of each segment. */
  readonly hover: HoverTable;
  /** The value axis' end when nothing is cut off. */
  readonly fullMax: number;
  /** Which datasets belong to which row of `hover`. */
  readonly rowOfDataset: readonly number[];
  /** Whose local time is shown. */
  readonly timeZone: string;
}

/**
 * One HTML file with all that it needs inside. It asks nobody for anything,
 * and its content security policy keeps it from doing so.
 *
 * @param figures The same figure in both themes.
 * @param timeZone Whose local time is shown: an IANA name.
 * @returns The file's text, to be kept as UTF-8.
 */
export function interactivePage(
  figures: { readonly light: Figure; readonly dark: Figure },
  timeZone: string,
): string {
  const { light, dark } = figures;
  const { title, subtitle, hover, fullMax, rowOfDataset } = light;
  const content: PageContent = {
    light: light.config,
    dark: dark.config,
    hover,
    fullMax,
    rowOfDataset,
    timeZone,
  };
  const scripts = ["chart.js", "hammer.js", "zoom.js"] as const;
  const plain = scripts.map((name) => inlineScript(readTextAsset(name)));
  const program = inlineScript(readTextAsset("page.js"));
  const policy = [
    "default-src 'none'",
    `script-src ${[...plain, program].map(sourceHash).join(" ")}`,
    `style-src ${sourceHash(PAGE_STYLE)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const isCut = fullMax > Number(light.config.options?.scales?.["y"]?.max);
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
<h1>${escapeHtml(title)}</h1>
${subtitle.map((line) => `<p>${escapeHtml(line)}</p>`).join("\n")}
<noscript><p>This page draws its chart with the script inside it, which is switched off.</p></noscript>
<div id="series" role="group" aria-label="Series shown"></div>
<div id="frame"><canvas id="chart" tabindex="0" role="img" aria-label="${
    escapeHtml(title)
  }: arrow keys choose a segment, plus and minus zoom, a and d move, 0 shows all"></canvas></div>
<div id="tools" role="group" aria-label="View">
<button data-key="+">Zoom in</button>
<button data-key="-">Zoom out</button>
<button data-key="a" aria-label="Earlier">&larr;</button>
<button data-key="d" aria-label="Later">&rarr;</button>
<button data-key="0">Show all</button>
<label${
    isCut ? "" : " hidden"
  }><input type="checkbox" id="full">Show peaks in full</label>
</div>
<div id="table"><table aria-live="polite">
<caption id="when"></caption>
<thead><tr><th scope="col">Series</th>${
    hover.columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`)
      .join("")
  }</tr></thead>
<tbody id="figures"></tbody>
</table></div>
<script type="application/json" id="content">${inlineJson(content)}</script>
${plain.map((text) => `<script>${text}</script>`).join("\n")}
<script type="module">${program}</script>
</html>
`;
}

/** Text for an element or a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** JSON that can end no script element; the escapes mean the same in JSON. */
function inlineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A script that can end no script element and points to no source map. */
function inlineScript(text: string): string {
  return text.replaceAll(/^\/\/# sourceMappingURL=.*$/gm, "")
    .replaceAll(/<\/(?=script)/gi, "<\\/").replaceAll("<!--", "<\\!--");
}

function sourceHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
