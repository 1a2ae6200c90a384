import { createHash } from "node:crypto";
import type { ChartConfiguration } from "chart.js";
import { readTextAsset } from "./assets.ts";
import { escapeHtml } from "./escape_html.ts";
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
  /** The value axis' end when nothing is cut off; `null`: nothing is. */
  readonly fullMax: number | null;
  /** Which datasets belong to which row of `hover`. */
  readonly rowOfDataset: readonly number[];
  /** Whether it can be moved along and zoomed into. */
  readonly isOverTime: boolean;
}

/**
 * One HTML file with all that it needs inside. It asks nobody for anything,
 * and its content security policy keeps it from doing so.
 *
 * @param figures The same figure in both themes.
 * @returns The file's text, to be kept as UTF-8.
 */
export function interactivePage(
  figures: { readonly light: Figure; readonly dark: Figure },
): string {
  const { light, dark } = figures;
  const { title, subtitle, hover, fullMax, rowOfDataset, isOverTime } = light;
  const content: PageContent = {
    light: light.config,
    dark: dark.config,
    hover,
    fullMax,
    rowOfDataset,
    isOverTime,
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
  const { scales, plugins } = light.config.options ?? {};
  const isCut = fullMax !== null && fullMax > Number(scales?.["y"]?.max);
  const hasEvents = (plugins?.marks?.events?.length ?? 0) > 0;
  const keys = [
    ...(hover.captions.length > 1 ? ["arrow keys choose a stretch"] : []),
    ...(isOverTime ? ["plus and minus zoom, a and d move, 0 shows all"] : []),
  ].join(", ");
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
<main>
<h1>${escapeHtml(title)}</h1>
${subtitle.map((line) => `<p>${escapeHtml(line)}</p>`).join("\n")}
<noscript><p>This page draws its chart with the script inside it, which is switched off.</p></noscript>
<div id="series" role="group" aria-label="Series shown"></div>
<div id="frame"><canvas id="chart" tabindex="0" role="img" aria-label="${
    escapeHtml(keys === "" ? title : `${title}: ${keys}`)
  }"></canvas></div>
<div id="tools" role="group" aria-label="View">
${isOverTime ? ZOOM_BUTTONS : ""}
<label${
    isCut ? "" : " hidden"
  }><input type="checkbox" id="full">Show peaks in full</label>
<label${
    hasEvents ? "" : " hidden"
  }><input type="checkbox" id="events" checked>Show what happened</label>
</div>
<div id="table" tabindex="0" role="region" aria-label="Figures"><table aria-live="polite">
<caption id="when"></caption>
<thead><tr><th scope="col">Series</th>${
    hover.columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`)
      .join("")
  }</tr></thead>
<tbody id="figures"></tbody>
</table></div>
</main>
<script type="application/json" id="content">${inlineJson(content)}</script>
${plain.map((text) => `<script>${text}</script>`).join("\n")}
<script type="module">${program}</script>
</html>
`;
}

const ZOOM_BUTTONS = `<button data-key="+">Zoom in</button>
<button data-key="-">Zoom out</button>
<button data-key="a" aria-label="Earlier">&larr;</button>
<button data-key="d" aria-label="Later">&rarr;</button>
<button data-key="0">Show all</button>`;

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
