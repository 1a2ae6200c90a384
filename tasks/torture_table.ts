import { cellsOf, tableOf } from "./markdown_table.ts";

/** A row of the table in `docs/torture.md`. */
export interface Row {
  /** E.g. `T9`. */
  readonly name: string;
  /** What is done. */
  readonly what: string;
  /** What must come out. */
  readonly pass: string;
  /** What came out. */
  readonly reached: string;
  /** `passed`, `missed`, or `not yet`. */
  readonly verdict: string;
  /** Of the run, e.g. `2026-11-20`; or `-`. */
  readonly date: string;
  /** What was run, e.g. `4aed17c, quick`; or `-`. */
  readonly commit: string;
}

const HEAD = ["T", "what", "pass", "reached", "verdict", "date", "commit"];

/**
 * Reads the table.
 *
 * @param markdown The whole page.
 * @returns Its rows by name.
 */
export function readRows(markdown: string): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const line of markdown.split("\n")) {
    if (!/^\| T\d/.test(line)) continue;
    const [name = "", what = "", pass = "", reached = "", ...rest] = cellsOf(
      line,
    );
    const [verdict = "", date = "", commit = ""] = rest;
    rows.set(name, { name, what, pass, reached, verdict, date, commit });
  }
  return rows;
}

/**
 * Writes the table into the page, in the place of the one that is there.
 *
 * @param markdown The whole page; without a table it gets one at its end.
 * @param rows All rows, in their order.
 * @returns The page, yet to be formatted.
 */
export function writeRows(markdown: string, rows: readonly Row[]): string {
  const lines = markdown.split("\n");
  const isOfTable = (line: string) => line.startsWith("| ");
  const first = lines.findIndex(isOfTable);
  const table = tableOf(
    HEAD,
    rows.map((row) => [
      ...[row.name, row.what, row.pass, row.reached],
      ...[row.verdict, row.date, row.commit],
    ]),
  );
  if (first === -1) return [...lines, ...table, ""].join("\n");
  const end = lines.findIndex((line, i) => i > first && !isOfTable(line));
  return [
    ...lines.slice(0, first),
    ...table,
    ...(end === -1 ? [""] : lines.slice(end)),
  ].join("\n");
}
