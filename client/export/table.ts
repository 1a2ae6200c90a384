import { blocksOf } from "./blocks.ts";
import { csvText } from "./csv.ts";

/** As what a table can be exported. */
export type TableFormat = "csv" | "json" | "ndjson";

/** A cell; `null`: not known. */
export type Cell = string | number | boolean | null;

/** How things become rows. */
export interface TableOptions<Thing, Column extends string> {
  /** As what. */
  readonly format: TableFormat;
  /** In this order. */
  readonly columns: readonly Column[];
  /** Its cells. */
  readonly row: (thing: Thing) => Readonly<Record<Column, Cell>>;
  /** What JSON has besides: a key and its JSON. */
  readonly more: (thing: Thing) => string;
}

/**
 * Few things of one kind as a file's text.
 *
 * @param things They.
 * @param options How.
 * @returns In blocks of about 64 Ki characters.
 */
export function tableOf<Thing, Column extends string>(
  things: Iterable<Thing>,
  options: TableOptions<Thing, Column>,
): Generator<string> {
  switch (options.format) {
    case "csv":
      return blocksOf(csvLines(things, options));
    case "json":
      return blocksOf(jsonPieces(things, options));
    case "ndjson":
      return blocksOf(ndjsonLines(things, options));
  }
}

function* csvLines<Thing, Column extends string>(
  things: Iterable<Thing>,
  { columns, row }: TableOptions<Thing, Column>,
): Generator<string> {
  yield `${columns.join(",")}\n`;
  for (const thing of things) {
    const cells = row(thing);
    yield `${columns.map((column) => cellText(cells[column])).join(",")}\n`;
  }
}

function* ndjsonLines<Thing, Column extends string>(
  things: Iterable<Thing>,
  options: TableOptions<Thing, Column>,
): Generator<string> {
  for (const thing of things) yield `${objectText(thing, options)}\n`;
}

function* jsonPieces<Thing, Column extends string>(
  things: Iterable<Thing>,
  options: TableOptions<Thing, Column>,
): Generator<string> {
  let before = "[\n";
  for (const thing of things) {
    yield `${before}${objectText(thing, options)}`;
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

function objectText<Thing, Column extends string>(
  thing: Thing,
  { row, more }: TableOptions<Thing, Column>,
): string {
  return `${JSON.stringify(row(thing)).slice(0, -1)},${more(thing)}}`;
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "string" ? csvText(cell) : String(cell);
}
