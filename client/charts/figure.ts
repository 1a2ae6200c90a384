import type { ChartConfiguration } from "chart.js";
import type { Segment } from "../analysis/mod.ts";
import type { Period, Series } from "../model/mod.ts";
import type { ThemeName } from "./theme.ts";

/** A line's point: where on the x axis, and value; `null` breaks the line. */
export interface Point {
  /** Unix milliseconds on a time axis, else the axis' own unit. */
  readonly x: number;
  /** The value, or `null` for none. */
  readonly y: number | null;
}

/** How much an event matters, least first; a note is the user's own. */
export const EVENT_WEIGHTS = ["warning", "alert", "critical", "note"] as const;

/** Something that happened: a strip along the top, and a few words. */
export interface ChartEvent {
  /** When it began, Unix milliseconds. */
  readonly atMs: number;
  /** When it ended; `atMs` for what had no length. */
  readonly untilMs: number;
  /** A few words. */
  readonly label: string;
  /** How much it matters. */
  readonly weight: typeof EVENT_WEIGHTS[number];
}

/** What every chart over time is drawn into. */
export interface Timeline {
  /** The whole x axis. */
  readonly period: Period;
  /** The machine that measured, for the title. */
  readonly host: string;
  /** Whose local time the axis shows: an IANA name, e.g. `"Europe/Berlin"`. */
  readonly timeZone: string;
  /** When bufferbane was not measuring. */
  readonly gaps: readonly Period[];
  /** What else happened, in order. */
  readonly events: readonly ChartEvent[];
}

/** A timeline with what was measured along it. */
export interface SegmentsInput extends Timeline {
  /** Each series with its segments, which all cut the same period alike. */
  readonly series: readonly {
    /** Whose they are. */
    readonly series: Series;
    /** In order; at least one. */
    readonly segments: readonly Segment[];
  }[];
}

/** What the page says of what is under the pointer. */
export interface HoverTable {
  /**
   * Where stretches of the x axis begin and, last, where the last one ends; a
   * chart without such stretches has one for all of it.
   */
  readonly edges: readonly number[];
  /** What each stretch is, e.g. `"Sat 18 Oct, 18:00:00 to 18:05:00"`. */
  readonly captions: readonly string[];
  /** Column headings, e.g. `"P95 ms"`. */
  readonly columns: readonly string[];
  /** One table row a series. */
  readonly rows: readonly {
    /** The series' name. */
    readonly label: string;
    /** For each stretch its cells; a single cell spans all columns. */
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
  /** The value axis' upper end when nothing is cut off; `null`: nothing is. */
  readonly fullMax: number | null;
  /** Which datasets belong to which row of `hover`; none: rows stay. */
  readonly rowOfDataset: readonly number[];
  /** Whether its x axis is time, to be moved along and zoomed into. */
  readonly isOverTime: boolean;
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
