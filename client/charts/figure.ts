import type { ChartConfiguration } from "chart.js";
import type { ThemeName } from "./theme.ts";

/** A line's point: Unix milliseconds and value; `null` breaks the line. */
export interface Point {
  /** Unix milliseconds. */
  readonly x: number;
  /** The value, or `null` for none. */
  readonly y: number | null;
}

/** Something that happened, drawn as a vertical line with a few words. */
export interface ChartEvent {
  /** When, Unix milliseconds. */
  readonly atMs: number;
  /** A few words. */
  readonly label: string;
}

/** What the page says of the segment under the pointer. */
export interface HoverTable {
  /** Where segments begin and, last, where the last one ends. */
  readonly edgesMs: readonly number[];
  /** Column headings, e.g. `"P95 ms"`. */
  readonly columns: readonly string[];
  /** One table row a series. */
  readonly rows: readonly {
    /** The series' name. */
    readonly label: string;
    /** For each segment its cells; a single cell spans all columns. */
    readonly cells: readonly (readonly string[])[];
  }[];
}

/**
 * A picture as data: no function in it, so that the very same configuration
 * is drawn to a PNG here and by the reader's browser.
 */
export interface Figure {
  /** The heading. */
  readonly title: string;
  /** What the reader must know to read it, a line each. */
  readonly subtitle: readonly string[];
  /** For Chart.js, with the parts of `parts.ts` registered. */
  readonly config: ChartConfiguration<"line", Point[]>;
  /** For the interactive page. */
  readonly hover: HoverTable;
  /** The value axis' upper end when nothing is cut off. */
  readonly fullMax: number;
  /** Which datasets belong to which row of `hover`. */
  readonly rowOfDataset: readonly number[];
}

/** How a figure is to look. */
export interface LookOptions {
  /** Width in pixels, 1920 by default. */
  readonly widthPx?: number;
  /** Height in pixels, 1080 by default. */
  readonly heightPx?: number;
  /** Light by default. */
  readonly theme?: ThemeName;
}
