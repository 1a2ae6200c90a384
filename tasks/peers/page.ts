/** The tables of `docs/benchmarks.md`, which are its data. @module */

import { cellsOf, tableOf } from "../markdown_table.ts";
import type { Row } from "./row.ts";

const HEAD = [
  ...["what", "asked", "reached", "peer, ratio", "command", "run", ""],
];

/**
 * Reads the rows that a command has made.
 *
 * @param markdown The whole page.
 * @param command E.g. `` `deno task peers rtt` ``.
 * @returns Its rows, in their order.
 */
export function rowsBy(markdown: string, command: string): readonly Row[] {
  return markdown.split("\n").flatMap((line) => {
    const row = rowOf(line);
    return row?.command === command ? [row] : [];
  });
}

/**
 * Puts rows into the place of those that the same command has made before; new
 * ones to the end of their section's table.
 *
 * @param markdown The whole page.
 * @param section The heading that they belong under; made if there is none.
 * @param rows Made by one command; at least one.
 * @returns The page, yet to be formatted.
 */
export function putRows(
  markdown: string,
  section: string,
  rows: readonly [Row, ...Row[]],
): string {
  const [{ command }] = rows;
  return changeTable(markdown, { section, head: HEAD }, (lines) => {
    const kept = lines.flatMap((line) => rowOf(line) ?? []);
    const at = kept.findIndex((row) => row.command === command);
    const others = kept.filter((row) => row.command !== command);
    const place = at === -1 ? others.length : at;
    return others.toSpliced(place, 0, ...rows).map(cellsFor);
  });
}

/**
 * Puts a table into the place of its section's first one.
 *
 * @param markdown The whole page.
 * @param section Its heading; made if there is none.
 * @param table Its columns and rows.
 * @returns The page, yet to be formatted.
 */
export function putTable(
  markdown: string,
  section: string,
  { head, rows }: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  },
): string {
  return changeTable(markdown, { section, head }, () => rows);
}

/** Makes a section's first table with these columns anew. */
function changeTable(
  markdown: string,
  { section, head }: {
    readonly section: string;
    readonly head: readonly string[];
  },
  change: (lines: readonly string[]) => readonly (readonly string[])[],
): string {
  const lines = markdown.trimEnd().split("\n");
  const heading = `## ${section}`;
  if (!lines.includes(heading)) lines.push("", heading, "");
  const start = lines.indexOf(heading) + 1;
  const next = lines.findIndex((line, i) => i >= start && /^## /.test(line));
  const end = next === -1 ? lines.length : next;
  const isHead = (line: string) =>
    line.startsWith("|") && `${cellsOf(line)}` === `${head}`;
  const found = lines.findIndex((line, i) =>
    i >= start && i < end && isHead(line)
  );
  if (found === -1) {
    lines.splice(end, 0, "", ...tableOf(head, change([])), "");
    return `${lines.join("\n")}\n`;
  }
  const after = lines.findIndex((line, i) =>
    i > found && !line.startsWith("|")
  );
  const past = after === -1 ? lines.length : after;
  const table = tableOf(head, change(lines.slice(found + 2, past)));
  lines.splice(found, past - found, ...table);
  return `${lines.join("\n")}\n`;
}

/** A row with its seven cells; other lines are none. */
function rowOf(line: string): Row | undefined {
  if (!line.startsWith("|")) return undefined;
  const cells = cellsOf(line);
  if (cells.length !== HEAD.length) return undefined;
  const [what = "", asked = "", reached = "", peer = "", ...rest] = cells;
  const [command = "", run = "", verdict = ""] = rest;
  return { what, asked, reached, peer, command, run, verdict };
}

function cellsFor(row: Row): readonly string[] {
  const { what, asked, reached, peer, command, run, verdict } = row;
  return [what, asked, reached, peer, command, run, verdict];
}
