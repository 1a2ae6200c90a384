/** Figures to a report: what it says, then how it looks. Pure. @module */
export type { Block, ReportDocument, Table } from "./document.ts";
export { htmlOf, type ReportPicture } from "./html.ts";
export type {
  LoadFigures,
  ReportInput,
  Rounds,
  SeriesFigures,
} from "./input.ts";
export { markdownOf } from "./markdown.ts";
export { reportOf } from "./report.ts";
export { textOf } from "./text.ts";
