import type { WindowSummary } from "../../analysis/mod.ts";
import { cut, fit, ms, percent, wrap } from "./format.ts";
import { sparkline, type SparklineGlyphs } from "./sparkline.ts";

/** How a series is doing now. */
export type State = "ok" | "loss" | "down" | "failed" | "late" | "waiting";

/** One series, as a line of the table. */
export interface Row {
  /** The heading it stands under, e.g. `"Ping eth0 (wired)"`. */
  readonly group: string;
  /** What is measured, e.g. `"gateway 192.168.0.1"`. */
  readonly label: string;
  /** Its last minute. */
  readonly summary: WindowSummary;
  /** What else there is to say, the most important first; in a second line. */
  readonly details?: readonly string[];
}

/** One line, told in phrases. */
export interface LineRow {
  /** Its interface. */
  readonly label: string;
  /** The most important first. */
  readonly phrases: readonly string[];
}

/** Everything that the live console shows. */
export interface Screen {
  /** The first line. */
  readonly title: string;
  /** What can be said of all that is shown, a sentence or two each. */
  readonly verdicts?: readonly string[];
  /** Series, those of a group together. */
  readonly rows: readonly Row[];
  /** What else is known of each line: its name, and phrases. */
  readonly lines?: readonly LineRow[];
  /** What happened lately, oldest first. */
  readonly notes: readonly string[];
  /** The program's own condition. */
  readonly footer: string;
}

/** The terminal. */
export interface ScreenOptions {
  /** Columns, at least 40. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Whether colours may be used. */
  readonly hasColor: boolean;
  /** What sparklines are drawn with. */
  readonly glyphs: SparklineGlyphs;
}

/** Notes shown at most, and the lines that are left for all else. */
const NOTES = 5;
const LINES_WITHOUT_NOTES = 14;
/** Lines that verdicts may take; they are for those who compare lines. */
const VERDICT_LINES = 6;
/** Losses in a row after which a target is called down. */
const DOWN_LOSSES = 3;

/** Figures, each on terminals that have room for it and all before it. */
const COLUMNS: readonly Column[] = [
  { title: "last", width: 6, fromWidth: 0, of: ({ lastNs }) => lastNs },
  { title: "mean", width: 6, fromWidth: 55, of: ({ meanNs }) => meanNs },
  { title: "P50", width: 6, fromWidth: 74, of: ({ p50Ns }) => p50Ns },
  { title: "P95", width: 6, fromWidth: 49, of: ({ p95Ns }) => p95Ns },
  { title: "P99", width: 6, fromWidth: 68, of: ({ p99Ns }) => p99Ns },
  { title: "jitter", width: 7, fromWidth: 62, of: ({ jitterNs }) => jitterNs },
];
const LOSS_WIDTH = 7;
const STATE_WIDTH = 8;
const LABEL_WIDTH = { min: 20, max: 44 } as const;
/** A sparkline narrower than this tells nothing. */
const MIN_SPARK_WIDTH = 12;

interface Column {
  readonly title: string;
  readonly width: number;
  /** The narrowest terminal, in columns, that has it. */
  readonly fromWidth: number;
  readonly of: (summary: WindowSummary) => number;
}

const COLORS: Readonly<Record<State | "dim" | "bold", string>> = {
  ok: "32",
  loss: "33",
  down: "31;1",
  failed: "31;1",
  late: "33",
  waiting: "2",
  dim: "2",
  bold: "1",
};

/**
 * How a series is doing, from its last minute.
 *
 * @param summary The window; its newest values decide.
 * @returns `down` after three losses in a row at the end, `loss` when any
 * was lost, `failed` when the newest were refused or reset (no packet was lost,
 * and it does not work), `late` when the newest answer took over a second.
 */
export function stateOf(summary: WindowSummary): State {
  const { recentNs, sent, lost, lastNs } = summary;
  if (sent === 0) return "waiting";
  const tail = recentNs.subarray(Math.max(0, recentNs.length - DOWN_LOSSES));
  const isSilent = tail.every((value) => Number.isNaN(value));
  const isDown = lost > 0 && isSilent &&
    (tail.length === DOWN_LOSSES || lost === sent);
  if (isDown) return "down";
  if (lost > 0) return "loss";
  if (isSilent) return "failed";
  return lastNs > 1e9 ? "late" : "ok";
}

/** As wide as the time that a note begins with. */
const NOTE_INDENT = " ".repeat("10:12:13  ".length);

/**
 * Draws the live console.
 *
 * @param screen What to show.
 * @param options The terminal.
 * @returns Lines, none wider and together not more than the terminal.
 */
export function drawScreen(
  screen: Screen,
  options: ScreenOptions,
): readonly string[] {
  const { width, height, hasColor } = options;
  const paint = (text: string, color: keyof typeof COLORS) =>
    hasColor ? `\x1b[${COLORS[color]}m${text}\x1b[0m` : text;
  const noted = Math.min(NOTES, Math.max(0, height - LINES_WITHOUT_NOTES));
  const notes = noted === 0 ? [] : screen.notes
    .flatMap((note) => wrap(note, width, NOTE_INDENT)).slice(-noted);
  const verdicts = (screen.verdicts ?? [])
    .flatMap((verdict) => wrap(verdict, width, "  "));
  const said = verdicts.length === 0 ? [] : [
    paint("compared, last 2 min", "dim"),
    ...verdicts.slice(0, VERDICT_LINES),
    "",
  ];
  const table = [
    ...drawTable(screen.rows, options, paint),
    ...drawLines(screen.lines ?? [], options, paint),
  ];
  // Title and footer, a blank line each; the notes; the heading is in the table.
  const room = Math.max(
    1,
    height - 4 - said.length - (notes.length > 0 ? notes.length + 1 : 0),
  );
  const shown = table.length <= room ? table : [
    ...table.slice(0, room - 1),
    paint(
      cut(
        `  ... ${
          table.length - room + 1
        } more lines; a taller window shows them`,
        width,
      ),
      "dim",
    ),
  ];
  return [
    paint(cut(screen.title, width), "bold"),
    "",
    ...said,
    ...shown,
    ...(notes.length > 0 ? ["", ...notes] : []),
    "",
    paint(cut(screen.footer, width), "dim"),
  ].slice(0, height);
}

function drawTable(
  rows: readonly Row[],
  options: ScreenOptions,
  paint: (text: string, color: keyof typeof COLORS) => string,
): readonly string[] {
  const { width, glyphs } = options;
  const columns = COLUMNS.filter(({ fromWidth }) => width >= fromWidth);
  const fixed = columns.reduce((sum, { width }) => sum + width, 0) +
    LOSS_WIDTH + 2 + STATE_WIDTH;
  const labels = rows.map(({ label }) => label.length + 2);
  const wanted = Math.min(
    LABEL_WIDTH.max,
    Math.max(LABEL_WIDTH.min, ...labels),
  );
  const labelWidth = Math.max(
    Math.min(LABEL_WIDTH.min, width - fixed),
    Math.min(wanted, width - fixed - MIN_SPARK_WIDTH),
  );
  const sparkWidth = Math.max(0, Math.min(60, width - fixed - labelWidth));
  const lines: string[] = [];
  let group = "";
  for (const { group: own, label, summary, details = [] } of rows) {
    if (own !== group) {
      group = own;
      const titles = columns
        .map(({ title, width }) => title.padStart(width)).join("");
      // A heading may reach to where the first title begins.
      const spare = titles.length - titles.trimStart().length;
      const heading = `${
        fit(group, labelWidth + spare - 1)
      } ${titles.trimStart()}${"loss %".padStart(LOSS_WIDTH)}  state`;
      if (lines.length > 0) lines.push("");
      lines.push(paint(fit(heading, width).trimEnd(), "dim"));
    }
    const state = stateOf(summary);
    const figures = columns
      .map(({ of, width }) => ms(of(summary)).padStart(width)).join("");
    lines.push(
      `${fit(`  ${label}`, labelWidth)}${figures}${
        percent(summary.lossPct).padStart(LOSS_WIDTH)
      }  ${paint(state.padEnd(STATE_WIDTH), state)}${
        sparkline(summary.recentNs, sparkWidth, glyphs)
      }`.trimEnd(),
    );
    if (details.length > 0) lines.push(fitting(details, width));
  }
  return lines;
}

function drawLines(
  lines: readonly LineRow[],
  { width }: ScreenOptions,
  paint: (text: string, color: keyof typeof COLORS) => string,
): readonly string[] {
  return lines.flatMap(({ label, phrases }) =>
    phrases.length === 0
      ? []
      : ["", paint(cut(`line ${label}`, width), "dim"), fitting(phrases, width)]
  );
}

/** As many of the phrases, from the first on, as fit into one line. */
function fitting(phrases: readonly string[], width: number): string {
  let line = `    ${phrases[0] ?? ""}`;
  for (const phrase of phrases.slice(1)) {
    if (line.length + 3 + phrase.length > width) break;
    line += `   ${phrase}`;
  }
  return cut(line, width);
}
