/** Samples to files: an iterable in, blocks of text out. @module */
export { csvOf } from "./csv.ts";
export { jsonOf } from "./json.ts";
export { ndjsonOf } from "./ndjson.ts";
export { COLUMNS, type ExportOptions } from "./row.ts";
