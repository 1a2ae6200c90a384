/**
 * Writes the table of docs/operating/metrics.md from the client's catalogue:
 * `deno run -A tasks/write_metrics_docs.ts`.
 *
 * @module
 */

import type { Metric } from "@bufferbane/metrics";
import { CATALOGUE, SERIES_LABELS } from "../client/metrics/catalogue.ts";

const PAGE = new URL("../docs/operating/metrics.md", import.meta.url);
const BEGIN =
  "<!-- from client/metrics/catalogue.ts: deno run -A tasks/write_metrics_docs.ts -->\n";
const END = "<!-- end -->";
/** What stands for the labels that all probes have. */
const SERIES = "_series_";

/** The page as it should be. */
export async function metricsPage(): Promise<
  { readonly url: URL; readonly text: string }
> {
  const page = await Deno.readTextFile(PAGE);
  const begin = page.indexOf(BEGIN) + BEGIN.length;
  const end = page.indexOf(END);
  const text = `${page.slice(0, begin)}\n${table()}\n${page.slice(end)}`;
  return { url: PAGE, text };
}

/** In columns of equal width, as `deno fmt` wants them. */
function table(): string {
  const rows = [
    ["metric", "type", "labels", "is"],
    ...Object.values(CATALOGUE).map(rowOf),
  ];
  const widths = ["", "", "", ""].map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length))
  );
  const lines = rows.map((row) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  lines.splice(1, 0, rule);
  return `${SERIES}: ${SERIES_LABELS.map(code).join(", ")}.\n\n${
    lines.join("\n")
  }\n`;
}

function rowOf({ name, type, labels, help }: Metric): readonly string[] {
  const isOfSeries = SERIES_LABELS.every((label) => labels.includes(label));
  const shown = isOfSeries
    ? [SERIES, ...labels.slice(SERIES_LABELS.length).map(code)]
    : labels.map(code);
  return [code(name), type, shown.join(", "), help];
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) {
  const { url, text } = await metricsPage();
  await Deno.writeTextFile(url, text);
}
