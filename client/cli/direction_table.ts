import type { DirectionFigures, Directions } from "../analysis/mod.ts";
import { ms } from "./console/format.ts";

const HEADING = "Queueing by direction, ms";
const COLUMNS = "           P50    P95    P99   lost  one-way delay";

/** One server's series. */
export interface DirectedSeries {
  /** What to call it. */
  readonly label: string;
  /** Its figures. */
  readonly directions: Directions;
}

/**
 * What ECHOs tell of each direction, as a table below that of the round trips.
 *
 * @param series The servers' series.
 * @returns Its lines with their ends; empty without series.
 */
export function directionTable(series: readonly DirectedSeries[]): string {
  if (series.length === 0) return "";
  const width = Math.max(
    HEADING.length,
    ...series.map(({ label }) => label.length),
  );
  const lines = series.flatMap(({ label, directions }) => {
    const { up, down, errorNs, lostUnknown } = directions;
    return [
      `${label.padEnd(width)}${rowOf("up", up, errorNs)}`,
      `${"".padEnd(width)}${rowOf("down", down, errorNs)}`,
      ...lostUnknown === 0
        ? []
        : [`${"".padEnd(width)}  ${lostUnknown} lost in an unknown direction`],
    ];
  });
  return [`\n${HEADING.padEnd(width)}${COLUMNS}`, ...lines]
    .map((line) => `${line}\n`).join("");
}

function rowOf(name: string, of: DirectionFigures, errorNs: number): string {
  const { queueP50Ns, queueP95Ns, queueP99Ns, lost, meanDelayNs } = of;
  const queues = [queueP50Ns, queueP95Ns, queueP99Ns]
    .map((ns) => ms(ns).padStart(7)).join("");
  const delay = Number.isNaN(meanDelayNs)
    ? "unknown"
    : `${ms(meanDelayNs)} +-${ms(errorNs)} at most`;
  return `  ${name.padEnd(5)}${queues}${String(lost).padStart(7)}  ${delay}`;
}
