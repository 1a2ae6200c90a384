/** Comparisons as people read them. Pure. @module */

import type {
  Availability,
  Comparison,
  Difference,
} from "../../analysis/compare/mod.ts";
import { wrap } from "../bloat/wrap.ts";
import { printable, span } from "../console/format.ts";
import { table } from "../table.ts";

const INDENT = "   ";

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
  const head = `${a.label} against ${b.label}: ${targets.join(", ")}; ${
    span(seconds)
  } compared`;
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
          ["", printable(a.name), printable(b.name), "difference", "95 % sure"],
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

function signed(value: number): string {
  return value > 0 ? `+${figure(value)}` : figure(value);
}

function figure(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 0 : 2);
}
