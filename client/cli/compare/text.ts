/** Comparisons as people read them. Pure. @module */

import type {
  Availability,
  Comparison,
  Difference,
} from "../../analysis/compare/mod.ts";
import { wrap } from "../bloat/wrap.ts";
import { cut, printable, span } from "../console/format.ts";
import { table } from "../table.ts";

const INDENT = "   ";
/** So many targets are told; --json has all. */
const TOLD_TARGETS = 3;
/** Longer names are cut in tables. */
const NAME_CHARACTERS = 12;

/** Rows in the order in which they are shown: title, figure, unit. */
const ROWS = [
  ["Round trip, median", "medianMs", "ms"],
  ["Slowest 5 % (P95)", "p95Ms", "ms"],
  ["Jitter (mean IPDV)", "jitterMs", "ms"],
  ["Lost", "lossPct", "%"],
  ["To its own router", "gatewayMs", "ms"],
  ["Download", "downloadMbps", "Mbit/s"],
  ["Upload", "uploadMbps", "Mbit/s"],
  ["Added under load", "bloatMs", "ms"],
] as const;

/**
 * One comparison.
 *
 * @param comparison Its figures and verdict.
 * @param width Columns of the terminal.
 * @returns Lines without their ends.
 */
export function comparisonLines(
  comparison: Comparison,
  width: number,
): readonly string[] {
  const { a, b, targets, seconds, verdict } = comparison;
  const named = targets.slice(0, TOLD_TARGETS).join(", ");
  const more = targets.length - TOLD_TARGETS;
  const head = `${a.label} against ${b.label}: ${named}${
    more > 0 ? ` and ${more} more` : ""
  }; ${span(seconds)} compared`;
  const rows = verdict.kind === "not_enough_data" ? [] : ROWS.flatMap(
    ([title, name, unit]) => {
      const one = comparison[name];
      return one === null || Number.isNaN(one.difference)
        ? []
        : [rowOf(`${title}, ${unit}`, one)];
    },
  );
  return [
    ...wrap(printable(head), { width }),
    ...(rows.length === 0 ? [] : [
      "",
      ...table(
        [
          ["", nameOf(a.name), nameOf(b.name), "difference", "95 % sure"],
          ...rows,
        ],
        1,
      ).map((line) => INDENT + line),
      "",
    ]),
    ...wrap(printable(verdict.sentence), { width, indent: INDENT }),
  ];
}

/**
 * How much of the time lines were there.
 *
 * @param availability The figures.
 * @param width Columns of the terminal.
 */
export function availabilityLines(
  { each, anyPct, allDownMs, measuredMs }: Availability,
  width: number,
): readonly string[] {
  const share = (pct: number, downMs: number) =>
    `${pct.toFixed(3)} %${
      downMs === 0 ? "" : ` (down for ${span(downMs / 1000)})`
    }`;
  const lines = each.map((one) =>
    `${one.interface} ${share(one.availablePct, one.downMs)}`
  );
  const any = each.length < 2
    ? ""
    : `; at least one of them ${share(anyPct, allDownMs)}`;
  return wrap(
    printable(
      `There, of the ${span(measuredMs / 1000)} measured: ${
        lines.join(", ")
      }${any}.`,
    ),
    { width },
  );
}

function rowOf(title: string, one: Difference): readonly string[] {
  return [
    title,
    figure(one.a),
    figure(one.b),
    signed(one.difference),
    `${signed(one.low)} to ${signed(one.high)}`,
  ];
}

function nameOf(name: string): string {
  return cut(printable(name), NAME_CHARACTERS);
}

function signed(value: number): string {
  const text = figure(value);
  return Number(text) > 0 ? `+${text}` : text;
}

/** Never "-0.00". */
function figure(value: number): string {
  const rounded = Number(value.toFixed(2));
  return Math.abs(rounded) >= 100
    ? rounded.toFixed(0)
    : (rounded + 0).toFixed(2);
}
