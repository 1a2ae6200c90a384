import { localText } from "../analysis/local_text.ts";
import type { Statistics } from "../analysis/mod.ts";
import { ms, percent } from "./console/format.ts";

/** One series of a table. */
export interface StatsRow {
  /** What to call it. */
  readonly label: string;
  /** Its figures. */
  readonly statistics: Statistics;
}

const NS_PER_US = 1000;
const COLUMNS = "     sent loss %   mean    P50    P95    P99    max jitter";
const WORST = "worst run of losses";
const INDENT = "    ";

/**
 * Figures of series below each other: a line each where the terminal is wide
 * enough, else two, and what there is to add below.
 *
 * @param heading What is measured.
 * @param rows The series.
 * @param columns The terminal's width.
 * @returns Lines with their ends.
 */
export function statsTable(
  heading: string,
  rows: readonly StatsRow[],
  columns: number,
): string {
  const width = Math.max(
    heading.length,
    ...rows.map(({ label }) => label.length),
  );
  const wide = [
    `${heading.padEnd(width)}${COLUMNS}  ${WORST}`,
    ...rows.map(({ label, statistics }) =>
      [label.padEnd(width) + figures(statistics), ...additions(statistics, "")]
        .join("  ")
    ),
  ];
  const isFitting = wide.every(({ length }) => length <= columns);
  const lines = isFitting ? wide : [
    heading,
    COLUMNS,
    ...rows.flatMap(({ label, statistics }) => [
      label,
      figures(statistics),
      ...additions(statistics, `${WORST}: `).map((text) => INDENT + text),
    ]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function figures(statistics: Statistics): string {
  const { sent, lossPct, meanUs, p50Us, p95Us, p99Us, maxUs, meanIpdvUs } =
    statistics;
  const times = [meanUs, p50Us, p95Us, p99Us, maxUs, meanIpdvUs]
    .map((us) => ms(us * NS_PER_US).padStart(7)).join("");
  return `${String(sent).padStart(9)}${percent(lossPct).padStart(7)}${times}`;
}

/** What was answered, and so is no loss, but is of no use to anybody. */
const FAILURES = [
  ["refused", "refused"],
  ["reset", "reset"],
  ["rcode", "answered by an error"],
] as const;

function additions(
  { longestLossRun: run, byStatus }: Statistics,
  name: string,
): readonly string[] {
  const failures = FAILURES.filter(([status]) => byStatus[status] > 0)
    .map(([status, word]) => `${byStatus[status]} ${word}`);
  return [
    ...run === null || run.probes < 2
      ? []
      : [`${name}${run.probes} at ${localText(run.fromMs)}`],
    ...failures.length === 0 ? [] : [failures.join(", ")],
  ];
}
